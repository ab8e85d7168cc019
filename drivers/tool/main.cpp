// hall-device: the technician's view of the devices, without the kiosk.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include "drivers/code/code_decoder.h"
#include "drivers/tool/commands.h"
#include "drivers/tool/scan.h"

using namespace hall::drivers;
using tool::Commands;

namespace {

QStringList linesOf(const QString& path) {
  QFile file(path);
  if (path.isEmpty() || !file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

std::optional<HealthDepth> depthNamed(const QString& word) {
  for (const HealthDepth depth : {HealthDepth::Internal, HealthDepth::External, HealthDepth::Interactive}) {
    if (word == QLatin1String(name(depth))) return depth;
  }
  return std::nullopt;
}

int run(const QCommandLineParser& parser, Commands commands) {
  const QStringList words = parser.positionalArguments();
  const QString command = words.value(0);
  if (command == u"list") return commands.list();
  if (command == u"health") {
    const auto depth = depthNamed(parser.value(QStringLiteral("depth")));
    if (depth) return commands.health(*depth);
  }
  if (command == u"selftest") return commands.selftest();
  if (command == u"record" && words.size() == 2) {
    const bool printer = parser.value(QStringLiteral("of")) == u"printer";
    return commands.record(
        printer ? DeviceKind::ReceiptPrinter : DeviceKind::IdCardReader, words[1],
        parser.isSet(QStringLiteral("synthetic")) ? RecordingPort::Subject::Synthetic : RecordingPort::Subject::Person);
  }
  if (command == u"replay" && words.size() == 2) return commands.replay(words[1]);
  if (command == u"counters") {
    const QString file = parser.value(QStringLiteral("data")) + QStringLiteral("/devices.json");
    const QString what = parser.value(QStringLiteral("reset"));
    return what.isEmpty() ? commands.counters(file)
                          : commands.resetCounter(file, parser.value(QStringLiteral("device")), what);
  }
  if (command == u"scan") {
    const QString list = parser.value(QStringLiteral("list"));
    const std::chrono::milliseconds budget(parser.value(QStringLiteral("budget")).toInt());
    QTextStream out(stdout);
    QTextStream errors(stderr);
    return tool::scan(words.mid(1) + linesOf(list), budget, commands.format(),
                      list.isEmpty() ? tool::Columns::Three : tool::Columns::WithMilliseconds, out, errors);
  }
  if (command == u"document" && words.size() >= 2) {
    const tool::DocumentOrder order{words[1], std::max(1, parser.value(QStringLiteral("pages")).toInt()),
                                    parser.values(QStringLiteral("from")) + words.mid(2)};
    return commands.document(order, parser.value(QStringLiteral("catalogue")) + QStringLiteral("/../i18n"));
  }
  QTextStream(stderr) << parser.helpText();
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Looks at the devices of this terminal."));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"),
                               QStringLiteral("list | health | selftest | record FILE | replay FILE | counters | scan "
                                              "PICTURE… | document FILE.pdf [PICTURE…]"));
  parser.addOptions({
      {QStringLiteral("json"), QStringLiteral("One JSON object a line.")},
      {QStringLiteral("catalogue"), QStringLiteral("Folder of device descriptions."), QStringLiteral("folder"),
       QCoreApplication::applicationDirPath() + QStringLiteral("/../share/hall/assets/devices")},
      {QStringLiteral("reader"), QStringLiteral("\"usb\", \"/dev/ttyUSB0@115200\", or empty for none."),
       QStringLiteral("where"), QStringLiteral("usb")},
      {QStringLiteral("camera"), QStringLiteral("\"/dev/video0\", a file, or empty for none."),
       QStringLiteral("where")},
      {QStringLiteral("document-camera"), QStringLiteral("\"/dev/video2\", a file, or empty for none."),
       QStringLiteral("where")},
      {QStringLiteral("pages"), QStringLiteral("document: how many pages to take."), QStringLiteral("number"),
       QStringLiteral("1")},
      {QStringLiteral("from"), QStringLiteral("document: a picture to take a page from instead of the camera."),
       QStringLiteral("picture")},
      {QStringLiteral("printer"), QStringLiteral("\"usb\", a serial line, or empty for none."), QStringLiteral("where"),
       QStringLiteral("usb")},
      {QStringLiteral("page-printer"), QStringLiteral("\"cups:QUEUE\", \"ipp://HOST/ipp/print\", or empty for none."),
       QStringLiteral("where")},
      {QStringLiteral("keypad"), QStringLiteral("\"auto\", or empty for none."), QStringLiteral("where")},
      {QStringLiteral("sensors"), QStringLiteral("\"auto\", or empty for none."), QStringLiteral("where")},
      {QStringLiteral("lamp"), QStringLiteral("\"auto\", or empty for none."), QStringLiteral("where")},
      {QStringLiteral("list"), QStringLiteral("scan: a file with one picture a line."), QStringLiteral("file")},
      {QStringLiteral("budget"), QStringLiteral("scan: milliseconds for one picture."), QStringLiteral("ms"),
       QString::number(pictureBudget.count())},
      {QStringLiteral("depth"),
       QStringLiteral("health: \"internal\" asks, \"external\" uses without a person, \"interactive\" with one."),
       QStringLiteral("depth"), QStringLiteral("internal")},
      {QStringLiteral("of"), QStringLiteral("record: \"reader\" or \"printer\"."), QStringLiteral("device"),
       QStringLiteral("reader")},
      {QStringLiteral("data"), QStringLiteral("counters: the kiosk's folder."), QStringLiteral("folder"),
       QStringLiteral("/var/lib/hall-kiosk")},
      {QStringLiteral("reset"), QStringLiteral("counters: what was replaced, with --device."), QStringLiteral("what")},
      {QStringLiteral("device"), QStringLiteral("counters: whose count is reset."), QStringLiteral("device")},
      {QStringLiteral("synthetic"), QStringLiteral("record: the card is invented, write down all of it.")},
  });
  parser.process(app);
  tool::Terminal terminal{{},
                          {},
                          parser.value(QStringLiteral("reader")),
                          parser.value(QStringLiteral("camera")),
                          parser.value(QStringLiteral("printer")),
                          parser.value(QStringLiteral("document-camera")),
                          parser.value(QStringLiteral("page-printer")),
                          parser.value(QStringLiteral("keypad")),
                          parser.value(QStringLiteral("sensors")),
                          parser.value(QStringLiteral("lamp"))};
  if (auto catalogue = readCatalogue(parser.value(QStringLiteral("catalogue")))) {
    terminal.catalogue = std::move(*catalogue);
  } else if (parser.positionalArguments().value(0) != u"scan") {
    QTextStream(stderr) << QString::fromLatin1(catalogue.error().code) << ' ' << catalogue.error().detail << '\n';
    return 2;
  }
  if (auto usb = UsbContext::create()) terminal.usb = std::move(*usb);
  QTextStream out(stdout);
  const auto format = parser.isSet(QStringLiteral("json")) ? tool::Format::Json : tool::Format::Lines;
  return run(parser, Commands(std::move(terminal), format, out));
}
