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
        else if (desk.step === CitizenDesk.TypeCode && text >= "0" && text <= "9")
            desk.code.digit(text);
    }
    function erase() {
        if (desk.step === CitizenDesk.Find)
            desk.find.erase();
        else if (desk.step === CitizenDesk.Question)
            desk.question.erase();
        else if (desk.step === CitizenDesk.TypeCode)
            desk.code.erase();
    }

    // In the order of CitizenDesk.Step.
    readonly property list<string> files: ["HomePage", "FindPage", "GuidePage", "IdentifyPage", "ConfirmPage", "NotEligiblePage", "QuestionPage", "DocumentPage", "ReviewPage", "KeepingPage", "ReceiptPage", "RatingPage", "ThanksPage", "LookupPage", "UnavailablePage", "TakeCodePage", "TypeCodePage"]
    property int shown: -1

    function show() {
        if (shown === desk.step)
            return;
        shown = desk.step;
        loader.setSource(Qt.resolvedUrl(files[shown] + ".qml"), { desk: desk });
    }

    Component.onCompleted: show()
    Connections {
        target: pages.desk
        function onStepChanged() { pages.show(); }
    }
    Loader {
        id: loader
        anchors.fill: parent
        focus: true
    }
}
