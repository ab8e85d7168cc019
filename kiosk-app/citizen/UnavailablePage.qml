import QtQuick
import Hall.Citizen
import Hall.Controls

// Nothing new can be begun, because it could not be kept. Says so before anybody types a word.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("unavailable.title")
    hint: qsTrId("unavailable.hint")
    primaryText: qsTrId("bar.home")
    onPrimary: desk.end()

    NoticeBox { width: parent.width; text: page.desk.matter.trouble }
}
