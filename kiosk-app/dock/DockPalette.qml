// The dock's few colours: a tool for staff, told apart from the citizen's window at a glance.
import QtQuick

QtObject {
    readonly property color ground: "#26323d"
    readonly property color panel: "#32414f"
    readonly property color ink: "#f4f7f9"
    readonly property color faint: "#b9c6d0"
    readonly property color lever: "#456073"
    readonly property color pressed: "#1d6fa5"
    readonly property color chosen: "#2f86c1"
    readonly property color lampLit: "#ffb000"
    readonly property color lampDark: "#1b242c"
    readonly property color paper: "#fdfcf6"
    readonly property color paperInk: "#1c1c1c"
}
