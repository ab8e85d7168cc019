import QtQuick
import Hall.Citizen
import Hall.Controls

// The last page; it clears itself.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("thanks.title")
    primaryText: qsTrId("thanks.home")
    onPrimary: desk.end()

    NoticeBox { width: parent.width; iconName: "card"; text: page.desk.cardLeft ? qsTrId("notice.card.left.citizen") : "" }
    Item {
        width: parent.width
        height: Theme.mm(90)
        Rectangle {
            anchors.centerIn: parent
            width: Theme.mm(70)
            height: width
            radius: width / 2
            color: Theme.goodTint
            border.width: Theme.border
            border.color: Theme.good
            HallIcon { anchors.centerIn: parent; name: "tick"; color: Theme.good; size: Theme.mm(42) }
        }
    }
    NoticeBox { width: parent.width; good: true; iconName: "card"; text: qsTrId("thanks.take") }
    HallText { width: parent.width; kind: HallText.Kind.Quiet; text: qsTrId("thanks.wiped") }
}
