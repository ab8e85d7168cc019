pragma ComponentBehavior: Bound
import QtQuick
import Hall.Citizen
import Hall.Controls

// Five levels, all the same size and colour: nothing hints at a wished-for answer.
Page {
    id: page

    required property CitizenDesk desk
    readonly property var levels: [
        { stars: 5, label: qsTrId("rating.5") },
        { stars: 4, label: qsTrId("rating.4") },
        { stars: 3, label: qsTrId("rating.3") },
        { stars: 2, label: qsTrId("rating.2") },
        { stars: 1, label: qsTrId("rating.1") }
    ]

    title: qsTrId("rating.title")
    hint: qsTrId("rating.hint")
    secondaryText: qsTrId("rating.skip")
    moreText: qsTrId("bar.more")
    lessText: qsTrId("bar.less")
    onSecondary: desk.receipt.rate(0)

    Repeater {
        model: page.levels
        ChoiceButton {
            required property var modelData
            width: page.inside
            height: Math.max(implicitHeight, Theme.mm(26))
            leads: false
            iconName: "face-" + modelData.stars
            text: modelData.label
            onClicked: page.desk.receipt.rate(modelData.stars)
        }
    }
}
