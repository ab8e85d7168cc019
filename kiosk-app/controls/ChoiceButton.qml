import QtQuick
import Hall.Controls
import QtQuick.Controls.Basic

// One answer of several, or one service of a list: a wide card with a name, a line below it and an arrow or a tick.
AbstractButton {
    id: choice

    property string iconName: ""
    property string note: ""
    property bool chosen: false
    property string chosenWord: ""
    property bool leads: true
    property bool large: false  // for the few things people come for most

    implicitHeight: Math.max(Theme.primaryHeight, words.implicitHeight + Theme.gap * 2.4)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: chosen ? text + " · " + chosenWord : text
    Accessible.description: note
    Accessible.onPressAction: choice.activate()

    // What a key or a screen reader does; a finger presses and releases.
    function activate() {
        if (enabled)
            clicked();
    }

    background: Rectangle {
        radius: Theme.radius
        color: choice.down || choice.chosen ? Theme.tint : Theme.surface
        border.width: choice.chosen ? Theme.border * 2 : Theme.border
        border.color: choice.chosen ? Theme.primary : Theme.line
        FocusRing { shown: choice.visualFocus }
    }
    // Made at once rather than when first needed: the button is as high as its words.
    contentItem: Item { // qmllint disable deferred-property-id
        implicitHeight: words.implicitHeight
        Rectangle {
            id: picture
            anchors { left: parent.left; leftMargin: Theme.gap * 1.3; verticalCenter: parent.verticalCenter }
            visible: choice.iconName !== ""
            width: visible ? Math.max(Theme.mm(choice.large ? 21 : 14), Theme.bodySize * 1.8) : 0
            height: width
            radius: Theme.radius
            color: choice.down ? Theme.surface : Theme.tint
            HallIcon {
                anchors.centerIn: parent
                name: choice.iconName
                color: Theme.primary
                size: picture.width * 0.66
            }
        }
        Column {
            id: words
            anchors { left: picture.right; leftMargin: Theme.gap * 1.3; right: arrow.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
            HallText {
                width: parent.width
                text: choice.text
                font.weight: Font.DemiBold
                font.pixelSize: choice.large ? (Theme.bodySize + Theme.titleSize) / 2 : Theme.bodySize
                Accessible.ignored: true
            }
            HallText {
                width: parent.width
                visible: text !== ""
                text: choice.note
                kind: HallText.Kind.Quiet
                Accessible.ignored: true
            }
        }
        HallIcon {
            id: arrow
            anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
            visible: choice.leads || choice.chosen
            name: choice.chosen ? "tick" : "next"
            color: Theme.primary
            size: Theme.bodySize
        }
    }
}
