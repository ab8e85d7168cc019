import QtQuick
import Hall.Citizen
import Hall.Controls

// While the seal is written to the disk: a moment, and no way out of it.
Page {
    required property CitizenDesk desk

    title: qsTrId("keeping.title")
}
