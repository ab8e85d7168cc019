#pragma once
// The commands of hall-device. Each prints lines for a technician, or one JSON object a line, and returns the exit
// code: 0 all well, 1 something is not, 2 wrongly asked.
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTextStream>

#include "drivers/device_opener.h"
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
};

class Commands {
 public:
  Commands(Terminal terminal, Format format, QTextStream& out);

  // What is plugged in and who would speak to it.
  int list();
  // Opens every device of this terminal and asks how it is.
  int health();
  // As health, and uses each: takes one look through the camera, prints a test slip.
  int selftest();
  // Reads one card with everything on the line written to `file`; a person's data only as zeros.
  int record(const QString& file, bool synthetic);

  [[nodiscard]] Format format() const { return m_format; }

  // Takes pages with the document camera, or from pictures in files, and writes them as one PDF; a line a page.
  // `wordsFolder`: assets/i18n.
  int document(const DocumentOrder& order, const QString& wordsFolder);

 private:
  QList<DeviceReport> reports(bool use);
  void tell(const DeviceReport& report);
  int tellAll(const QList<DeviceReport>& reports);
  void tell(const QJsonObject& object, const QString& line);

  Terminal m_terminal;
  Format m_format;
  QTextStream& m_out;
};

}  // namespace hall::drivers::tool
