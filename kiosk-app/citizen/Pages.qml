pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// Shows the page of the current step, and passes keys on to it.
FocusScope {
    id: pages

    required property CitizenDesk desk

    function current(): Page { return loader.item as Page; }
    function forward() {
        const page = current();
        if (page && page.primaryText !== "" && page.primaryEnabled)
            page.primary();
    }
    function reveal(item: Item) {
        const page = current();
        if (page && page.holds(item))
            page.reveal(item);
    }
    function type(text: string) {
        if (desk.step === CitizenDesk.Find)
            desk.find.type(text.toUpperCase());
        else if (desk.step === CitizenDesk.Question && desk.question.kind === QuestionController.Digits && text >= "0" && text <= "9")
            desk.question.digit(text);
    }
    function erase() {
        if (desk.step === CitizenDesk.Find)
            desk.find.erase();
        else if (desk.step === CitizenDesk.Question)
            desk.question.erase();
    }

    readonly property var components: [home, find, guide, identify, confirm, notEligible, question, review, keeping, receipt, rating, thanks, lookup, unavailable]

    Component { id: home; HomePage { desk: pages.desk } }
    Component { id: find; FindPage { desk: pages.desk } }
    Component { id: guide; GuidePage { desk: pages.desk } }
    Component { id: identify; IdentifyPage { desk: pages.desk } }
    Component { id: confirm; ConfirmPage { desk: pages.desk } }
    Component { id: notEligible; NotEligiblePage { desk: pages.desk } }
    Component { id: question; QuestionPage { desk: pages.desk } }
    Component { id: review; ReviewPage { desk: pages.desk } }
    Component { id: keeping; Page { title: qsTrId("keeping.title") } }
    Component { id: receipt; ReceiptPage { desk: pages.desk } }
    Component { id: rating; RatingPage { desk: pages.desk } }
    Component { id: thanks; ThanksPage { desk: pages.desk } }
    Component { id: lookup; LookupPage { desk: pages.desk } }
    Component { id: unavailable; UnavailablePage { desk: pages.desk } }

    Loader {
        id: loader
        anchors.fill: parent
        focus: true
        sourceComponent: pages.components[pages.desk.step]
    }
}
