// A row of levers of which one is pulled: `options` are {value, text}, `value` the one that holds.
import QtQuick

Flow {
    id: choice
    required property var options
    required property int value
    signal picked(int value)

    spacing: 6
    width: parent ? parent.width : implicitWidth

    Repeater {
        model: choice.options
        DockButton {
            required property var modelData
            text: modelData.text
            chosen: modelData.value === choice.value
            onClicked: choice.picked(modelData.value)
        }
    }
}
