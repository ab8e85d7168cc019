// A row of levers of which one is pulled: `options` are {value, text}, `value` the one that holds.
pragma ComponentBehavior: Bound

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
            id: option
            required property var modelData
            text: option.modelData.text
            chosen: option.modelData.value === choice.value
            onClicked: choice.picked(option.modelData.value)
        }
    }
}
