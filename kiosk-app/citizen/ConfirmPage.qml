import QtQuick
import Hall.Citizen
import Hall.Controls

// What the card said, each value with its source, before anything is built on it.
Page {
    id: page

    required property CitizenDesk desk

    title: qsTrId("confirm.title")
    hint: qsTrId("confirm.hint")
    primaryText: qsTrId("confirm.yes")
    secondaryText: qsTrId("confirm.no")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.matter.confirmPerson()
    onSecondary: desk.matter.rejectPerson()

    NoticeBox { width: parent.width; good: page.desk.matter.handedInWell; text: page.desk.matter.handedIn }
    NoticeBox { width: parent.width; good: true; text: page.desk.matter.resumed ? qsTrId("confirm.resumed") : "" }
    NoticeBox { width: parent.width; text: page.desk.matter.nameNeedsCare ? qsTrId("confirm.rare_name") : "" }
    PortraitPicture {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.mm(34)
        height: Theme.mm(42)
        visible: page.desk.matter.hasPortrait
        image: page.desk.matter.portrait
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTrId("confirm.portrait")
    }
    FactSheet { width: parent.width; facts: page.desk.matter.cardRows }
    NoticeBox { width: parent.width; good: true; iconName: "card"; text: page.desk.matter.cardHere ? qsTrId("confirm.take_card") : "" }
}
