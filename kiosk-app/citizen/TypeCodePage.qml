import QtQuick
import Hall.Citizen
import Hall.Controls

// Going on with what was begun before: the sixteen digits of the slip.
Page {
    id: page

    required property CitizenDesk desk
    readonly property CodeController asked: desk.code

    title: qsTrId("code.type_title")
    hint: qsTrId("code.type_hint")
    primaryText: qsTrId("code.open")
    primaryEnabled: asked.whole && !asked.opening
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: asked.open()

    NoticeBox { width: parent.width; text: page.asked.trouble }
    Rectangle {
        width: parent.width
        height: Math.max(Theme.primaryHeight, digits.implicitHeight + Theme.gap * 2)
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.border * 1.5
        border.color: page.asked.trouble === "" ? Theme.primary : Theme.warning
        Accessible.role: Accessible.StaticText
        Accessible.name: digits.text
        HallText {
            id: digits
            anchors { left: parent.left; right: parent.right; margins: Theme.gap * 1.5; verticalCenter: parent.verticalCenter }
            text: page.asked.typed === "" ? qsTrId("code.empty") : page.asked.typed
            kind: page.asked.typed === "" ? HallText.Kind.Quiet : HallText.Kind.Title
            Accessible.ignored: true
        }
    }
    KeyPad {
        width: parent.width
        eraseText: qsTrId("question.erase")
        onTyped: key => page.asked.digit(key)
        onErase: page.asked.erase()
    }
}
