import QtQuick
import Hall.Citizen
import Hall.Controls

// What the camera waits for, in words and large; no picture of the sheet, so that nobody reads it over a shoulder.
Rectangle {
    id: view

    required property DocumentController asked
    readonly property color ink: asked.steady || asked.keeping ? Theme.good : Theme.primary

    implicitHeight: Math.max(Theme.mm(100), words.implicitHeight + Theme.margin * 2)
    radius: Theme.radius * 1.5
    color: asked.steady || asked.keeping ? Theme.goodTint : Theme.tint
    border.width: Theme.border
    border.color: ink
    Accessible.role: Accessible.AlertMessage
    Accessible.name: guidance.text

    Column {
        id: words
        anchors { left: parent.left; right: parent.right; margins: Theme.margin; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap * 2
        HallIcon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: view.asked.keeping ? "tick" : "camera"
            color: view.ink
            size: Theme.mm(36)
        }
        HallText {
            id: guidance
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.DemiBold
            color: view.ink
            text: view.asked.keeping ? qsTrId("document.keeping") : view.asked.looking ? view.asked.guidance : qsTrId("document.first")
            Accessible.ignored: true
        }
    }
}
