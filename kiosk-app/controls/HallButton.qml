import QtQuick
import Hall.Controls
import QtQuick.Controls.Basic

// The button of every page. Acts only when pressed and released inside; large enough for a shaking hand; the focus ring
// shows when keys moved the focus here.
AbstractButton {
    id: button

    enum Kind { Primary, Secondary, Bar }
    property int kind: HallButton.Kind.Secondary
    property string iconName: ""
    property string note: ""
    readonly property bool filled: kind === HallButton.Kind.Primary
    readonly property color ink: filled ? Theme.primaryInk : Theme.primary

    readonly property real iconSize: iconName === "" ? 0 : Theme.bodySize * 1.15
    readonly property real beside: Theme.gap * 3 + (iconName === "" ? 0 : iconSize + row.spacing)
    implicitHeight: Math.max(filled ? Theme.primaryHeight : Theme.targetHeight, label.implicitHeight + Theme.gap * 1.6)
    implicitWidth: Math.max(Theme.mm(22), label.implicitWidth + beside)
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.75
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: note
    Accessible.onPressAction: button.activate()

    // What a key or a screen reader does; a finger presses and releases.
    function activate() {
        if (enabled)
            clicked();
    }

    background: Rectangle {
        radius: Theme.radius
        color: {
            if (button.filled)
                return button.down ? Theme.primaryPressed : Theme.primary;
            return button.down ? Theme.tint : Theme.surface;
        }
        border.width: button.filled ? 0 : Theme.border
        border.color: button.kind === HallButton.Kind.Bar ? Theme.line : Theme.primary
        FocusRing { shown: button.visualFocus }
    }
    // Made at once rather than when first needed: the button is as high as its words.
    contentItem: Item { // qmllint disable deferred-property-id
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.gap * 0.7
            HallIcon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.iconName !== ""
                name: button.iconName
                color: button.ink
                size: button.iconSize
            }
            HallText {
                id: label
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, button.width - button.beside)
                text: button.text
                color: button.ink
                font.weight: Font.DemiBold
                lineHeight: 1.15
                horizontalAlignment: Text.AlignHCenter
                Accessible.ignored: true
            }
        }
    }
}
