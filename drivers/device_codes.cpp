#include "drivers/device_codes.h"

#include <string_view>

namespace hall::drivers {

namespace {

using Kinds = unsigned;

template <class... Kind>
constexpr Kinds of(Kind... kind) {
  return ((1U << static_cast<unsigned>(kind)) | ...);
}

using enum DeviceKind;
constexpr Kinds kAll =
    of(IdCardReader, CodeReader, ReceiptPrinter, PagePrinter, DocumentCamera, Keypad, Auxiliaries, Lights);
// Reached through one of our ports, and not through the system's own service for that kind.
constexpr Kinds kPorted = of(IdCardReader, CodeReader, ReceiptPrinter, Keypad, Auxiliaries, Lights);

constexpr Kinds kPrinters = of(ReceiptPrinter, PagePrinter);

struct Row {
  std::string_view code;
  Kinds kinds;
  Action action;
};

constexpr Row kRows[] = {
    {"card.none", of(IdCardReader), Action::None},
    {"card.left", of(IdCardReader), Action::Clear},
    {"card.collision", of(IdCardReader), Action::Clear},
    {"card.photo", of(IdCardReader), Action::None},
    {"card.frame", of(IdCardReader), Action::Reset},
    {"card.checksum", of(IdCardReader), Action::Reset},
    {"card.layout", of(IdCardReader), Action::None},
    {"card.date", of(IdCardReader), Action::None},
    {"card.read-failed", of(IdCardReader), Action::None},
    {"card.rejected", of(IdCardReader), Action::None},
    {"card.select-failed", of(IdCardReader), Action::None},
    {"card.unknown-type", of(IdCardReader), Action::None},
    {"reader.gone", of(IdCardReader), Action::Clear},
    {"reader.silent", of(IdCardReader), Action::Reset},
    {"reader.link", of(IdCardReader), Action::Reset},
    {"reader.self-test", of(IdCardReader), Action::Maintenance},
    {"reader.not-authorised", of(IdCardReader), Action::Maintenance},
    {"reader.command", of(IdCardReader), Action::Configuration},
    {"reader.unknown-status", of(IdCardReader), Action::Maintenance},
    {"code.none", of(CodeReader), Action::None},
    {"code.unreadable", of(CodeReader), Action::None},
    {"code.too-long", of(CodeReader), Action::None},
    {"code.overrun", of(CodeReader), Action::Reset},
    {"code.worker-missing", of(CodeReader), Action::Configuration},
    {"scanner.gone", of(CodeReader), Action::Clear},
    {"scanner.endless", of(CodeReader), Action::Configuration},
    {"scanner.incomplete", of(CodeReader), Action::None},
    {"scanner.report", of(CodeReader), Action::Configuration},
    {"scanner.wedge-loss", of(CodeReader), Action::Configuration},
    {"camera.gone", of(CodeReader), Action::Clear},
    {"camera.silent", of(CodeReader), Action::Reset},
    {"document.covered", of(DocumentCamera), Action::None},
    {"document.frame", of(DocumentCamera), Action::Maintenance},
    {"document.frozen", of(DocumentCamera), Action::Reset},
    {"document.gone", of(DocumentCamera), Action::Clear},
    {"document.none", of(DocumentCamera), Action::None},
    {"document.pdf", of(DocumentCamera), Action::SoftwareError},
    {"document.poor", of(DocumentCamera), Action::None},
    {"document.silent", of(DocumentCamera), Action::Clear},
    {"document.too-large", of(DocumentCamera), Action::None},
    {"keys.gone", of(Keypad), Action::Clear},
    {"keys.none", of(Keypad), Action::None},
    {"sensors.gone", of(Auxiliaries), Action::Clear},
    {"sensors.none", of(Auxiliaries), Action::None},
    {"lamp.gone", of(Lights), Action::Clear},
    {"paper.out", kPrinters, Action::Clear},
    {"paper.jam", of(PagePrinter), Action::Clear},
    {"toner.out", of(PagePrinter), Action::Clear},
    {"printer.cover-open", kPrinters, Action::Clear},
    {"printer.offline", kPrinters, Action::Clear},
    {"printer.silent", kPrinters, Action::Reset},
    {"printer.stalled", kPrinters, Action::Clear},
    {"printer.unconfirmed", kPrinters, Action::Clear},
    {"printer.recovering", of(ReceiptPrinter), Action::None},
    {"printer.cutter", of(ReceiptPrinter), Action::Clear},
    {"printer.fatal", kPrinters, Action::Maintenance},
    {"printer.gone", kPrinters, Action::Clear},
    {"printer.format", of(PagePrinter), Action::Configuration},
    {"printer.denied", of(PagePrinter), Action::Configuration},
    {"port.gone", kPorted, Action::Clear},
    {"port.denied", kPorted, Action::Configuration},
    {"port.busy", kPorted, Action::Configuration},
    {"port.open", kPorted, Action::Maintenance},
    {"port.silent", kPorted, Action::Reset},
    {"port.stall", kPorted, Action::Reset},
    {"port.overflow", kPorted, Action::Reset},
    {"port.error", kPorted, Action::Reset},
    {"port.memory", kPorted, Action::SoftwareError},
    {"port.shape", kPorted, Action::Configuration},
    {"port.feature", kPorted, Action::Configuration},
    {"port.rate", kPorted, Action::Configuration},
    {"port.not-serial", kPorted, Action::Configuration},
    {"port.one-way", kPorted, Action::Configuration},
    {"port.printer-line", kPorted, Action::SoftwareError},
    {"usb.none", kPorted, Action::Maintenance},
    {"device.busy", kAll, Action::Suspend},
    {"device.claimed", kAll, Action::Suspend},
    {"device.none", kAll, Action::Configuration},
};

constexpr bool applies(const Row& row, DeviceKind kind) {
  return (row.kinds & of(kind)) != 0;
}

}  // namespace

QList<QByteArray> codesOf(DeviceKind kind) {
  QList<QByteArray> codes;
  for (const Row& row : kRows) {
    if (applies(row, kind)) codes.append(QByteArray(row.code.data(), static_cast<qsizetype>(row.code.size())));
  }
  return codes;
}

Action actionFor(DeviceKind kind, QByteArrayView code) {
  if (code.isEmpty()) return Action::None;
  for (const Row& row : kRows) {
    if (applies(row, kind) && code == QByteArrayView(row.code)) return row.action;
  }
  return Action::SoftwareError;
}

Actor actorOf(Action action) {
  switch (action) {
    case Action::None:
      return Actor::Person;
    case Action::Reset:
    case Action::Suspend:
      return Actor::Software;
    case Action::Clear:
      return Actor::Clerk;
    case Action::SoftwareError:
    case Action::Configuration:
    case Action::Maintenance:
      return Actor::Technician;
  }
  return Actor::Technician;
}

}  // namespace hall::drivers
