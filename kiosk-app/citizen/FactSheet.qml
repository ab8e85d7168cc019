pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// A sheet of facts; those that may be changed carry a button.
Panel {
    id: sheet

    required property var facts
    property string changeText: ""
    signal change(string id)

    Repeater {
        model: sheet.facts
        FactRow {
            required property row modelData
            required property int index
            width: sheet.inside
            label: modelData.label
            value: modelData.value
            source: modelData.source
            changeText: modelData.changeable ? sheet.changeText : ""
            last: index === sheet.facts.length - 1
            onChange: sheet.change(modelData.id)
        }
    }
}
