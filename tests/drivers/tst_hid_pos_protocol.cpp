// Reports of a HID POS scanner: where the data are, what has to follow, and every report that is none.
#include <QtTest>

#include "drivers/code/hid_pos_protocol.h"
#include "tests/drivers/hid_pos_reports.h"

using namespace hall::drivers;
using hall::test::posReport;
using hall::test::posReports;

class TestHidPosProtocol : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsAScanOfOneReport();
  void readsAShiftedIdentifier();
  void readsAModelWithoutIdentifier();
  void readsAScanOfSeveralReports_data();
  void readsAScanOfSeveralReports();
  void refusesWhatIsNoReport_data();
  void refusesWhatIsNoReport();
  void refusesWhatNeverEnds();
  void refusesMoreThanACodeHolds();
  void beginsAfreshAfterAFault();
  void namesTheSymbology();
};

void TestHidPosProtocol::readsAScanOfOneReport() {
  hidpos::Assembly assembly;
  const auto scan = assembly.add(posReport("]Q1", "一张码"));
  QVERIFY(scan && *scan);
  QCOMPARE((*scan)->aim, QByteArray("]Q1"));
  QCOMPARE((*scan)->data, QByteArray("一张码"));
  QVERIFY(!assembly.begun());
}

void TestHidPosProtocol::readsAShiftedIdentifier() {
  QByteArray report = posReport("]Q1", "shifted").insert(2, '\0');
  report.remove(report.size() - 2, 1);
  hidpos::Assembly assembly;
  const auto scan = assembly.add(report);
  QVERIFY(scan && *scan);
  QCOMPARE((*scan)->data, QByteArray("shifted"));
}

void TestHidPosProtocol::readsAModelWithoutIdentifier() {
  hidpos::Assembly assembly(hidpos::Aim::NotSent);
  const auto scan = assembly.add(posReport("", "]bare"));
  QVERIFY(scan && *scan);
  QCOMPARE((*scan)->data, QByteArray("]bare"));
  QVERIFY((*scan)->aim.isEmpty());
}

void TestHidPosProtocol::readsAScanOfSeveralReports_data() {
  QTest::addColumn<int>("size");
  for (const int size : {1, 55, 56, 57, 112, 113, 2952, 2953}) QTest::newRow(qPrintable(QString::number(size))) << size;
}

void TestHidPosProtocol::readsAScanOfSeveralReports() {
  QFETCH(int, size);
  QByteArray data;
  for (int i = 0; i < size; ++i) data.append(static_cast<char>(i * 7));
  hidpos::Assembly assembly;
  const QList<QByteArray> reports = posReports("]Q1", data);
  for (qsizetype i = 0; i + 1 < reports.size(); ++i) {
    const auto scan = assembly.add(reports[i]);
    QVERIFY(scan && !*scan && assembly.begun());
  }
  const auto scan = assembly.add(reports.last());
  QVERIFY(scan && *scan);
  QCOMPARE((*scan)->data, data);
}

void TestHidPosProtocol::refusesWhatIsNoReport_data() {
  QTest::addColumn<QByteArray>("report");
  const QByteArray good = posReport("]Q1", "x");
  QTest::newRow("nothing") << QByteArray();
  QTest::newRow("short") << good.chopped(1);
  QTest::newRow("long") << good + 'x';
  QTest::newRow("another number") << QByteArray(good).replace(0, 1, "\x03");
  QTest::newRow("no identifier") << QByteArray(good).replace(2, 1, "x");
  QTest::newRow("length 57") << QByteArray(good).replace(1, 1, "\x39");
  QTest::newRow("length 255") << QByteArray(good).replace(1, 1, "\xFF");
}

void TestHidPosProtocol::refusesWhatIsNoReport() {
  QFETCH(QByteArray, report);
  hidpos::Assembly assembly;
  const auto scan = assembly.add(report);
  QVERIFY(!scan);
  QCOMPARE(scan.error().code, QByteArray("scanner.report"));
  QVERIFY(!assembly.begun());
}

void TestHidPosProtocol::refusesWhatNeverEnds() {
  hidpos::Assembly assembly;
  QByteArray code;
  int reports = 0;
  for (; code.isEmpty() && reports < 1000; ++reports) {
    if (const auto scan = assembly.add(posReport("]Q1", "x", true)); !scan) code = scan.error().code;
  }
  QCOMPARE(code, QByteArray("scanner.endless"));
  QCOMPARE(reports, 65);
}

void TestHidPosProtocol::refusesMoreThanACodeHolds() {
  hidpos::Assembly assembly;
  QByteArray code;
  for (const QByteArray& report : posReports("]Q1", QByteArray(2954, 'x'))) {
    if (const auto scan = assembly.add(report); !scan) code = scan.error().code;
  }
  QCOMPARE(code, QByteArray("code.too-long"));
}

void TestHidPosProtocol::beginsAfreshAfterAFault() {
  hidpos::Assembly assembly;
  QVERIFY(assembly.add(posReport("]Q1", QByteArray(56, 'a'), true)));
  QVERIFY(!assembly.add("rubbish"));
  const auto scan = assembly.add(posReport("]C0", "next"));
  QVERIFY(scan && *scan);
  QCOMPARE((*scan)->data, QByteArray("next"));
}

void TestHidPosProtocol::namesTheSymbology() {
  QCOMPARE(hidpos::formatOf("]Q1"), QByteArray("QRCode"));
  QCOMPARE(hidpos::formatOf("]E0"), QByteArray("EAN-13"));
  QCOMPARE(hidpos::formatOf("]E4"), QByteArray("EAN-8"));
  QCOMPARE(hidpos::formatOf("]?9"), QByteArray("unknown"));
  QCOMPARE(hidpos::formatOf(""), QByteArray("unknown"));
}

QTEST_GUILESS_MAIN(TestHidPosProtocol)
#include "tst_hid_pos_protocol.moc"
