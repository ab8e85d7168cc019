pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Hall.Controls

// What stands on the glass when the kiosk could not be opened at all: in both languages, because nobody can choose one.
Window {
    id: root

    required property list<string> titles
    required property list<string> hints
    required property list<string> reasons
    required property string code

    color: Theme.background
    title: titles[0]
    Binding { target: Theme; property: "pixelsPerMillimetre"; value: root.width / 268 }

    Column {
        anchors { left: parent.left; right: parent.right; margins: Theme.margin; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap * 2
        HallIcon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "attention"
            color: Theme.warning
            size: Theme.mm(46)
        }
        Repeater {
            model: root.titles.length
            Column {
                id: part
                required property int index
                width: parent.width
                spacing: Theme.gap
                HallText { width: parent.width; kind: HallText.Kind.Title; horizontalAlignment: Text.AlignHCenter; text: root.titles[part.index] }
                HallText { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: root.reasons[part.index] }
                HallText { width: parent.width; horizontalAlignment: Text.AlignHCenter; bottomPadding: Theme.gap * 3; text: root.hints[part.index] }
            }
        }
        HallText { width: parent.width; kind: HallText.Kind.Quiet; horizontalAlignment: Text.AlignHCenter; text: root.code }
    }
}
