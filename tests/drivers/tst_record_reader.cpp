// Records a conversation of the real reader over libusb, misfortune included; tst_replay_reader plays it without the
// bus.
#include <QtTest>

#include "drivers/port/recording_port.h"
#include "tests/drivers/reader_bench.h"

using namespace hall::drivers;
using hall::test::ReaderBench;
using hall::test::Wire;

class TestRecordReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void records();
};

void TestRecordReader::records() {
  QFile file(QStringLiteral(HALL_RECORDING));
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  ReaderBench bench(Wire::Single);
  bench.timing = {};
  bench.wrap = [&file](std::unique_ptr<Port> port) {
    return std::make_unique<RecordingPort>(std::move(port), file, RecordingPort::Subject::Synthetic);
  };
  bench.plug();
  QTRY_COMPARE(bench.context->devices().size(), 1);
  auto reader = bench.open();
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  QCOMPARE((*reader)->read({}, {}).error().code, QByteArray("card.none"));
  bench.layCard(0);
  bench.firmware.stage->change([](auto& state) { state.fault = sim::CardFault::WrongChecksum; });
  QCOMPARE((*reader)->read({}, {}).error().code, QByteArray("card.checksum"));
  bench.firmware.stage->change([](auto& state) { state.fault = sim::CardFault::None; });
  QVERIFY((*reader)->read({}, {}));
  file.close();
  QVERIFY(QFileInfo(file).size() > 1000);
}

QTEST_GUILESS_MAIN(TestRecordReader)
#include "tst_record_reader.moc"
