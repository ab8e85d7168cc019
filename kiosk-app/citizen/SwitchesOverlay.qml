import QtQuick
import Hall.Assist
import Hall.Controls

// Two switches are learnt: the first, the second, then tried on these very buttons.
Overlay {
    id: overlay

    required property SwitchInput switches
    readonly property bool trial: switches.step === SwitchInput.Trial

    function seconds(milliseconds: int): string { return (milliseconds / 1000).toFixed(1); }
    function understood(): string {
        const hold = switches.holdMilliseconds < 50 ? qsTrId("switches.hold_any") : qsTrId("switches.hold").arg(seconds(switches.holdMilliseconds));
        return qsTrId("switches.understood") + "\n" + hold + "\n" + qsTrId("switches.debounce").arg(seconds(switches.debounceMilliseconds));
    }
    function trouble(): string {
        switch (switches.trouble) {
        case SwitchInput.SameSwitch:
            return qsTrId("switches.same");
        case SwitchInput.OneAtATime:
            return qsTrId("switches.one_at_a_time");
        case SwitchInput.Unplugged:
            return qsTrId("switches.unplugged");
        default:
            return "";
        }
    }

    focusReason: Qt.TabFocusReason
    iconName: "hand"
    title: trial ? qsTrId("switches.trial") : switches.step === SwitchInput.First ? qsTrId("switches.first") : qsTrId("switches.second")
    hint: trial ? understood() : (trouble() === "" ? "" : trouble() + "\n") + qsTrId("switches.leave_hint")
    primaryText: trial ? qsTrId("switches.accept") : qsTrId("switches.leave")
    secondaryText: trial ? qsTrId("switches.leave") : ""
    onPrimary: trial ? switches.accept() : switches.leave()
    onSecondary: switches.leave()
}
