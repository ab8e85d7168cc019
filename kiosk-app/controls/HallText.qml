import QtQuick
import Hall.Controls
import QtQuick.Controls.Basic

// Text for people. A Label, because plain Text is invisible to screen readers.
Label {
    enum Kind { Body, Title, Quiet }
    property int kind: HallText.Kind.Body

    font.family: Theme.family
    font.pixelSize: kind === HallText.Kind.Title ? Theme.titleSize : Theme.bodySize
    font.weight: kind === HallText.Kind.Title ? Font.Bold : Font.Normal
    color: kind === HallText.Kind.Quiet ? Theme.quietText : Theme.text
    lineHeight: Theme.lineHeight
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
