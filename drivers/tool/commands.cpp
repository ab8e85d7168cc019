#include "drivers/tool/commands.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>

#include "drivers/counter_file.h"
#include "drivers/device_codes.h"
#include "drivers/device_json.h"
#include "drivers/health.h"
#include "drivers/lane_bay.h"
#include "drivers/tool/conversation.h"

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

Result<std::unique_ptr<Auxiliaries>> openAuxiliaries(const PlugOpener& plugs) {
  auto opened = SignalAuxiliaries::open([plugs](const QList<QByteArray>& known) { return plugs.signalSources(known); });
  if (!opened) return failure(opened.error());
  return std::move(*opened);
}

// What a person is asked to do, for the technician who stands there.
QString requestTo(const QByteArray& part) {
  if (part == "lay-card") return QStringLiteral("lay an ID card on the reader, within 30 seconds");
  if (part == "hold-code") return QStringLiteral("hold a QR code before the scanner, within 30 seconds");
  if (part == "lay-sheet") return QStringLiteral("lay a sheet under the document camera, within 30 seconds");
  if (part == "press-key") return QStringLiteral("press any key of the keypad, within 30 seconds");
  if (part == "move-sensor") return QStringLiteral("plug in headphones or turn the key switch, within 30 seconds");
  if (part == "look-at-lamp") return QStringLiteral("look at the lamp: it flashes twice");
  return QStringLiteral("look at the slip that comes out: text, line and QR code must be sharp and whole");
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
  for (const char* key : {"kind", "state", "model", "id", "code", "paper", "action"}) {
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

void Commands::askPerson(DeviceKind kind, HealthDepth depth) {
  const QByteArray part = personsPart(kind, depth);
  if (part.isEmpty()) return;
  const QString device = QString::fromLatin1(name(kind));
  tell({{QStringLiteral("kind"), device}, {QStringLiteral("step"), QString::fromLatin1(part)}},
       device + QStringLiteral(": ") + requestTo(part));
}

template <class Device>
DeviceReport Commands::examine(DeviceKind kind, const Result<std::unique_ptr<Device>>& opened, HealthDepth depth) {
  if (!opened) return reportOfFailedOpening(kind, opened.error());
  askPerson(kind, depth);
  const Result<void> outcome = checkHealth(**opened, depth, {});
  DeviceReport report = (*opened)->report();
  if (!outcome && report.state == DeviceState::Online) {
    report.state = DeviceState::HardwareError;
    report.code = outcome.error().code;
  }
  report.action = actionFor(kind, report.code);
  report.health = HealthCheck{depth, outcome ? QByteArray() : outcome.error().code, QDateTime::currentSecsSinceEpoch()};
  return report;
}

QList<DeviceReport> Commands::examineAll(HealthDepth depth) {
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb);
  QList<DeviceReport> all;
  if (const QString& where = m_terminal.idCardReader; !where.isEmpty()) {
    all.append(examine(DeviceKind::IdCardReader, opener.idCardReader(where, {}), depth));
  }
  if (const QString& where = m_terminal.codeReader; !where.isEmpty()) {
    all.append(examine(DeviceKind::CodeReader, opener.codeReader(where), depth));
  }
  if (const QString& where = m_terminal.receiptPrinter; !where.isEmpty()) {
    all.append(examine(DeviceKind::ReceiptPrinter, opener.receiptPrinter(where, {}), depth));
  }
  if (const QString& where = m_terminal.documentCamera; !where.isEmpty()) {
    all.append(examine(DeviceKind::DocumentCamera, opener.documentCamera(where), depth));
  }
  if (const QString& where = m_terminal.pagePrinter; !where.isEmpty()) {
    all.append(examine(DeviceKind::PagePrinter, opener.pagePrinter(where), depth));
  }
  const PlugOpener plugs = opener.plugs();
  if (!m_terminal.keypad.isEmpty()) all.append(examine(DeviceKind::Keypad, plugs.keypad(), depth));
  if (!m_terminal.auxiliaries.isEmpty()) all.append(examine(DeviceKind::Auxiliaries, openAuxiliaries(plugs), depth));
  if (!m_terminal.lights.isEmpty()) all.append(examine(DeviceKind::Lights, plugs.lights(), depth));
  return all;
}

int Commands::document(const DocumentOrder& order, const QString& wordsFolder) {
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb);
  return DocumentCommand(opener, sentencesIn(wordsFolder), m_format, m_out).run(m_terminal.documentCamera, order);
}

int Commands::health(HealthDepth depth) {
  return tellAll(examineAll(depth));
}

int Commands::record(DeviceKind kind, const QString& path, RecordingPort::Subject subject) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) {
    m_out << "cannot write " << path << Qt::endl;
    return 2;
  }
  // A test slip names nobody.
  const bool printer = kind == DeviceKind::ReceiptPrinter;
  const auto whose = printer ? RecordingPort::Subject::Synthetic : subject;
  const DeviceOpener opener(m_terminal.catalogue, m_terminal.usb, [&file, whose](std::unique_ptr<Port> port) {
    return std::make_unique<RecordingPort>(std::move(port), file, whose);
  });
  const auto finish = [&](auto& opened, const std::function<QByteArray()>& use) {
    if (!opened) {
      tell(reportOfFailedOpening(kind, opened.error()));
      return 1;
    }
    const QString model = (*opened)->report().model;
    const QByteArray outcome = use();
    file.write(remarks(kind, model, outcome));
    tell({{QStringLiteral("result"), QString::fromLatin1(outcome)}}, QString::fromLatin1(outcome));
    return outcome == "read" || outcome == "printed" ? 0 : 1;
  };
  if (printer) {
    auto opened = opener.receiptPrinter(m_terminal.receiptPrinter, {});
    return finish(opened, [&opened] { return converse(**opened); });
  }
  auto opened = opener.idCardReader(m_terminal.idCardReader, {});
  const Deadline deadline = Deadline::in(20s);
  return finish(opened, [&opened, &deadline] {
    return converse(**opened, [&deadline] {
      std::this_thread::sleep_for(300ms);
      return deadline.passed();
    });
  });
}

int Commands::replay(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    m_out << "cannot read " << path << Qt::endl;
    return 2;
  }
  const Result<Replayed> played = tool::replay(file.readAll(), m_terminal.catalogue);
  if (!played) {
    m_out << QString::fromLatin1(played.error().code) << ' ' << played.error().detail << Qt::endl;
    return 2;
  }
  const QString verdict = played->same() ? QStringLiteral("same") : QStringLiteral("different");
  const QString recorded = QString::fromLatin1(played->recorded);
  const QString outcome = QString::fromLatin1(played->outcome);
  tell({{QStringLiteral("kind"), QString::fromLatin1(played->kind)},
        {QStringLiteral("same"), played->same()},
        {QStringLiteral("recorded"), recorded},
        {QStringLiteral("outcome"), outcome},
        {QStringLiteral("redacted"), played->redacted},
        {QStringLiteral("fault"), played->fault}},
       QStringList{verdict, recorded, outcome, played->fault}.join(u'\t').trimmed());
  return played->same() ? 0 : 1;
}

int Commands::counters(const QString& path) {
  const Result<DeviceCounts> all = CounterFile(path).read();
  if (!all) {
    m_out << QString::fromLatin1(all.error().code) << Qt::endl;
    return 2;
  }
  for (auto device = all->begin(); device != all->end(); ++device) {
    for (auto one = device.value().begin(); one != device.value().end(); ++one) {
      const QString its = QString::fromUtf8(device.key());
      const QString what = QString::fromUtf8(one.key());
      tell({{QStringLiteral("device"), its}, {QStringLiteral("what"), what}, {QStringLiteral("count"), one.value()}},
           QStringList{its, what, QString::number(one.value())}.join(u'\t'));
    }
  }
  return 0;
}

int Commands::resetCounter(const QString& path, const QString& device, const QString& what) {
  const Result<void> done = CounterFile(path).reset(device.toUtf8(), what.toUtf8());
  if (!done) m_out << QString::fromLatin1(done.error().code) << Qt::endl;
  return done ? 0 : 1;
}

}  // namespace hall::drivers::tool
