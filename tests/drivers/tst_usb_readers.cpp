// A reader is found by its socket and by its module, so that two of one identity can be told apart, and a plug that is
// pulled and put back a thousand times leaves nothing behind. HALL_REPLUGS says how often; a hundred times unless told.
#include <QDir>
#include <QtTest>
#include <array>
#include <thread>

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

// Another card on it, another module in it, the same identity on the bus.
SamFirmware secondReader() {
  SamFirmware second;
  const auto people = sim::builtInPeople();
  second.stage->change([&](auto& state) { state.card = formatCardText(people->at(1).card); });
  second.answer = [](sam::Command command, const QByteArray& usual) {
    const QByteArray id = QByteArray::fromHex("05000300 01D93401 02000000 4E61BC00");
    return QList<QByteArray>{command == sam::Command::SamId ? sam::encodeReply({0x90, id}) : usual};
  };
  return second;
}

void plugBoth(ReaderBench& bench, SamFirmware& second) {
  bench.timing = {};
  bench.layCard(0);
  bench.plug(1);
  UsbSim::Shape shape;
  shape.socket = 2;
  bench.sim.plug(shape, second.onePair());
}

}  // namespace

class TestUsbReaders : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void understandsWhere();
  void findsTheOneThatIsMeant();
  void tellsTwoReadersApart();
  void worksSideBySide();
  void isRepluggedBesideAnother();
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

void TestUsbReaders::tellsTwoReadersApart() {
  SamFirmware second = secondReader();
  ReaderBench bench(Wire::Single);
  plugBoth(bench, second);
  QTRY_COMPARE(bench.context->devices().size(), 2);

  auto one = bench.open(QStringLiteral("usb:1-1"));
  auto two = bench.open(QStringLiteral("usb:1-2"));
  QVERIFY2(one && two, two ? "" : two.error().code.constData());
  QCOMPARE((*one)->read({}, {})->name, ReaderBench::nameOf(0));
  QCOMPARE((*two)->read({}, {})->name, ReaderBench::nameOf(1));
  const QByteArray itsModule = (*two)->samId();
  QVERIFY(itsModule != (*one)->samId());
  one = hall::failure(hall::Failure::Cancelled, "test.closed");
  two = hall::failure(hall::Failure::Cancelled, "test.closed");

  auto byModule = bench.open(QStringLiteral("usb:sam=") + QString::fromLatin1(itsModule));
  QVERIFY(byModule);
  QCOMPARE((*byModule)->read({}, {})->name, ReaderBench::nameOf(1));
  // Whoever is in use cannot be asked for its module; the other one says that it is not meant.
  QCOMPARE(bench.open(QStringLiteral("usb:sam=none")).error().code, QByteArray("port.busy"));
  QCOMPARE(bench.open(QStringLiteral("usb:1-3")).error().code, QByteArray("reader.gone"));
  one = bench.open(QStringLiteral("usb:1-1"));
  QVERIFY(one);
  bench.sim.unplug(UsbSim::LastWord::Shutdown, 1);  // pulling one does not disturb the other
  QCOMPARE((*one)->read({}, {}).error().code, QByteArray("reader.gone"));
  QCOMPARE((*byModule)->read({}, {})->name, ReaderBench::nameOf(1));
}

void TestUsbReaders::worksSideBySide() {
  SamFirmware second = secondReader();
  ReaderBench bench(Wire::Single);
  plugBoth(bench, second);
  QTRY_COMPARE(bench.context->devices().size(), 2);
  constexpr int rounds = 20;
  std::array<int, 2> read{};
  {
    std::array<std::jthread, 2> lanes;
    for (size_t i = 0; i < lanes.size(); ++i) {
      lanes[i] = std::jthread([&, i] {
        auto reader = bench.open(QStringLiteral("usb:1-%1").arg(i + 1));
        for (int round = 0; reader && round < rounds; ++round) {
          const Result<IdCard> card = (*reader)->read({}, {});
          if (card && card->name == ReaderBench::nameOf(int(i))) ++read[i];
        }
      });
    }
  }
  QCOMPARE(read[0], rounds);
  QCOMPARE(read[1], rounds);
}

void TestUsbReaders::isRepluggedBesideAnother() {
  SamFirmware second = secondReader();
  ReaderBench bench(Wire::Single);
  plugBoth(bench, second);
  QTRY_COMPARE(bench.context->devices().size(), 2);
  std::atomic<int> good = 0;
  std::atomic<int> bad = 0;
  const std::jthread other([&](const std::stop_token& stop) {
    auto reader = bench.open(QStringLiteral("usb:1-2"));
    while (!stop.stop_requested()) {
      const bool right = reader && (*reader)->read({}, {}).value_or(IdCard()).name == ReaderBench::nameOf(1);
      ++(right ? good : bad);
    }
  });
  for (int i = 0; i < 20; ++i) {
    const int before = good;
    {
      auto reader = bench.open(QStringLiteral("usb:1-1"));
      QVERIFY2(reader, reader ? "" : reader.error().code.constData());
      QVERIFY((*reader)->read({}, {}));
      bench.sim.unplug(UsbSim::LastWord::Shutdown, 1);
      QCOMPARE((*reader)->read({}, {}).error().code, QByteArray("reader.gone"));
    }
    QTRY_COMPARE(bench.context->devices().size(), 1);
    QTRY_VERIFY(good > before);
    bench.sim.forget();
    bench.plug(1);
    QTRY_COMPARE(bench.context->devices().size(), 2);
  }
  QCOMPARE(bad.load(), 0);
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
  // The simulation closes its own ends a moment later, on its thread; what has leaked would stay.
  QTRY_VERIFY(entries("/proc/self/fd") <= files);
  QTRY_VERIFY(entries("/proc/self/task") <= threads);
}

QTEST_GUILESS_MAIN(TestUsbReaders)
#include "tst_usb_readers.moc"
