// The levers of the simulated devices beside the citizen's window: lay a card, pull a plug, take out the paper.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Controls.Basic

ApplicationWindow {
    id: dock
    required property var levers  // hall::drivers::sim::Levers

    DockPalette { id: colours }

    title: qsTr("模拟设备台 Device dock")
    width: 420
    height: 900
    visible: true
    color: colours.ground

    ScrollView {
        id: scroll
        anchors.fill: parent
        anchors.margins: 10
        contentWidth: availableWidth

        ColumnLayout {
            width: scroll.availableWidth
            spacing: 10

            DockSection {
                title: qsTr("放上身份证 Lay a card")
                Repeater {
                    model: dock.levers.people
                    DockButton {
                        id: person
                        required property var modelData
                        text: person.modelData.text.replace(" / ", " ")
                        hint: person.modelData.text
                        chosen: dock.levers.card === person.modelData.key
                        onClicked: dock.levers.layCard(person.modelData.key)
                    }
                }
                DockButton {
                    text: qsTr("取走证件 Take card")
                    onClicked: dock.levers.takeCard()
                }
            }
            DockSection {
                title: qsTr("读卡器 Card reader")
                DockChoice {
                    value: dock.levers.cardFault
                    options: [
                        { value: 0, text: qsTr("正常 Well") },
                        { value: 1, text: qsTr("校验错 Checksum") },
                        { value: 2, text: qsTr("截断 Truncated") },
                        { value: 3, text: qsTr("过长 Oversized") },
                        { value: 4, text: qsTr("未知版式 Layout") },
                        { value: 5, text: qsTr("读卡失败 Read failed") },
                        { value: 6, text: qsTr("拔线 Unplugged") },
                        { value: 7, text: qsTr("两张卡 Two cards") }
                    ]
                    onPicked: value => dock.levers.cardFault = value
                }
            }
            DockSection {
                title: qsTr("打印机 Printer")
                DockChoice {
                    value: dock.levers.paper
                    options: [
                        { value: 0, text: qsTr("有纸 Paper") },
                        { value: 1, text: qsTr("纸将尽 Low") },
                        { value: 2, text: qsTr("缺纸 Out") }
                    ]
                    onPicked: value => dock.levers.paper = value
                }
                DockButton {
                    text: qsTr("上盖打开 Cover open")
                    chosen: dock.levers.coverOpen
                    onClicked: dock.levers.coverOpen = !dock.levers.coverOpen
                }
                DockButton {
                    text: qsTr("打印机拔线 Unplug printer")
                    chosen: !dock.levers.printerPlugged
                    onClicked: dock.levers.printerPlugged = !dock.levers.printerPlugged
                }
            }
            DockSection {
                title: qsTr("扫码 Code reader")
                TextField {
                    id: payload
                    width: parent.width
                    height: 38
                    text: "https://hall.example.invalid/c/demo"
                    font.pixelSize: 14
                    Accessible.role: Accessible.EditableText
                    Accessible.name: qsTr("二维码内容 Code text")
                    onAccepted: dock.levers.showCode(text)
                }
                DockButton {
                    text: qsTr("出示二维码 Show code")
                    chosen: dock.levers.view === 1
                    onClicked: dock.levers.showCode(payload.text)
                }
                DockButton {
                    text: qsTr("出示坏码 Unreadable")
                    chosen: dock.levers.view === 2
                    onClicked: dock.levers.showUnreadableCode()
                }
                DockButton {
                    text: qsTr("收起 Hide")
                    onClicked: dock.levers.hideCode()
                }
                DockButton {
                    text: qsTr("摄像头拔线 Unplug camera")
                    chosen: !dock.levers.cameraPlugged
                    onClicked: dock.levers.cameraPlugged = !dock.levers.cameraPlugged
                }
            }
            DockSection {
                title: qsTr("扫码枪 Scanner")
                DockButton {
                    text: qsTr("接上扫码枪 Plug scanner")
                    chosen: dock.levers.scannerPlugged
                    onClicked: dock.levers.scannerPlugged = !dock.levers.scannerPlugged
                }
                DockButton {
                    text: qsTr("扫一下 Scan")
                    hint: qsTr("扫上面的内容 the text above")
                    enabled: dock.levers.scannerPlugged
                    opacity: enabled ? 1 : 0.5
                    onClicked: dock.levers.scan(payload.text)
                }
            }
            DockSection {
                title: qsTr("小键盘、耳机、感应 Keypad, headphones, presence")
                DockButton {
                    text: qsTr("小键盘拔线 Unplug keypad")
                    chosen: !dock.levers.keypadPlugged
                    onClicked: dock.levers.keypadPlugged = !dock.levers.keypadPlugged
                }
                DockButton {
                    text: qsTr("插上耳机 Headphones in")
                    chosen: dock.levers.headphones
                    onClicked: dock.levers.headphones = !dock.levers.headphones
                }
                DockButton {
                    text: qsTr("有人走近 Somebody near")
                    chosen: dock.levers.person
                    onClicked: dock.levers.person = !dock.levers.person
                }
                DockButton {
                    text: qsTr("接线板拔线 Unplug sensors")
                    chosen: !dock.levers.panelPlugged
                    onClicked: dock.levers.panelPlugged = !dock.levers.panelPlugged
                }
            }
            DockSection {
                title: qsTr("钥匙开关 Operator switch")
                DockChoice {
                    value: dock.levers.operatorSwitch
                    options: [
                        { value: 0, text: qsTr("运行 Run") },
                        { value: 1, text: qsTr("维护 Maintenance") },
                        { value: 2, text: qsTr("主管 Supervisor") }
                    ]
                    onPicked: value => dock.levers.operatorSwitch = value
                }
            }
            DockSection {
                title: qsTr("呼叫灯 Call lamp")
                Rectangle {
                    width: 38
                    height: 38
                    radius: 19
                    color: dock.levers.lampLit ? colours.lampLit : colours.lampDark
                    border.color: colours.ink
                    border.width: 2
                    Accessible.role: Accessible.Indicator
                    Accessible.name: dock.levers.lampLit ? qsTr("灯亮 Lamp lit") : qsTr("灯灭 Lamp dark")
                }
                DockButton {
                    text: qsTr("按呼叫按钮 Call button")
                    onPressed: dock.levers.holdCallButton(true)
                    onReleased: dock.levers.holdCallButton(false)
                }
                DockButton {
                    text: qsTr("灯拔线 Unplug lamp")
                    chosen: !dock.levers.lampPlugged
                    onClicked: dock.levers.lampPlugged = !dock.levers.lampPlugged
                }
            }
            DockSection {
                title: qsTr("最近一张凭条 Last slip")
                Rectangle {
                    width: parent.width
                    height: slip.implicitHeight + 16
                    color: colours.paper
                    Label {
                        id: slip
                        anchors.fill: parent
                        anchors.margins: 8
                        text: dock.levers.lastSlip === "" ? qsTr("（尚未打印 none yet）") : dock.levers.lastSlip
                        color: colours.paperInk
                        font.family: "monospace"
                        font.pixelSize: 13
                        wrapMode: Text.WrapAnywhere
                        Accessible.role: Accessible.StaticText
                        Accessible.name: text
                    }
                }
            }
        }
    }
}
