import QtQuick
import Hall.Controls

// The frame of every page: a title, what there is to read, and the next step at the bottom where the hand is.
// Long pages are turned by a button, not only by a swipe; whatever has the focus is brought into view.
FocusScope {
    id: page

    property string title: ""
    property string hint: ""
    property string primaryText: ""
    property bool primaryEnabled: true
    property string secondaryText: ""
    property string moreText: ""
    property string lessText: ""
    default property alias content: column.data
    signal primary()
    signal secondary()

    readonly property real inside: width - Theme.margin * 2
    readonly property bool longer: flick.contentHeight > flick.height + 2
    readonly property bool atEnd: flick.contentY >= flick.contentHeight - flick.height - 2

    // Whether the item lies in the part that scrolls.
    function holds(item: Item): bool {
        let above = item;
        while (above && above !== column)
            above = above.parent;
        return above === column;
    }
    function reveal(item: Item) {
        const top = item.mapToItem(column, 0, 0).y;
        if (top < flick.contentY)
            flick.contentY = Math.max(0, top - Theme.gap * 2);
        else if (top + item.height > flick.contentY + flick.height)
            flick.contentY = Math.min(flick.contentHeight - flick.height, top + item.height - flick.height + Theme.gap * 2);
    }
    function turn() {
        const step = flick.height * 0.8;
        flick.contentY = atEnd ? 0 : Math.min(flick.contentHeight - flick.height, flick.contentY + step);
    }

    Flickable {
        id: flick
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: actions.top }
        contentHeight: column.implicitHeight + Theme.margin
        boundsBehavior: Flickable.StopAtBounds
        interactive: page.longer
        clip: true
        Column {
            id: column
            x: Theme.margin
            y: Theme.margin * 0.6
            width: page.inside
            spacing: Theme.gap * 1.5
            HallText {
                width: parent.width
                visible: text !== ""
                kind: HallText.Kind.Title
                text: page.title
                Accessible.role: Accessible.Heading
            }
            HallText {
                width: parent.width
                visible: text !== ""
                kind: HallText.Kind.Quiet
                text: page.hint
            }
        }
    }
    Column {
        id: actions
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: Theme.margin; rightMargin: Theme.margin }
        spacing: Theme.gap
        bottomPadding: Theme.gap * 1.5
        topPadding: Theme.gap
        HallButton {
            width: parent.width
            visible: page.longer
            kind: HallButton.Kind.Bar
            iconName: page.atEnd ? "up" : "down"
            text: page.atEnd ? page.lessText : page.moreText
            onClicked: page.turn()
        }
        HallButton {
            width: parent.width
            visible: text !== ""
            text: page.secondaryText
            onClicked: page.secondary()
        }
        HallButton {
            objectName: "primary"
            width: parent.width
            visible: text !== ""
            enabled: page.primaryEnabled
            kind: HallButton.Kind.Primary
            text: page.primaryText
            onClicked: page.primary()
        }
    }
}
