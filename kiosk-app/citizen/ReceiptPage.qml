pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// First "kept on this machine", then, only with the platform's signature, "received".
Page {
    id: page

    required property CitizenDesk desk
    readonly property ReceiptController receipt: desk.receipt
    readonly property string kind: receipt.held ? "held" : receipt.official ? "official" : "local"

    title: kind === "held" ? qsTrId("receipt.title_held") : kind === "official" ? qsTrId("receipt.title_official") : qsTrId("receipt.title_local")
    primaryText: qsTrId("receipt.done")
    secondaryText: receipt.slipTrouble ? qsTrId("receipt.print_again") : ""
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: receipt.done()
    onSecondary: receipt.printAgain()

    NoticeBox {
        width: parent.width
        good: page.kind === "official"
        iconName: page.kind === "official" ? "tick" : page.kind === "held" ? "attention" : "clock"
        text: page.kind === "held" ? qsTrId("receipt.meaning_held") : page.kind === "official" ? qsTrId("receipt.meaning_official") : qsTrId("receipt.meaning_local")
    }
    FactSheet { width: parent.width; facts: page.receipt.rows }
    Panel {
        id: codeSheet
        width: parent.width
        Row {
            width: codeSheet.inside
            padding: Theme.gap
            spacing: Theme.gap * 2
            QrCode {
                width: Theme.mm(52)
                height: width
                text: page.receipt.code
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTrId("receipt.code")
                Accessible.description: page.receipt.code
            }
            HallText {
                width: codeSheet.inside - Theme.mm(52) - Theme.gap * 4
                anchors.verticalCenter: parent.verticalCenter
                text: qsTrId("receipt.scan")
            }
        }
    }
    NoticeBox {
        width: parent.width
        good: !page.receipt.slipTrouble
        iconName: page.receipt.slipTrouble ? "attention" : "printer"
        text: page.receipt.slip
    }
    NoticeBox {
        width: parent.width
        good: !page.receipt.noticeTrouble
        iconName: page.receipt.noticeTrouble ? "attention" : "printer"
        text: page.receipt.notice
    }
    ChoiceButton {
        width: parent.width
        visible: page.receipt.noticeOffered
        leads: false
        iconName: "printer"
        text: page.receipt.noticeTrouble ? qsTrId("receipt.notice_again") : qsTrId("receipt.notice_print")
        note: qsTrId("receipt.notice_note")
        onClicked: page.receipt.printNotice()
    }
    HallText {
        width: parent.width
        visible: page.receipt.offers.length > 0
        text: qsTrId("receipt.offer")
        font.weight: Font.Bold
    }
    Repeater {
        model: page.receipt.offers
        ChoiceButton {
            required property row modelData
            width: page.inside
            iconName: modelData.icon
            text: modelData.label
            note: modelData.value
            onClicked: page.receipt.takeOffer(modelData.id)
        }
    }
}
