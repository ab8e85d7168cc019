import QtQuick
import Hall.Controls

// One line of a list: what it is, what it says, where that came from, and, where it may be changed, a button.
Item {
    id: fact

    required property string label
    required property string value
    property string source: ""
    property string changeText: ""
    property bool last: false
    signal change()

    implicitHeight: Math.max(words.implicitHeight, button.visible ? button.implicitHeight : 0) + Theme.gap * 1.6
    Accessible.role: Accessible.StaticText
    Accessible.name: source === "" ? label + " " + value : label + " " + value + " " + source

    Column {
        id: words
        anchors { left: parent.left; right: button.visible ? button.left : parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap * 0.2
        Flow {
            width: parent.width
            spacing: Theme.gap
            HallText { text: fact.label; kind: HallText.Kind.Quiet; Accessible.ignored: true }
            Rectangle {
                visible: fact.source !== ""
                width: origin.implicitWidth + Theme.gap * 1.4
                height: origin.implicitHeight
                radius: height / 2
                color: Theme.tint
                HallText {
                    id: origin
                    anchors.centerIn: parent
                    text: fact.source
                    color: Theme.primary
                    lineHeight: 1.1
                    Accessible.ignored: true
                }
            }
        }
        HallText { width: parent.width; text: fact.value; font.weight: Font.DemiBold; Accessible.ignored: true }
    }
    HallButton {
        id: button
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        visible: fact.changeText !== ""
        text: fact.changeText
        Accessible.name: fact.changeText + " " + fact.label
        onClicked: fact.change()
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        visible: !fact.last
        height: Math.max(1, Theme.border / 2)
        color: Theme.line
        opacity: 0.5
    }
}
