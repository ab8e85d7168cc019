import QtQuick
import Hall.Controls

// Where the keys are. Drawn outside the control, so that it is never hidden by what the control shows.
Rectangle {
    required property bool shown

    anchors.fill: parent
    anchors.margins: -Theme.focusRing * 1.2
    visible: shown
    color: "transparent"
    radius: Theme.radius + Theme.focusRing
    border.width: Theme.focusRing
    border.color: Theme.focus
}
