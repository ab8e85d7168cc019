import QtQuick
import Hall.Citizen
import Hall.Controls

// Why it cannot be done here, and what to do instead. Never a dead end.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("not_eligible.title")
    primaryText: qsTrId("not_eligible.back")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.begin()

    NoticeBox { width: parent.width; text: page.desk.matter.notEligible }
}
