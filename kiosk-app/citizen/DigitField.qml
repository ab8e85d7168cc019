import QtQuick
import Hall.Citizen
import Hall.Controls

// The number being entered, grouped as people write it; an example until the first digit.
Rectangle {
    id: field

    required property QuestionController asked
    readonly property bool empty: asked.value === ""

    implicitHeight: Math.max(Theme.primaryHeight, words.implicitHeight + Theme.gap * 2)
    radius: Theme.radius
    color: Theme.surface
    border.width: Theme.border * 1.5
    border.color: asked.fault === "" ? Theme.primary : Theme.warning
    Accessible.role: Accessible.StaticText
    Accessible.name: words.text

    HallText {
        id: words
        anchors { left: parent.left; right: parent.right; margins: Theme.gap * 1.5; verticalCenter: parent.verticalCenter }
        text: field.empty ? (field.asked.example === "" ? qsTrId("question.empty") : qsTrId("question.example").arg(field.asked.example)) : field.asked.shownValue
        kind: field.empty ? HallText.Kind.Quiet : HallText.Kind.Title
        font.letterSpacing: field.empty ? 0 : Theme.mm(0.6)
        Accessible.ignored: true
    }
}
