import QtQuick
import Hall.Citizen
import Hall.Controls

// What may lie over a page: a call for help, the question before leaving, the idle warning (topmost).
Item {
    id: overlays

    required property CitizenDesk desk
    required property bool helpShown
    required property bool leaveShown
    signal closeHelp()
    signal stay()
    signal leave()

    function dismiss() {
        if (desk.session.warning)
            desk.session.touched();
        else if (desk.switches.calibrating)
            desk.switches.leave();
        else if (helpShown)
            closeHelp();
        else
            stay();
    }

    Overlay {
        shown: overlays.leaveShown && !overlays.helpShown && !overlays.desk.switches.calibrating && !overlays.desk.session.warning
        iconName: "home"
        title: qsTrId("leave.title")
        hint: qsTrId("leave.hint").arg(overlays.desk.draftDays)
        primaryText: qsTrId("leave.stay")
        secondaryText: qsTrId("leave.go")
        tertiaryText: overlays.desk.code.offered ? qsTrId("leave.with_code") : ""
        onPrimary: overlays.stay()
        onSecondary: overlays.leave()
        onTertiary: { overlays.stay(); overlays.desk.code.take(); }
    }
    Overlay {
        shown: overlays.helpShown && !overlays.desk.switches.calibrating && !overlays.desk.session.warning
        iconName: "hand"
        title: overlays.desk.call.answered ? qsTrId("help.title_answered") : qsTrId("help.title")
        hint: overlays.desk.call.answered ? qsTrId("help.hint_answered") : overlays.desk.call.lampThere ? qsTrId("help.hint_lamp") : qsTrId("help.hint")
        primaryText: qsTrId("help.close")
        onPrimary: overlays.closeHelp()
    }
    SwitchesOverlay {
        switches: overlays.desk.switches
        shown: switches.calibrating && !overlays.desk.session.warning
    }
    Overlay {
        shown: overlays.desk.session.warning
        iconName: "clock"
        title: qsTrId("idle.title")
        hint: qsTrId("idle.hint").arg(overlays.desk.session.secondsLeft)
        primaryText: qsTrId("idle.stay")
        onPrimary: overlays.desk.session.touched()
    }
}
