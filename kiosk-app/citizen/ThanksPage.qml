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

    NoticeBox { width: parent.width; good: true; iconName: "card"; text: qsTrId("thanks.take") }
    HallText { width: parent.width; kind: HallText.Kind.Quiet; text: qsTrId("thanks.wiped") }
}
