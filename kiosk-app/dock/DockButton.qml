// One lever. Answers mouse, space, Return, Enter and an assistive tool's press alike.
import QtQuick
import QtQuick.Controls.Basic

Button {
    id: lever
    property bool chosen: false
    property string hint: ""

    DockPalette { id: colours }

    height: 38
    leftPadding: 12
    rightPadding: 12
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: hint
    Accessible.checked: chosen
    Accessible.onPressAction: lever.clicked()
    Keys.onReturnPressed: lever.clicked()
    Keys.onEnterPressed: lever.clicked()

    contentItem: Text {
        text: lever.text
        color: colours.ink
        font.pixelSize: 14
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: Text.AlignHCenter
    }
    background: Rectangle {
        radius: 5
        color: lever.down ? colours.pressed : lever.chosen ? colours.chosen : colours.lever
        border.width: lever.activeFocus ? 2 : 0
        border.color: colours.ink
    }
}
