pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// What everybody sees first. The matters people come for most are one touch away.
Page {
    id: page

    required property CitizenDesk desk

    HallText {
        width: parent.width
        text: page.desk.hallName
        kind: HallText.Kind.Quiet
        font.weight: Font.DemiBold
    }
    HallText {
        width: parent.width
        text: qsTrId("home.greeting")
        kind: HallText.Kind.Title
        font.pixelSize: Theme.titleSize * 1.15
        Accessible.role: Accessible.Heading
    }
    NoticeBox { width: parent.width; iconName: "card"; text: page.desk.cardLeft ? qsTrId("notice.card.left.citizen") : "" }
    HallText {
        width: parent.width
        text: qsTrId("home.hint")
        kind: HallText.Kind.Quiet
        bottomPadding: Theme.gap
    }
    Repeater {
        model: page.desk.find.results
        ChoiceButton {
            required property row modelData
            width: page.inside
            height: Math.max(implicitHeight, Theme.mm(42))
            large: true
            iconName: modelData.icon
            text: modelData.label
            note: modelData.value
            onClicked: page.desk.find.choose(modelData.id)
        }
    }
    HallText {
        width: parent.width
        topPadding: Theme.gap
        text: qsTrId("home.other")
        kind: HallText.Kind.Quiet
    }
    ChoiceButton {
        width: parent.width
        height: Math.max(implicitHeight, Theme.mm(26))
        iconName: "search"
        text: qsTrId("home.all")
        note: qsTrId("home.all_hint")
        onClicked: page.desk.begin()
    }
    ChoiceButton {
        width: parent.width
        height: Math.max(implicitHeight, Theme.mm(26))
        iconName: "code"
        text: qsTrId("home.lookup")
        note: qsTrId("home.lookup_hint")
        onClicked: page.desk.lookUp()
    }
    HallText {
        width: parent.width
        topPadding: Theme.gap
        text: qsTrId("home.private")
        kind: HallText.Kind.Quiet
        horizontalAlignment: Text.AlignHCenter
    }
    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: page.desk.staffSign !== ""
        spacing: Theme.gap
        HallIcon { anchors.verticalCenter: parent.verticalCenter; name: "clock"; color: Theme.quietText; size: Theme.bodySize }
        HallText {
            width: Math.min(implicitWidth, page.inside - Theme.bodySize - Theme.gap)
            kind: HallText.Kind.Quiet
            text: page.desk.staffSign
        }
    }
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
}
