import QtQuick
import Hall.Controls

// A heading and what somebody says below it, as long as it may be.
Column {
    id: said

    required property string heading
    required property string text

    visible: text !== ""
    spacing: Theme.gap * 0.4
    HallText { width: parent.width; kind: HallText.Kind.Quiet; font.weight: Font.Bold; text: said.heading }
    HallText { width: parent.width; text: said.text }
}
