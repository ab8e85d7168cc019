pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// What the matter is about, in plain words, before anything is asked.
Page {
    id: page

    required property CitizenDesk desk

    title: desk.matter.name
    hint: desk.matter.summary
    primaryText: qsTrId("guide.start")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.matter.start()

    Panel {
        id: sheet
        width: parent.width
        Repeater {
            model: page.desk.matter.guide
            Item {
                id: entry
                required property row modelData
                width: sheet.inside
                implicitHeight: words.implicitHeight + Theme.gap * 1.8
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.label + " " + modelData.value
                HallIcon {
                    id: picture
                    y: Theme.gap
                    name: entry.modelData.icon
                    color: Theme.primary
                    size: Theme.bodySize * 1.35
                }
                Column {
                    id: words
                    anchors { left: picture.right; leftMargin: Theme.gap; right: parent.right; verticalCenter: parent.verticalCenter }
                    HallText { width: parent.width; text: entry.modelData.label; kind: HallText.Kind.Quiet; Accessible.ignored: true }
                    HallText { width: parent.width; text: entry.modelData.value; font.weight: Font.DemiBold; Accessible.ignored: true }
                }
            }
        }
    }
}
