#pragma once
// The commands of hall-device. Each prints lines for a technician, or one JSON object a line, and returns the exit
// code: 0 all well, 1 something is not, 2 wrongly asked.
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTextStream>

#include "drivers/device_opener.h"
#include "drivers/port/recording_port.h"
#include "drivers/tool/document_command.h"
#include "drivers/tool/format.h"

namespace hall::drivers::tool {

struct Terminal {
  QList<DeviceModel> catalogue;
  std::shared_ptr<UsbContext> usb;  // null where there is no USB
  QString idCardReader;             // as DeviceOpener takes them; empty: none
  QString codeReader;
  QString receiptPrinter;
  QString documentCamera{};
  QString pagePrinter{};
  QString keypad{};  // these three: "auto" or empty
  QString auxiliaries{};
  QString lights{};
};

class Commands {
 public:
  Commands(Terminal terminal, Format format, QTextStream& out);

  // What is plugged in and who would speak to it.
  int list();
  // Opens every device of this terminal and looks at it as deeply as wanted. Whatever needs a person says so first.
  int health(HealthDepth depth);
  // Uses each device without a person: health(External).
  int selftest() { return health(HealthDepth::External); }
  // Uses one device, reads a card or prints a test slip, with everything on the line written to `file`; what a card
  // says only as zeros.
  int record(DeviceKind kind, const QString& file, RecordingPort::Subject subject);
  // Plays a recording to the talker of today: 0 only if it writes the same bytes and comes to the same outcome.
  int replay(const QString& file);
  // What the devices have done, from the kiosk's counter file.
  int counters(const QString& file);
  // Supplies were replaced: that count starts anew.
  int resetCounter(const QString& file, const QString& device, const QString& what);

  [[nodiscard]] Format format() const { return m_format; }

  // Takes pages with the document camera, or from pictures in files, and writes them as one PDF; a line a page.
  // `wordsFolder`: assets/i18n.
  int document(const DocumentOrder& order, const QString& wordsFolder);

 private:
  QList<DeviceReport> examineAll(HealthDepth depth);
  template <class Device>
  DeviceReport examine(DeviceKind kind, const Result<std::unique_ptr<Device>>& opened, HealthDepth depth);
  void askPerson(DeviceKind kind, HealthDepth depth);
  void tell(const DeviceReport& report);
  int tellAll(const QList<DeviceReport>& reports);
  void tell(const QJsonObject& object, const QString& line);

  Terminal m_terminal;
  Format m_format;
  QTextStream& m_out;
};

}  // namespace hall::drivers::tool
