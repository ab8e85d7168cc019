import QtQuick
import Hall.Citizen
import Hall.Controls

// One page that is safe: a small picture of it, how well it can be read, and the way to be rid of it.
Panel {
    id: sheet

    required property pageRow shown
    required property bool busy
    signal remove()
    signal retake()

    Row {
        width: sheet.inside
        topPadding: Theme.gap
        bottomPadding: Theme.gap
        spacing: Theme.gap * 1.5
        Rectangle {
            id: frame
            width: Theme.mm(32)
            height: Theme.mm(42)
            color: Theme.background
            border.width: Theme.border
            border.color: Theme.line
            PortraitPicture {
                anchors { fill: parent; margins: Theme.border * 2 }
                image: sheet.shown.image
                Accessible.ignored: true
            }
        }
        Column {
            width: sheet.inside - frame.width - Theme.gap * 1.5
            spacing: Theme.gap
            HallText { width: parent.width; text: sheet.shown.label; font.weight: Font.DemiBold }
            Row {
                width: parent.width
                spacing: Theme.gap * 0.7
                HallIcon {
                    id: mark
                    name: sheet.shown.flawed ? "attention" : "tick"
                    color: sheet.shown.flawed ? Theme.warning : Theme.good
                    size: Theme.bodySize * 1.2
                }
                HallText {
                    width: parent.width - mark.width - Theme.gap * 0.7
                    text: sheet.shown.verdict
                    color: sheet.shown.flawed ? Theme.warning : Theme.good
                }
            }
            HallButton {
                enabled: !sheet.busy
                text: sheet.shown.flawed ? qsTrId("document.retake") : qsTrId("document.remove")
                Accessible.name: text + " " + sheet.shown.label
                onClicked: sheet.shown.flawed ? sheet.retake() : sheet.remove()
            }
        }
    }
}
