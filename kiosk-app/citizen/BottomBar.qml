import QtQuick
import Hall.Citizen
import Hall.Controls

// The way back, the way home, and a human being: on every page, at the same place.
Rectangle {
    id: bar

    required property CitizenDesk desk
    signal home()
    signal help()

    readonly property bool atHome: desk.step === CitizenDesk.Home
    readonly property bool canGoBack: !atHome && desk.step !== CitizenDesk.Receipt && desk.step !== CitizenDesk.Keeping && desk.step !== CitizenDesk.Thanks
    readonly property real slot: (width - Theme.margin * 2 - Theme.gap * 2) / 3

    implicitHeight: row.implicitHeight + Theme.gap * 2
    color: Theme.surface
    Rectangle { anchors { left: parent.left; right: parent.right; top: parent.top } height: Theme.border; color: Theme.line }

    Row {
        id: row
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap
        HallButton {
            width: bar.slot
            opacity: bar.canGoBack ? 1 : 0
            enabled: bar.canGoBack
            kind: HallButton.Kind.Bar
            iconName: "back"
            text: qsTrId("bar.back")
            onClicked: bar.desk.back()
        }
        HallButton {
            width: bar.slot
            opacity: bar.atHome ? 0 : 1
            enabled: !bar.atHome && bar.desk.step !== CitizenDesk.Keeping
            kind: HallButton.Kind.Bar
            iconName: "home"
            text: qsTrId("bar.home")
            onClicked: bar.home()
        }
        HallButton {
            width: bar.slot
            kind: HallButton.Kind.Bar
            iconName: "hand"
            text: qsTrId("bar.help")
            onClicked: bar.help()
        }
    }
}
