import QtQuick
import Hall.Citizen
import Hall.Controls

// Waits for the ID card; says what went wrong with the last one.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("identify.title")
    hint: qsTrId("identify.hint")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")

    NoticeBox { width: parent.width; text: page.desk.matter.cardTrouble }
    Rectangle {
        width: parent.width
        height: Math.max(Theme.mm(110), waiting.implicitHeight + Theme.mm(90))
        radius: Theme.radius * 1.5
        color: Theme.tint
        border.width: Theme.border
        border.color: Theme.primary
        Column {
            anchors { left: parent.left; right: parent.right; margins: Theme.margin; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap * 2
            HallIcon { anchors.horizontalCenter: parent.horizontalCenter; name: "card"; color: Theme.primary; size: Theme.mm(60) }
            HallIcon { anchors.horizontalCenter: parent.horizontalCenter; name: "down"; color: Theme.primary; size: Theme.mm(14) }
            HallText {
                id: waiting
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                font.weight: Font.DemiBold
                text: qsTrId("identify.waiting")
            }
        }
    }
    HallText { width: parent.width; kind: HallText.Kind.Quiet; text: qsTrId("identify.other") }
}
