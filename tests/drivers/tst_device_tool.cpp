// hall-device says what is there and what is not, records without a person.
#include <QTemporaryDir>
#include <QtTest>

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
  QCOMPARE(commands(Format::Json).health(), 0);
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
  QCOMPARE(commands(Format::Lines).record(path, false), 0);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray recorded = file.readAll();
  QVERIFY(recorded.contains("> AA AA AA 96 69 00 03 30 01 32\n"));
  QVERIFY(!recorded.contains("4B 6D D5 8B"));  // the name
  QCOMPARE(commands(Format::Lines).record(QStringLiteral("/nowhere/x"), false), 2);
}

QTEST_GUILESS_MAIN(TestDeviceTool)
#include "tst_device_tool.moc"
