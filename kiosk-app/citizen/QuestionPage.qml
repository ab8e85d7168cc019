pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// One question. Choosing goes on by itself; digits and consent wait for the big button.
Page {
    id: page

    required property CitizenDesk desk
    readonly property QuestionController asked: desk.question
    readonly property bool digits: asked.kind === QuestionController.Digits
    readonly property bool consent: asked.kind === QuestionController.Consent

    title: asked.question
    hint: asked.help
    primaryText: digits ? qsTrId("question.next") : consent ? qsTrId("question.agree") : ""
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    secondaryText: consent ? qsTrId("question.disagree") : asked.optional ? qsTrId("question.skip") : ""
    onSecondary: consent ? asked.refuse() : asked.skip()
    onPrimary: consent ? asked.choose("yes") : asked.submit()

    HallText {
        width: parent.width
        kind: HallText.Kind.Quiet
        text: qsTrId("question.progress").arg(page.asked.place).arg(page.asked.count)
    }
    NoticeBox { width: parent.width; text: page.asked.fault }
    Repeater {
        model: page.asked.options
        ChoiceButton {
            required property row modelData
            width: page.inside
            height: Math.max(implicitHeight, Theme.mm(30))
            text: modelData.label
            chosen: page.asked.value === modelData.id
            chosenWord: qsTrId("question.chosen")
            onClicked: page.asked.choose(modelData.id)
        }
    }
    Item {
        width: parent.width
        height: Theme.mm(80)
        visible: page.consent
        Rectangle {
            anchors.centerIn: parent
            width: Theme.mm(62)
            height: width
            radius: width / 2
            color: Theme.tint
            HallIcon { anchors.centerIn: parent; name: "guide-result"; color: Theme.primary; size: Theme.mm(38) }
        }
    }
    DigitField { width: parent.width; visible: page.digits; asked: page.asked }
    KeyPad {
        width: parent.width
        visible: page.digits
        eraseText: qsTrId("question.erase")
        onTyped: key => page.asked.digit(key)
        onErase: page.asked.erase()
    }
}
