pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// Scan the code of a receipt, or lay the ID card down, and read how the case stands and what was decided.
Page {
    id: page

    required property CitizenDesk desk
    readonly property ReceiptController receipt: desk.receipt

    readonly property bool choosing: receipt.lookupChoices.length > 0

    title: receipt.lookupDecided ? qsTrId("lookup.title_decided") : qsTrId("lookup.title")
    hint: receipt.looking ? qsTrId("lookup.hint") : choosing ? qsTrId("lookup.which") : ""
    primaryText: receipt.looking || choosing ? "" : qsTrId("lookup.done")
    secondaryText: receipt.looking ? "" : qsTrId("lookup.again")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: desk.end()
    onSecondary: receipt.lookAgain()

    Rectangle {
        width: parent.width
        height: Theme.mm(110)
        visible: page.receipt.looking
        radius: Theme.radius * 1.5
        color: Theme.tint
        border.width: Theme.border
        border.color: Theme.primary
        Column {
            anchors { left: parent.left; right: parent.right; margins: Theme.margin; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap * 2
            HallIcon { anchors.horizontalCenter: parent.horizontalCenter; name: "code"; color: Theme.primary; size: Theme.mm(55) }
            HallText {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                font.weight: Font.DemiBold
                text: qsTrId("lookup.waiting")
            }
        }
    }
    Repeater {
        model: page.receipt.lookupChoices
        ChoiceButton {
            required property row modelData
            width: page.inside
            text: modelData.label
            note: modelData.value
            onClicked: page.receipt.chooseReceipt(modelData.id)
        }
    }
    NoticeBox { width: parent.width; text: page.receipt.lookupState === "" && !page.choosing ? page.desk.matter.cardRefused : "" }
    NoticeBox { width: parent.width; text: page.receipt.lookupTrouble }
    ChoiceButton {
        width: parent.width
        visible: page.receipt.lookupState === "" && !page.choosing
        iconName: "code"
        text: qsTrId("lookup.go_on")
        note: qsTrId("lookup.go_on_note")
        onClicked: page.desk.code.type()
    }
    NoticeBox {
        width: parent.width
        good: page.receipt.lookupGood
        iconName: !good ? "attention" : page.receipt.lookupGenuine || page.receipt.lookupDecided ? "tick" : "clock"
        text: page.receipt.lookupState
    }
    Said { width: parent.width; heading: qsTrId("lookup.message"); text: page.receipt.lookupMessage }
    Said { width: parent.width; heading: qsTrId("lookup.next"); text: page.receipt.lookupNext }
    FactSheet { width: parent.width; visible: page.receipt.lookupRows.length > 0; facts: page.receipt.lookupRows }
}
