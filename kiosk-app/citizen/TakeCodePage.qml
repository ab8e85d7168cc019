import QtQuick
import Hall.Citizen
import Hall.Controls

// The code that opens what was begun, for whoever leaves and may come back without the card.
Page {
    id: page

    required property CitizenDesk desk
    readonly property CodeController given: desk.code

    title: qsTrId("code.title")
    hint: given.making ? qsTrId("code.making") : given.code === "" ? "" : qsTrId("code.hint").arg(desk.draftDays)
    primaryText: given.making ? "" : qsTrId("code.done")
    secondaryText: given.slipTrouble ? qsTrId("receipt.print_again") : ""
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.end()
    onSecondary: given.printAgain()

    NoticeBox { width: parent.width; text: page.given.trouble }
    NoticeBox {
        width: parent.width
        good: !page.given.slipTrouble
        iconName: page.given.slipTrouble ? "attention" : "printer"
        text: page.given.slip
    }
    Panel {
        id: sheet
        width: parent.width
        visible: page.given.code !== ""
        HallText {
            width: sheet.inside
            topPadding: Theme.gap
            kind: HallText.Kind.Title
            horizontalAlignment: Text.AlignHCenter
            text: page.given.code
        }
        QrCode {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.mm(52)
            height: width
            text: page.given.qr
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTrId("code.qr")
        }
        HallText {
            width: sheet.inside
            horizontalAlignment: Text.AlignHCenter
            text: qsTrId("code.use")
        }
    }
    NoticeBox { width: parent.width; text: page.given.code === "" ? "" : qsTrId("code.secret") }
}
