import QtQuick
import Hall.Citizen
import Hall.Controls

// What everybody may change at any time: language, text size, light or dark.
Rectangle {
    id: bar

    required property CitizenDesk desk
    readonly property real slot: (width - Theme.margin * 2 - Theme.gap * 2) / 3

    implicitHeight: row.implicitHeight + Theme.gap * 2
    color: Theme.surface
    Rectangle { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } height: Theme.border; color: Theme.line }

    Row {
        id: row
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap
        HallButton {
            width: bar.slot
            kind: HallButton.Kind.Bar
            iconName: "language"
            text: qsTrId("bar.language")
            onClicked: bar.desk.session.toggleLanguage()
        }
        HallButton {
            width: bar.slot
            kind: HallButton.Kind.Bar
            iconName: "text-size"
            text: qsTrId("bar.text_size")
            onClicked: bar.desk.session.nextTextSize()
        }
        HallButton {
            width: bar.slot
            kind: HallButton.Kind.Bar
            iconName: "theme"
            text: bar.desk.session.dark ? qsTrId("bar.theme_light") : qsTrId("bar.theme_dark")
            onClicked: bar.desk.session.toggleTheme()
        }
    }
}
