import QtQuick
import Hall.Controls

// A question laid over the page: nothing below can be reached until it is answered.
Rectangle {
    id: overlay

    required property bool shown
    required property string title
    property string hint: ""
    property string iconName: "attention"
    property string primaryText: ""
    property string secondaryText: ""
    property string tertiaryText: ""
    property int focusReason: Qt.OtherFocusReason  // Qt.TabFocusReason: the ring shows at once
    signal primary()
    signal secondary()
    signal tertiary()

    anchors.fill: parent
    visible: shown
    color: Theme.veil
    Accessible.role: Accessible.Dialog
    Accessible.name: title
    onShownChanged: if (shown) primaryButton.forceActiveFocus(focusReason)

    MouseArea { anchors.fill: parent }
    Rectangle {
        anchors { left: parent.left; right: parent.right; margins: Theme.margin; verticalCenter: parent.verticalCenter }
        height: sheet.implicitHeight + Theme.margin * 2
        radius: Theme.radius * 1.5
        color: Theme.surface
        Column {
            id: sheet
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.margin }
            spacing: Theme.gap * 2
            HallIcon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: overlay.iconName
                color: Theme.primary
                size: Theme.mm(26)
            }
            HallText {
                width: parent.width
                kind: HallText.Kind.Title
                horizontalAlignment: Text.AlignHCenter
                text: overlay.title
            }
            HallText {
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                text: overlay.hint
            }
            HallButton {
                id: primaryButton
                width: parent.width
                kind: HallButton.Kind.Primary
                text: overlay.primaryText
                onClicked: overlay.primary()
            }
            HallButton {
                width: parent.width
                visible: text !== ""
                text: overlay.secondaryText
                onClicked: overlay.secondary()
            }
            HallButton {
                width: parent.width
                visible: text !== ""
                text: overlay.tertiaryText
                onClicked: overlay.tertiary()
            }
        }
    }
}
