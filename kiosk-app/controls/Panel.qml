import QtQuick
import Hall.Controls

// A white sheet that holds a list of facts.
Rectangle {
    default property alias content: column.data
    readonly property real inside: width - Theme.gap * 3

    implicitHeight: column.implicitHeight + Theme.gap * 1.2
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(1, Theme.border / 2)
    border.color: Theme.line
    Column {
        id: column
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.gap * 1.5; rightMargin: Theme.gap * 1.5; topMargin: Theme.gap * 0.6 }
    }
}
