// Two readers that are the same to the bus are told apart by their socket and by their module, and a plug that is
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
  void tellsTwoReadersApart();
  void leavesNothingBehind();
};

void TestUsbReaders::understandsWhere() {
  QVERIFY(!ReaderChoice::parse(QStringLiteral("/dev/ttyUSB0")));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb"))->place, QByteArray());
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:1-2.4"))->place, QByteArray("usb-1-2.4"));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:usb-1-2.4"))->place, QByteArray("usb-1-2.4"));
  QCOMPARE(ReaderChoice::parse(QStringLiteral("usb:sam=05.03-1"))->samId, QByteArray("05.03-1"));
}

void TestUsbReaders::tellsTwoReadersApart() {
  ReaderBench bench(Wire::Single);
  bench.timing = {};
  bench.layCard(0);
  bench.plug(1);
  // The second one: another card on it, another module in it, the same identity on the bus.
  SamFirmware second;
  const auto people = sim::builtInPeople();
  second.stage->change([&](auto& state) { state.card = formatCardText(people->at(1).card); });
  second.answer = [](sam::Command command, const QByteArray& usual) {
    const QByteArray id = QByteArray::fromHex("05000300 01D93401 02000000 4E61BC00");
    return QList<QByteArray>{command == sam::Command::SamId ? sam::encodeReply({0x90, id}) : usual};
  };
  UsbSim::Shape shape;
  shape.socket = 2;
  bench.sim.plug(shape, second.onePair());
  QTRY_COMPARE(bench.context->devices().size(), 2);

  // One after the other: the simulation's own library cannot bear two devices that are in use at once.
  QByteArray itsModule;
  for (const int socket : {1, 2}) {
    auto reader = bench.open(QStringLiteral("usb:1-%1").arg(socket));
    QVERIFY2(reader, reader ? "" : reader.error().code.constData());
    QCOMPARE((*reader)->read({}, {})->name, ReaderBench::nameOf(socket - 1));
    QVERIFY((*reader)->samId() != itsModule);
    itsModule = (*reader)->samId();
  }

  auto byModule = bench.open(QStringLiteral("usb:sam=") + QString::fromLatin1(itsModule));
  QVERIFY(byModule);
  QCOMPARE((*byModule)->read({}, {})->name, ReaderBench::nameOf(1));
  QCOMPARE(bench.open(QStringLiteral("usb:sam=none")).error().code, QByteArray("reader.gone"));
  QCOMPARE(bench.open(QStringLiteral("usb:1-3")).error().code, QByteArray("reader.gone"));
  bench.sim.unplug(UsbSim::LastWord::Shutdown, 1);  // pulling one does not disturb the other
  QVERIFY((*byModule)->read({}, {}));
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
