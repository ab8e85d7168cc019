pragma ComponentBehavior: Bound

import QtQuick
import Hall.Controls

// Digits in telephone order, or letters in the order of the alphabet. Big keys, plain grid, an eraser that says so.
Flow {
    id: pad

    property bool letters: false
    required property string eraseText
    signal typed(string key)
    signal erase()

    readonly property var keys: letters ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("") : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"]
    readonly property int columns: letters ? 7 : 3
    spacing: Theme.gap

    readonly property real keyWidth: Math.floor((width - spacing * (columns - 1)) / columns)
    Repeater {
        model: pad.keys
        HallButton {
            id: key
            required property string modelData
            width: pad.keyWidth
            height: Theme.mm(pad.letters ? 18 : 25)
            implicitWidth: 0
            text: key.modelData
            opacity: key.modelData === "" ? 0 : 1
            enabled: key.modelData !== ""
            Accessible.ignored: key.modelData === ""
            onClicked: pad.typed(key.modelData)
        }
    }
    HallButton {
        width: pad.letters ? pad.keyWidth * 2 + pad.spacing : pad.keyWidth
        height: Theme.mm(pad.letters ? 18 : 25)
        text: pad.eraseText
        onClicked: pad.erase()
    }
}
