#pragma once
// What every device tells about itself, in the words of XFS4IoT's Common.Status. An unsupported property is nullopt;
// one that cannot be determined is `Unknown`. Values only: they cross threads.
#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <array>
#include <optional>

namespace hall::drivers {

enum class DeviceKind {
  IdCardReader,
  CodeReader,
  ReceiptPrinter,
  PagePrinter,
  DocumentCamera,
  Keypad,
  Auxiliaries,  // headphones, operator switch, presence
  Lights,
};
inline constexpr std::array kDeviceKinds{
    DeviceKind::IdCardReader,   DeviceKind::CodeReader, DeviceKind::ReceiptPrinter, DeviceKind::PagePrinter,
    DeviceKind::DocumentCamera, DeviceKind::Keypad,     DeviceKind::Auxiliaries,    DeviceKind::Lights};

enum class DeviceState {
  Online,         // ready for work
  Offline,        // there, but cannot work now (cover open, paper out)
  PowerOff,       // this terminal should have one; it is not connected
  NoDevice,       // this terminal is not meant to have one
  HardwareError,  // an engineer has to come
  UserError,      // a person blocks it
  DeviceBusy,     // at work
  Starting,       // found, not yet trusted
};

enum class PaperState { Unknown, Full, Low, Out, Jammed };

struct DeviceReport {
  DeviceKind kind = DeviceKind::IdCardReader;
  DeviceState state = DeviceState::NoDevice;
  QByteArray id;    // stable identity: SAM id, serial number or port path; never a bus address
  QString model;    // for staff, from assets/devices
  QByteArray code;  // why it is not online ("paper.out"), empty when it is
  std::optional<PaperState> paper;

  bool operator==(const DeviceReport&) const = default;
};

QByteArray name(DeviceKind kind);
QByteArray name(DeviceState state);
QByteArray name(PaperState paper);

}  // namespace hall::drivers

Q_DECLARE_METATYPE(hall::drivers::DeviceReport)
