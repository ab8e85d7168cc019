import QtQuick
import Hall.Citizen
import Hall.Controls

// Everything once more, each value with its source; what the citizen said may still be changed.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("review.title")
    hint: qsTrId("review.hint")
    primaryText: qsTrId("review.submit")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.matter.submit()

    NoticeBox { width: parent.width; text: page.desk.matter.trouble }
    FactSheet {
        width: parent.width
        facts: page.desk.matter.reviewRows
        changeText: qsTrId("review.change")
        onChange: id => page.desk.matter.change(id)
    }
}
