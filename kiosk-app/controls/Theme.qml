pragma Singleton
import QtQuick

// Every colour, size and duration of the screens. Lengths are given in millimetres on the glass and turned into pixels
// by the panel's real size, never by what the system believes about the screen.
QtObject {
    id: theme

    // Set once by the window, from the settings and the session.
    property real pixelsPerMillimetre: 4.03
    property int textSize: 1
    property bool dark: false

    readonly property string family: "Noto Sans CJK SC"

    // Cap heights in millimetres for small, medium, large and extra large (VVSG 7.1-G), measured on the real glyph.
    readonly property var capHeights: [3.9, 5.1, 6.7, 8.7]
    readonly property TextMetrics capital: TextMetrics {
        font.family: theme.family
        font.pixelSize: 1000
        text: "H"
    }
    readonly property real capRatio: Math.max(0.5, capital.tightBoundingRect.height / 1000)
    readonly property real capHeight: capHeights[textSize]
    readonly property int bodySize: Math.ceil(mm(capHeight) / capRatio)
    // Headings grow less than the body does, so that they still fit when everything is large.
    readonly property int titleSize: Math.round(bodySize * [1.5, 1.45, 1.3, 1.2][textSize])
    readonly property real lineHeight: 1.35

    function mm(millimetres: real): real {
        return millimetres * pixelsPerMillimetre;
    }

    readonly property real gap: mm(3)
    readonly property real margin: mm(8)
    readonly property real targetHeight: mm(15)       // ordinary controls
    readonly property real primaryHeight: mm(20)      // the one next step
    readonly property real radius: mm(2.5)
    readonly property real border: Math.max(2, mm(0.5))
    readonly property real focusRing: Math.max(4, mm(1.2))

    readonly property color background: dark ? "#0B1016" : "#F3F6FA"
    readonly property color surface: dark ? "#161D26" : "#FFFFFF"
    readonly property color text: dark ? "#FFFFFF" : "#0F1A26"
    readonly property color quietText: dark ? "#D5DEE8" : "#2B3948"
    readonly property color line: dark ? "#8595A6" : "#66788A"
    readonly property color primary: dark ? "#B5D8FF" : "#08336B"
    readonly property color primaryPressed: dark ? "#D6E9FF" : "#062A58"
    readonly property color primaryInk: dark ? "#06101C" : "#FFFFFF"
    readonly property color tint: dark ? "#162534" : "#EAF2FB"
    readonly property color good: dark ? "#A6EDC1" : "#073B20"
    readonly property color goodTint: dark ? "#0D281A" : "#E9F7EF"
    readonly property color warning: dark ? "#FFDF9E" : "#452800"
    readonly property color warningTint: dark ? "#2E2205" : "#FFF6E3"
    readonly property color veil: dark ? "#E6000000" : "#D90B1016"
    readonly property color focus: dark ? "#FFD60A" : "#B0005E"
}
