pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// A question that is answered with a paper: laid under the camera page by page, or brought to the counter.
Page {
    id: page

    required property CitizenDesk desk
    readonly property DocumentController asked: desk.document

    function wordFor(action: int): string {
        switch (action) {
        case DocumentController.Take:
            return qsTrId("document.take");
        case DocumentController.TakeNext:
            return qsTrId("document.take_next");
        case DocumentController.Done:
            return qsTrId("document.done");
        case DocumentController.Counter:
            return qsTrId("document.counter");
        case DocumentController.Stop:
            return qsTrId("document.stop");
        case DocumentController.Skip:
            return qsTrId("document.skip");
        default:
            return "";
        }
    }

    title: asked.question
    hint: asked.help
    primaryText: wordFor(asked.primary)
    secondaryText: wordFor(asked.secondary)
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onPrimary: asked.act(asked.primary)
    onSecondary: asked.act(asked.secondary)

    HallText {
        width: parent.width
        kind: HallText.Kind.Quiet
        text: qsTrId("question.progress").arg(page.asked.place).arg(page.asked.count)
    }
    NoticeBox { width: parent.width; text: page.asked.trouble }
    NoticeBox { width: parent.width; iconName: "camera"; text: page.asked.noCamera }
    CameraView { width: parent.width; visible: page.asked.looking || page.asked.keeping || page.asked.primary === DocumentController.Take; asked: page.asked }
    NoticeBox {
        width: parent.width
        good: true
        text: page.asked.pages.length > 0 && !page.asked.looking && !page.asked.keeping ? qsTrId("document.safe") : ""
    }
    Repeater {
        model: page.asked.pages
        PhotographedPage {
            required property pageRow modelData
            width: page.inside
            shown: modelData
            busy: page.asked.looking || page.asked.keeping
            onRemove: page.asked.remove(modelData.id)
            onRetake: page.asked.retake(modelData.id)
        }
    }
    ChoiceButton {
        width: parent.width
        visible: page.asked.mayGoToCounter
        iconName: "hand"
        text: qsTrId("document.counter")
        note: page.asked.otherwise
        onClicked: page.asked.goToCounter()
    }
    HallText {
        width: parent.width
        visible: page.asked.noCamera !== "" && page.asked.primary === DocumentController.Counter
        text: page.asked.otherwise
    }
}
