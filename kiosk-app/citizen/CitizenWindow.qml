import QtQuick
import QtQuick.Window
import Hall.Assist
import Hall.Citizen
import Hall.Controls

// The kiosk's only window: a bar above, a bar below, and between them the page of the step the visit is at.
Window {
    id: root

    required property CitizenDesk desk
    required property real panelWidth  // millimetres of the lit glass
    readonly property bool helpShown: desk.call.shown
    property bool leaveShown: false
    readonly property bool overlaid: helpShown || leaveShown || desk.switches.calibrating || desk.session.warning
    readonly property bool begun: desk.step === CitizenDesk.Confirm || desk.step === CitizenDesk.Question || desk.step === CitizenDesk.Document || desk.step === CitizenDesk.Review

    color: Theme.background
    onHelpShownChanged: desk.session.waitForHelp(helpShown)
    title: qsTrId("home.greeting")

    Binding { target: Theme; property: "pixelsPerMillimetre"; value: root.width / root.panelWidth }
    Binding { target: Theme; property: "textSize"; value: root.desk.session.textSize }
    Binding { target: Theme; property: "dark"; value: root.desk.session.dark }

    function leave() {
        if (begun)
            leaveShown = true;
        else if (desk.step !== CitizenDesk.Keeping)
            desk.end();
    }

    SemanticKeys {
        window: root
        switches: root.desk.switches
        onTouched: root.desk.session.touched()
        onPageNext: if (!root.overlaid) pages.forward()
        onPagePrevious: if (!root.overlaid) root.desk.back()
        onBack: root.overlaid ? overlays.dismiss() : root.desk.back()
        onHome: if (!root.overlaid) root.leave()
        onCallStaff: root.desk.call.call()
        onLanguage: root.desk.session.toggleLanguage()
        onTextSize: root.desk.session.nextTextSize()
        onTyped: text => { if (!root.overlaid) pages.type(text); }
        onErase: if (!root.overlaid) pages.erase()
        onFocusMoved: item => pages.reveal(item)
    }
    Connections {
        target: root.desk
        function onStepChanged() { root.leaveShown = false; root.desk.call.end(); }
    }

    FocusScope {
        id: below
        anchors.fill: parent
        enabled: !root.overlaid
        focus: true
        TopBar {
            id: topBar
            anchors { left: parent.left; right: parent.right; top: parent.top }
            desk: root.desk
        }
        Pages {
            id: pages
            anchors { left: parent.left; right: parent.right; top: topBar.bottom; bottom: bottomBar.top }
            focus: true
            desk: root.desk
        }
        BottomBar {
            id: bottomBar
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            desk: root.desk
            onHome: root.leave()
            onHelp: root.desk.call.call()
        }
    }
    Overlays {
        id: overlays
        anchors.fill: parent
        desk: root.desk
        helpShown: root.helpShown
        leaveShown: root.leaveShown
        onCloseHelp: root.desk.call.end()
        onStay: root.leaveShown = false
        onLeave: { root.leaveShown = false; root.desk.end(); }
    }
}
