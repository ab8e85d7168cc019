pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// Every service, narrowed down letter by letter.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("find.title")
    hint: qsTrId("find.hint")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")

    HallText {
        width: parent.width
        visible: page.desk.find.query !== ""
        text: qsTrId("find.typed").arg(page.desk.find.query)
        font.weight: Font.Bold
    }
    Repeater {
        model: page.desk.find.results
        ChoiceButton {
            required property row modelData
            width: page.inside
            iconName: modelData.icon
            text: modelData.label
            note: modelData.value
            onClicked: page.desk.find.choose(modelData.id)
        }
    }
    NoticeBox {
        width: parent.width
        text: page.desk.find.results.length === 0 ? qsTrId("find.nothing") : ""
    }
    KeyPad {
        width: parent.width
        letters: true
        eraseText: qsTrId("find.erase")
        onTyped: key => page.desk.find.type(key)
        onErase: page.desk.find.erase()
    }
    HallButton {
        width: parent.width
        visible: page.desk.find.query !== ""
        text: qsTrId("find.clear")
        onClicked: page.desk.find.clear()
    }
}
