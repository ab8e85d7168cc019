#include "drivers/tool/commands.h"

#include <QFile>
#include <QJsonDocument>

#include "drivers/device_json.h"
#include "drivers/lane_bay.h"
#include "drivers/port/recording_port.h"

namespace hall::drivers::tool {

using namespace std::chrono_literals;

namespace {

QString idOf(const UsbFound& found) {
  return QStringLiteral("%1:%2").arg(found.vendor, 4, 16, QLatin1Char('0')).arg(found.product, 4, 16, QLatin1Char('0'));
}

QString modelOf(const QList<DeviceModel>& catalogue, const UsbFound& found) {
  for (const DeviceModel& model : catalogue) {
    const bool known = model.usb.contains(DeviceModel::UsbId{found.vendor, found.product});
    if (known || (model.anyPrinter && found.printerInterface >= 0)) return model.model;
  }
  return {};
}

// Opened, asked, used if wanted, asked again.
template <class Device>
DeviceReport tried(DeviceKind kind, Result<std::unique_ptr<Device>> opened, const std::function<void(Device&)>& use) {
  if (!opened) {
    return reportOfFailedOpening(kind, opened.error());
  }
  if (use) use(**opened);
  return (*opened)->report();
}

Paper testSlip() {
  return {
      {PaperLine::Kind::Text, QStringLiteral("打印自检 Self-test"), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Rule, {}, {}, {}},
      {PaperLine::Kind::Text, QStringLiteral("中文、ABC 与 0123456789"), {}, {}},
      {PaperLine::Kind::Code, QStringLiteral("hall:selftest"), {}, {}}};
}

}  // namespace

Commands::Commands(Terminal terminal, Format format, QTextStream& out)
    : m_terminal(std::move(terminal)), m_format(format), m_out(out) {}

void Commands::tell(const QJsonObject& object, const QString& line) {
  m_out << (m_format == Format::Json ? QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) : line)
        << Qt::endl;
}

void Commands::tell(const DeviceReport& report) {
  const QJsonObject object = jsonOf(report);
  QStringList words;
  for (const char* key : {"kind", "state", "model", "id", "code", "paper"}) {
    words.append(object[QLatin1String(key)].toString());
  }
  tell(object, words.join(u'\t').trimmed());
}

int Commands::tellAll(const QList<DeviceReport>& reports) {
  bool well = true;
  for (const DeviceReport& report : reports) {
    tell(report);
    well = well && report.state == DeviceState::Online;
  }
  return well ? 0 : 1;
}

int Commands::list() {
  for (const UsbFound& found : m_terminal.usb ? m_terminal.usb->devices() : QList<UsbFound>()) {
    const QString place = QString::fromLatin1(found.place);
    const QString model = modelOf(m_terminal.catalogue, found);
    tell({{QStringLiteral("place"), place}, {QStringLiteral("usb"), idOf(found)}, {QStringLiteral("model"), model}},
         QStringList{place, idOf(found), model}.join(u'\t').trimmed());
  }
  return 0;
}

QList<DeviceReport> Commands::reports(bool use) {
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb);
  QList<DeviceReport> all;
  if (const QString& where = m_terminal.idCardReader; !where.isEmpty()) {
    all.append(tried<IdCardReader>(DeviceKind::IdCardReader, opener.idCardReader(where, {}), {}));
  }
  if (const QString& where = m_terminal.codeReader; !where.isEmpty()) {
    const auto look = [use](CodeReader& reader) {
      if (use) static_cast<void>(reader.read(1s, {}));  // a camera that gives no picture is gone in the report below
    };
    all.append(tried<CodeReader>(DeviceKind::CodeReader, opener.codeReader(where), look));
  }
  if (const QString& where = m_terminal.receiptPrinter; !where.isEmpty()) {
    Result<void> printed;
    const auto print = [use, &printed](ReceiptPrinter& printer) {
      if (use) printed = printer.print(testSlip(), {});
    };
    DeviceReport report = tried<ReceiptPrinter>(DeviceKind::ReceiptPrinter, opener.receiptPrinter(where, {}), print);
    if (!printed && report.state == DeviceState::Online) {
      report.state = DeviceState::HardwareError;
      report.code = printed.error().code;
    }
    all.append(report);
  }
  if (const QString& where = m_terminal.documentCamera; !where.isEmpty()) {
    const auto look = [use](DocumentCamera& camera) {
      if (use) static_cast<void>(camera.look(2s, {}));
    };
    all.append(tried<DocumentCamera>(DeviceKind::DocumentCamera, opener.documentCamera(where), look));
  }
  return all;
}

int Commands::document(const DocumentOrder& order, const QString& wordsFolder) {
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb);
  return DocumentCommand(opener, sentencesIn(wordsFolder), m_format, m_out).run(m_terminal.documentCamera, order);
}

int Commands::health() {
  return tellAll(reports(false));
}

int Commands::selftest() {
  return tellAll(reports(true));
}

int Commands::record(const QString& path, bool synthetic) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) {
    m_out << "cannot write " << path << Qt::endl;
    return 2;
  }
  const auto subject = synthetic ? RecordingPort::Subject::Synthetic : RecordingPort::Subject::Person;
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb, [&file, subject](std::unique_ptr<Port> port) {
    return std::make_unique<RecordingPort>(std::move(port), file, subject);
  });
  auto reader = opener.idCardReader(m_terminal.idCardReader, {});
  if (!reader) {
    tell(reportOfFailedOpening(DeviceKind::IdCardReader, reader.error()));
    return 1;
  }
  const Deadline deadline = Deadline::in(20s);
  Result<IdCard> card = (*reader)->read({});
  while (!card && card.error().kind == Failure::NotFound && !deadline.passed()) {
    std::this_thread::sleep_for(300ms);
    card = (*reader)->read({});
  }
  const QString result = card ? QStringLiteral("read") : QString::fromLatin1(card.error().code);
  tell({{QStringLiteral("result"), result}}, result);
  return card ? 0 : 1;
}

}  // namespace hall::drivers::tool
