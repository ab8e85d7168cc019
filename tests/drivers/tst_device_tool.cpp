// hall-device says what is there and what is not, records without a person.
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/counter_file.h"
#include "drivers/sim/sim_printer_port.h"
#include "drivers/tool/commands.h"
#include "tests/drivers/sam_firmware.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::test::SamFirmware;
using hall::test::UsbSim;
using tool::Commands;
using tool::Format;

class TestDeviceTool : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void tellsWhatIsThere();
  void tellsWhatIsMissing();
  void recordsWithoutThePerson();
  void replaysWhatWasRecorded();
  void tellsATalkerThatBehavesOtherwise();
  void recordsAndReplaysAPrinter();
  void looksAsDeeplyAsWanted();
  void flashesTheLamp();
  void saysItInJson();
  void listsAndResetsCounters();

 private:
  Commands commands(Format format) { return {m_terminal, format, m_out}; }

  [[nodiscard]] QList<QJsonObject> objects() const {
    QList<QJsonObject> objects;
    for (const QString& line : m_text.split(u'\n', Qt::SkipEmptyParts)) {
      objects.append(QJsonDocument::fromJson(line.toUtf8()).object());
    }
    return objects;
  }
  void plugPrinter();
  // What the lamp is told, in hex.
  std::shared_ptr<QByteArrayList> plugLamp();

  static constexpr int kPrinterSocket = 2;
  std::unique_ptr<UsbSim> m_sim;
  SamFirmware m_firmware;
  tool::Terminal m_terminal;
  QString m_text;
  QTextStream m_out{&m_text};
};

void TestDeviceTool::init() {
  m_text.clear();
  m_out.setString(&m_text);
  m_sim = std::make_unique<UsbSim>();
  m_firmware.layCard();
  m_sim->plug({}, m_firmware.onePair());
  auto catalogue = readCatalogue(QStringLiteral(HALL_ASSETS "/devices"));
  auto usb = UsbContext::create();
  QVERIFY(catalogue && usb);
  m_terminal = {*catalogue, *usb, QStringLiteral("usb"), {}, {}};
  QTRY_COMPARE(m_terminal.usb->devices().size(), 1);
}

void TestDeviceTool::cleanup() {
  m_terminal = {};
  m_sim.reset();
}

void TestDeviceTool::plugPrinter() {
  const auto printer = std::make_shared<sim::SimPrinterPort>(m_firmware.stage, [](const sim::Slip&) {});
  UsbSim::Shape shape;
  shape.vendor = 0x1FC9;
  shape.product = 0x2016;
  shape.interfaceClass = 7;
  shape.interfaceSubClass = 1;
  shape.interfaceProtocol = 2;
  shape.in = {0x84};
  shape.out = {0x03};
  shape.socket = kPrinterSocket;
  UsbSim::Firmware firmware;
  firmware.written = [printer](uint8_t, const QByteArray& bytes) -> QList<UsbSim::Packet> {
    if (!printer->write(bytes, Deadline::in(1s))) return {};
    const auto answers = printer->readSome(Deadline::in(0ms));
    return answers ? QList<UsbSim::Packet>{{0x84, *answers}} : QList<UsbSim::Packet>();
  };
  firmware.control = [](const QByteArray& setup) { return setup[1] == 1 ? QByteArray(1, '\x18') : QByteArray(); };
  m_sim->plug(shape, firmware);
  QTRY_COMPARE(m_terminal.usb->devices().size(), 2);
}

std::shared_ptr<QByteArrayList> TestDeviceTool::plugLamp() {
  const auto told = std::make_shared<QByteArrayList>();
  UsbSim::Shape shape;
  shape.vendor = 0x16C0;
  shape.product = 0x05DF;
  shape.interfaceClass = 3;
  shape.out = {};
  shape.endpoints = UsbSim::Endpoints::Interrupt;
  shape.packetSize = 8;
  shape.reportDescriptor = QByteArray::fromHex("0600FF0901A101150026FF00750895080900B102C0");
  shape.socket = 3;
  UsbSim::Firmware firmware;
  firmware.control = [told](const QByteArray& setup) -> QByteArray {
    constexpr qsizetype head = 8;
    if (setup.size() <= head || uint8_t(setup[1]) != 0x09) return "no";
    told->append(setup.mid(head).toHex());
    return "yes";
  };
  m_sim->plug(shape, firmware);
  [&] { QTRY_COMPARE(m_terminal.usb->devices().size(), 2); }();
  return told;
}

void TestDeviceTool::tellsWhatIsThere() {
  QCOMPARE(commands(Format::Lines).list(), 0);
  QVERIFY2(m_text.startsWith(QStringLiteral("usb-1-1\t0400:c35a\t居民身份证阅读器")), qPrintable(m_text));
  m_text.clear();
  QCOMPARE(commands(Format::Json).health(HealthDepth::Internal), 0);
  QVERIFY2(m_text.contains(QStringLiteral("\"state\":\"online\"")), qPrintable(m_text));
}

void TestDeviceTool::tellsWhatIsMissing() {
  m_terminal.receiptPrinter = QStringLiteral("usb");
  QCOMPARE(commands(Format::Lines).selftest(), 1);
  QVERIFY2(m_text.contains(QStringLiteral("printer.gone")), qPrintable(m_text));
}

void TestDeviceTool::recordsWithoutThePerson() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("card.transcript"));
  QCOMPARE(commands(Format::Lines).record(DeviceKind::IdCardReader, path, RecordingPort::Subject::Person), 0);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray recorded = file.readAll();
  QVERIFY(recorded.contains("> AA AA AA 96 69 00 03 30 01 32\n"));
  QVERIFY(!recorded.contains("4B 6D D5 8B"));  // the name
  QCOMPARE(commands(Format::Lines)
               .record(DeviceKind::IdCardReader, QStringLiteral("/nowhere/x"), RecordingPort::Subject::Person),
           2);
}

void TestDeviceTool::replaysWhatWasRecorded() {
  const QTemporaryDir dir;
  for (const auto subject : {RecordingPort::Subject::Synthetic, RecordingPort::Subject::Person}) {
    const QString path = dir.filePath(QStringLiteral("card.transcript"));
    QCOMPARE(commands(Format::Lines).record(DeviceKind::IdCardReader, path, subject), 0);
    m_text.clear();
    QCOMPARE(commands(Format::Json).replay(path), 0);
    QVERIFY2(m_text.contains(QStringLiteral("\"same\":true")), qPrintable(m_text));
    QVERIFY2(m_text.contains(QStringLiteral("\"recorded\":\"read\"")), qPrintable(m_text));
  }
  QCOMPARE(commands(Format::Lines).replay(QStringLiteral("/nowhere/x")), 2);
}

void TestDeviceTool::tellsATalkerThatBehavesOtherwise() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("card.transcript"));
  QCOMPARE(commands(Format::Lines).record(DeviceKind::IdCardReader, path, RecordingPort::Subject::Synthetic), 0);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray recorded = file.readAll();
  file.close();
  const auto replayed = [&](const QByteArray& transcript) {
    QFile changed(path);
    return changed.open(QIODevice::WriteOnly) && changed.write(transcript) == transcript.size() && changed.flush()
               ? commands(Format::Lines).replay(path)
               : -1;
  };
  const QByteArray find = "> AA AA AA 96 69 00 03 20 01 22\n";
  QVERIFY(recorded.contains(find));
  QCOMPARE(replayed(QByteArray(recorded).replace(find, "> AA AA AA 96 69 00 03 20 FF DC\n")), 1);  // other bytes
  QCOMPARE(replayed(QByteArray(recorded).replace("# outcome: read", "# outcome: card.none")), 1);  // other outcome
  QCOMPARE(replayed(recorded + "> 00\n"), 1);                                                      // more was said then
  QCOMPARE(replayed(QByteArray(recorded).replace("# kind: id-card-reader", "# kind: kettle")), 2);
  QCOMPARE(replayed("? 00\n"), 2);
  QCOMPARE(replayed(recorded), 0);
}

void TestDeviceTool::recordsAndReplaysAPrinter() {
  plugPrinter();
  m_terminal.receiptPrinter = QStringLiteral("usb");
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("slip.transcript"));
  const auto whose = RecordingPort::Subject::Person;
  QCOMPARE(commands(Format::Lines).record(DeviceKind::ReceiptPrinter, path, whose), 0);
  QCOMPARE(m_text.trimmed(), QStringLiteral("printed"));
  QVERIFY(QFileInfo(path).size() > 500);
  m_text.clear();
  QCOMPARE(commands(Format::Json).replay(path), 0);
  const QJsonObject played = objects().constFirst();
  QCOMPARE(played[QStringLiteral("kind")], QJsonValue(QStringLiteral("receipt-printer")));
  QCOMPARE(played[QStringLiteral("outcome")], QJsonValue(QStringLiteral("printed")));
  QCOMPARE(played[QStringLiteral("same")], QJsonValue(true));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray other = file.readAll().replace("# outcome: printed", "# outcome: paper.out");
  file.close();
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(other) == other.size());
  file.close();
  QCOMPARE(commands(Format::Lines).replay(path), 1);
}

void TestDeviceTool::flashesTheLamp() {
  m_terminal.idCardReader.clear();
  m_terminal.lights = QStringLiteral("auto");
  QCOMPARE(commands(Format::Lines).health(HealthDepth::Internal), 1);
  QVERIFY2(m_text.contains(QStringLiteral("lamp.gone")), qPrintable(m_text));
  const auto told = plugLamp();
  m_text.clear();
  QCOMPARE(commands(Format::Json).health(HealthDepth::Interactive), 0);
  QVERIFY2(m_text.contains(QStringLiteral("look-at-lamp")), qPrintable(m_text));
  QVERIFY(told->count("ff01000000000000") >= 2);
  QCOMPARE(told->constLast(), QByteArray("fd01000000000000"));  // dark in the end
}

void TestDeviceTool::saysItInJson() {
  plugPrinter();
  QCOMPARE(commands(Format::Json).list(), 0);
  QStringList models;
  for (const QJsonObject& found : objects()) {
    QVERIFY(!found[QStringLiteral("place")].toString().isEmpty());
    QCOMPARE(found[QStringLiteral("usb")].toString().size(), 9);
    models.append(found[QStringLiteral("model")].toString());
  }
  QCOMPARE(models.size(), 2);
  QVERIFY(models.contains(QStringLiteral("热敏凭条打印机 ESC/POS")));
  m_text.clear();
  m_terminal.receiptPrinter = QStringLiteral("usb");
  QCOMPARE(commands(Format::Json).selftest(), 0);
  QCOMPARE(objects().size(), 2);
  for (const QJsonObject& report : objects()) {
    QCOMPARE(report[QStringLiteral("state")], QJsonValue(QStringLiteral("online")));
    const QJsonObject health = report[QStringLiteral("health")].toObject();
    QCOMPARE(health[QStringLiteral("depth")], QJsonValue(QStringLiteral("external")));
    QCOMPARE(health[QStringLiteral("code")], QJsonValue(QString()));
    QVERIFY(health[QStringLiteral("at")].toInteger() > 1'000'000'000);
  }
  m_sim->unplug(UsbSim::LastWord::Shutdown, kPrinterSocket);
  QTRY_COMPARE(m_terminal.usb->devices().size(), 1);
  m_text.clear();
  QCOMPARE(commands(Format::Json).selftest(), 1);
  QCOMPARE(objects().constLast()[QStringLiteral("code")], QJsonValue(QStringLiteral("printer.gone")));
  QCOMPARE(objects().constLast()[QStringLiteral("action")], QJsonValue(QStringLiteral("clear")));
}

void TestDeviceTool::looksAsDeeplyAsWanted() {
  QCOMPARE(commands(Format::Json).health(HealthDepth::Interactive), 0);
  QVERIFY2(m_text.contains(QStringLiteral("\"step\":\"lay-card\"")), qPrintable(m_text));
  QVERIFY2(m_text.contains(QStringLiteral("\"depth\":\"interactive\"")), qPrintable(m_text));
  m_firmware.stage->change([](auto& state) { state.fault = sim::CardFault::WrongChecksum; });
  m_text.clear();
  QCOMPARE(commands(Format::Lines).health(HealthDepth::Interactive), 1);
  QVERIFY2(m_text.contains(QStringLiteral("card.checksum")), qPrintable(m_text));
  m_text.clear();
  QCOMPARE(commands(Format::Lines).selftest(), 0);
  QVERIFY(!m_text.contains(QStringLiteral("lay an ID card")));  // nobody is asked for anything
}

void TestDeviceTool::listsAndResetsCounters() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("devices.json"));
  QVERIFY(CounterFile(path).add({{"receipt-printer:p", {{"paper-mm", 5000}}}}));
  QCOMPARE(commands(Format::Lines).counters(path), 0);
  QCOMPARE(m_text, QStringLiteral("receipt-printer:p\tpaper-mm\t5000\n"));
  QCOMPARE(commands(Format::Lines).resetCounter(path, QStringLiteral("receipt-printer:p"), QStringLiteral("paper-mm")),
           0);
  QCOMPARE(commands(Format::Lines).resetCounter(path, QStringLiteral("receipt-printer:p"), QStringLiteral("paper-mm")),
           1);
}

QTEST_GUILESS_MAIN(TestDeviceTool)
#include "tst_device_tool.moc"
