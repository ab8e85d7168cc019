#pragma once
// What every device tells about itself, in the words of XFS4IoT's Common.Status. An unsupported property is nullopt;
// one that cannot be determined is `Unknown`. Values only: they cross threads.
#include <QByteArray>
#include <QList>
#include <QMap>
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
enum class TonerState { Unknown, Full, Low, Out };
enum class MediaState { Unknown, Present, NotPresent, Jammed };  // of a card

// What has to be done about an error, as XFS4IoT's ErrorEvent says it; device_codes.h says who does it.
enum class Action {
  None,           // nothing: it is the person's own card, code or way
  Reset,          // the software tries again, with pauses
  SoftwareError,  // a mistake of ours
  Configuration,  // settings, rights, a program that is missing or in the way
  Clear,          // staff on site: paper, cover, plug, a forgotten card
  Maintenance,    // an engineer
  Suspend,        // it is being recovered, or in use; wait
};

// How deeply a device is looked at, as UPOS's CheckHealth: it is asked; used without a person; used with one.
enum class HealthDepth { Internal, External, Interactive };
struct HealthCheck {
  HealthDepth depth = HealthDepth::Internal;
  QByteArray code;  // empty: well
  qint64 at = 0;    // seconds since 1970, UTC

  bool operator==(const HealthCheck&) const = default;
};

// What a device has done: "cards-read" → 12.
using Counts = QMap<QByteArray, qint64>;

// How long a supply lasts, and from where on it is soon used up, both in the count that tells what was used since it
// was renewed: "paper-mm", "cuts", "pages".
struct SupplyLimit {
  qint64 lasts = 0;
  qint64 lowAt = 0;

  bool operator==(const SupplyLimit&) const = default;
};
using Supplies = QMap<QByteArray, SupplyLimit>;

struct DeviceReport {
  DeviceKind kind = DeviceKind::IdCardReader;
  DeviceState state = DeviceState::NoDevice;
  QByteArray id;    // stable identity: SAM id, serial number or port path; never a bus address
  QString model;    // for staff, from assets/devices
  QByteArray code;  // why it is not online ("paper.out"), empty when it is
  std::optional<PaperState> paper = std::nullopt;
  std::optional<TonerState> toner = std::nullopt;
  std::optional<MediaState> media = std::nullopt;
  std::optional<HealthCheck> health = std::nullopt;  // the last one that was asked for; kept by the bay
  Action action = Action::None;                      // made from kind and code by the bay; talkers leave it alone
  Supplies supplies = {};                            // from assets/devices
  QList<QByteArray> low = {};  // what of them is soon used up by its count: a warning; kept by the bay

  bool operator==(const DeviceReport&) const = default;
};

QByteArray name(DeviceKind kind);
QByteArray name(DeviceState state);
QByteArray name(PaperState paper);
QByteArray name(TonerState toner);
QByteArray name(MediaState media);
QByteArray name(Action action);
QByteArray name(HealthDepth depth);

}  // namespace hall::drivers

Q_DECLARE_METATYPE(hall::drivers::DeviceReport)
