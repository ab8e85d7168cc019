// hall-device says what is there and what is not, records without a person.
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/counter_file.h"
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
  void looksAsDeeplyAsWanted();
  void listsAndResetsCounters();

 private:
  Commands commands(Format format) { return {m_terminal, format, m_out}; }

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
