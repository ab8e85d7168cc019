// A titled group of levers that flow to as many rows as they need.
import QtQuick
import QtQuick.Layouts
import QtQuick.Controls.Basic

Rectangle {
    id: section
    required property string title
    default property alias levers: flow.data

    DockPalette { id: colours }

    color: colours.panel
    radius: 6
    Layout.fillWidth: true
    implicitHeight: column.implicitHeight + 20

    ColumnLayout {
        id: column
        anchors.fill: parent
        anchors.margins: 10
        spacing: 8

        Label {
            text: section.title
            color: colours.faint
            font.pixelSize: 14
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Flow {
            id: flow
            Layout.fillWidth: true
            spacing: 6
        }
    }
}
