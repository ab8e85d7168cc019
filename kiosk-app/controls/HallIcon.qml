import QtQuick
import Hall.Controls

// An icon of assets/icons in one colour. Never the only carrier of a meaning: a word always stands beside it.
Image {
    id: icon

    required property string name
    property color color: Theme.text
    property real size: Theme.mm(9)

    width: size
    height: size
    sourceSize { width: Math.round(size); height: Math.round(size) }
    source: name === "" ? "" : "image://hall-icon/" + name + "/" + icon.color.toString().slice(-6)
    Accessible.ignored: true
}
