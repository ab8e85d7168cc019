import QtQuick
import Hall.Controls

// Something the citizen has to know now: what is wrong and what to do, or that all is well. Never colour alone.
Rectangle {
    id: box

    required property string text
    property bool good: false
    property string iconName: good ? "tick" : "attention"

    visible: text !== ""
    implicitHeight: visible ? Math.max(words.implicitHeight, picture.height) + Theme.gap * 2 : 0
    radius: Theme.radius
    color: good ? Theme.goodTint : Theme.warningTint
    border.width: Theme.border
    border.color: good ? Theme.good : Theme.warning
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    HallIcon {
        id: picture
        anchors { left: parent.left; leftMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        name: box.iconName
        color: box.good ? Theme.good : Theme.warning
        size: Theme.bodySize * 1.3
    }
    HallText {
        id: words
        anchors { left: picture.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        text: box.text
        color: box.good ? Theme.good : Theme.warning
        Accessible.ignored: true
    }
}
