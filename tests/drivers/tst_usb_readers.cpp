// A reader is found by its socket and by its module, so that two of one identity can be told apart, and a plug that is
// pulled and put back a thousand times leaves nothing behind. HALL_REPLUGS says how often; a hundred times unless told.
#include <QDir>
#include <QtTest>

#include "tests/drivers/reader_bench.h"

using namespace hall::drivers;
using hall::Result;
using hall::test::ReaderBench;
using hall::test::SamFirmware;
using hall::test::UsbSim;
using hall::test::Wire;

namespace {

qsizetype entries(const char* folder) {
  return QDir(QLatin1String(folder)).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

}  // namespace

class TestUsbReaders : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void understandsWhere();
  void findsTheOneThatIsMeant();
  void leavesNothingBehind();
};

void TestUsbReaders::understandsWhere() {
  QVERIFY(!ReaderChoice::parse(QStringLiteral("/dev/ttyUSB0")));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb"))->place, QByteArray());
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:1-2.4"))->place, QByteArray("usb-1-2.4"));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:usb-1-2.4"))->place, QByteArray("usb-1-2.4"));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:sam=05.03-1"))->samId, QByteArray("05.03-1"));
}

void TestUsbReaders::findsTheOneThatIsMeant() {
  ReaderBench bench(Wire::Single);
  bench.timing = {};
  bench.layCard(0);
  bench.plug(2);
  QTRY_COMPARE(bench.context->devices().size(), 1);
  QByteArray module;
  {
    auto reader = bench.open(QStringLiteral("usb:1-2"));
    QVERIFY2(reader, reader ? "" : reader.error().code.constData());
    QCOMPARE((*reader)->read({}, {})->name, ReaderBench::nameOf(0));
    module = (*reader)->samId();
  }
  QVERIFY(bench.open(QStringLiteral("usb:sam=") + QString::fromLatin1(module)));
  QCOMPARE(bench.open(QStringLiteral("usb:sam=none")).error().code, QByteArray("reader.gone"));
  QCOMPARE(bench.open(QStringLiteral("usb:1-1")).error().code, QByteArray("reader.gone"));
}

void TestUsbReaders::leavesNothingBehind() {
  const int times = qEnvironmentVariableIsSet("HALL_REPLUGS") ? qEnvironmentVariableIntValue("HALL_REPLUGS") : 100;
  ReaderBench bench(Wire::Single);
  bench.timing = {};
  bench.layCard(0);
  qsizetype files = 0;
  qsizetype threads = 0;
  for (int i = 0; i < times; ++i) {
    bench.plug();
    QTRY_COMPARE(bench.context->devices().size(), 1);
    {
      auto reader = bench.open();
      QVERIFY2(reader, reader ? "" : reader.error().code.constData());
      QVERIFY((*reader)->read({}, {}));
      bench.sim.unplug();
      QCOMPARE((*reader)->read({}, {}).error().code, QByteArray("reader.gone"));
    }
    QTRY_VERIFY(bench.context->devices().isEmpty());
    bench.sim.forget();  // the simulation itself keeps what was pulled, for programs that still hold it
    if (i == 2) {
      files = entries("/proc/self/fd");
      threads = entries("/proc/self/task");
    }
  }
  QVERIFY(entries("/proc/self/fd") <= files);
  QVERIFY(entries("/proc/self/task") <= threads);
}

QTEST_GUILESS_MAIN(TestUsbReaders)
#include "tst_usb_readers.moc"
