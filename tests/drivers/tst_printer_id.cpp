// Who a printer says it is, whatever it makes of the rules, and what the catalogue makes of that.
#include <QtTest>

#include "drivers/device_opener.h"
#include "drivers/printer/device_id.h"
#include "drivers/printer/escpos_quirks.h"
#include "tests/drivers/escpos_firmware.h"
#include "tests/support/usb_sim.h"

using namespace hall::drivers;
using hall::test::EscposFirmware;
using hall::test::UsbSim;

class TestPrinterId : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsIds_data();
  void readsIds();
  void takesQuirksFromTheCatalogue();
  void refusesQuirks_data();
  void refusesQuirks();
  void tellsModelsApartByTheirOwnName_data();
  void tellsModelsApartByTheirOwnName();
};

void TestPrinterId::readsIds_data() {
  QTest::addColumn<QByteArray>("reply");
  QTest::addColumn<QString>("maker");
  QTest::addColumn<QString>("model");
  QTest::addColumn<QByteArray>("serial");
  const auto row = [](const char* name, const char* head, const char* text, const char* maker, const char* model,
                      const char* serial) {
    QTest::newRow(name) << QByteArray::fromHex(head) + text << QString::fromLatin1(maker) << QString::fromLatin1(model)
                        << QByteArray(serial);
  };
  row("as the standard says", "0022", "MFG:HALL;MDL:SP-D10;SN:0042;", "HALL", "SP-D10", "0042");
  row("long names, odd order", "0035", "SERIALNUMBER:7;MODEL:TP-1;MANUFACTURER:HALL;", "HALL", "TP-1", "7");
  row("length the wrong way round", "2200", " mdl: TP-1 ;cmd:ESC/POS", "", "TP-1", "");
  row("control characters", "0022", "MFG:H\x1b\x07\x7f;MDL:\xFFTP\n-1;", "H", "TP-1", "");
  row("nothing", "", "", "", "", "");
  row("noise", "FFFF", ";;:;:::MDL;", "", "", "");
}

void TestPrinterId::readsIds() {
  QFETCH(QByteArray, reply);
  QFETCH(QString, maker);
  QFETCH(QString, model);
  QFETCH(QByteArray, serial);
  const auto id = parsePrinterId(reply);
  QCOMPARE(id.has_value(), !maker.isEmpty() || !model.isEmpty());
  QCOMPARE(id.value_or(PrinterId()), (PrinterId{maker, model, serial}));
}

void TestPrinterId::takesQuirksFromTheCatalogue() {
  const auto model = parseDeviceModel(R"({"model":"x","kind":"receipt-printer","driver":"escpos",
      "match":[{"printerId":"RP-U420"}],"quirks":{"charset":"GB18030","columns":40,"dots":400,"cutter":"full",
      "answers":"status","paperOutBits":"00","paperLowBits":"0C","rowsPerSecond":200}})");
  QVERIFY(model);
  QCOMPARE(model->printer.cutter, escpos::Cutter::Full);
  QCOMPARE(model->printer.answers, escpos::Answers::Status);
  QCOMPARE(model->printer.rowsPerSecond, 200);
  // That model means something else by these bits; the end of its paper is the second byte's word.
  escpos::Status status;
  escpos::addStatus(status, 4, 0x72, model->printer);
  QVERIFY(!escpos::errorOf(status));
  escpos::addStatus(status, 2, 0x32, model->printer);
  QCOMPARE(escpos::errorOf(status)->code, QByteArray("paper.out"));
  QVERIFY(escpos::encode({}, model->printer, {}).endsWith(QByteArray::fromHex("1D564100")));
}

void TestPrinterId::refusesQuirks_data() {
  QTest::addColumn<QString>("quirk");
  QTest::addColumn<QJsonValue>("value");
  QTest::newRow("unknown") << QStringLiteral("collumns") << QJsonValue(32);
  QTest::newRow("charset") << QStringLiteral("charset") << QJsonValue(QStringLiteral("Big5"));
  QTest::newRow("too many columns") << QStringLiteral("columns") << QJsonValue(500);
  QTest::newRow("no paper") << QStringLiteral("dots") << QJsonValue(0);
  QTest::newRow("bits") << QStringLiteral("paperOutBits") << QJsonValue(QStringLiteral("xx"));
  QTest::newRow("negative bits") << QStringLiteral("paperOutBits") << QJsonValue(QStringLiteral("-1"));
  QTest::newRow("a yes") << QStringLiteral("cutter") << QJsonValue(true);
}

void TestPrinterId::refusesQuirks() {
  QFETCH(QString, quirk);
  QFETCH(QJsonValue, value);
  const auto model = escpos::readQuirks({{quirk, value}});
  QVERIFY(!model);
  QCOMPARE(model.error().code, QByteArray("catalogue.entry"));
  QVERIFY(model.error().detail.contains(quirk));
}

void TestPrinterId::tellsModelsApartByTheirOwnName_data() {
  QTest::addColumn<QByteArray>("itself");
  QTest::addColumn<QString>("model");
  QTest::addColumn<QByteArray>("id");
  QTest::newRow("known") << QByteArray("\0\x20MFG:HALL;MDL:SP-D10;SN:0042;", 31)
                         << QStringLiteral("热敏凭条打印机 SP-D10 (HALL SP-D10)") << QByteArray("0042");
  QTest::newRow("unknown") << QByteArray("\0\x20MFG:HALL;MDL:TP-1;", 21)
                           << QStringLiteral("热敏凭条打印机 ESC/POS (HALL TP-1)") << QByteArray("usb-1-1");
  QTest::newRow("says nothing") << QByteArray() << QStringLiteral("热敏凭条打印机 ESC/POS") << QByteArray("usb-1-1");
}

void TestPrinterId::tellsModelsApartByTheirOwnName() {
  QFETCH(QByteArray, itself);
  QFETCH(QString, model);
  QFETCH(QByteArray, id);
  UsbSim sim;
  UsbSim::Shape shape;
  shape.vendor = 0x1FC9;
  shape.interfaceClass = 7;
  shape.interfaceSubClass = 1;
  shape.interfaceProtocol = 2;
  const auto firmware = std::make_shared<EscposFirmware>();
  const auto written = [firmware](uint8_t, const QByteArray& bytes) {
    return QList<UsbSim::Packet>{{0x81, firmware->take(bytes)}};
  };
  const auto control = [itself](const QByteArray& setup) { return setup[1] == 0 ? itself : QByteArray(1, '\x18'); };
  sim.plug(shape, {written, control, {}, {}});
  const auto context = *UsbContext::create();
  QTRY_COMPARE(context->devices().size(), 1);
  const DeviceOpener opener(*readCatalogue(QStringLiteral(HALL_ASSETS "/devices")), context);
  const auto printer = opener.receiptPrinter(QStringLiteral("usb"), {});
  QVERIFY(printer);
  const DeviceReport report = (*printer)->report();
  QCOMPARE(report.state, DeviceState::Online);
  QCOMPARE(report.model, model);
  QCOMPARE(report.id, id);
}

QTEST_GUILESS_MAIN(TestPrinterId)
#include "tst_printer_id.moc"
