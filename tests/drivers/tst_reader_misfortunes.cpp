// Every misfortune of a bus at every step of the conversation, for every way a reader may be wired: each ends in an
// error that has a name or in the right card, and the card that is laid next is the one that is read next.
#include <QtTest>
#include <thread>

#include "tests/drivers/reader_bench.h"
#include "tests/drivers/sam_misfortunes.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using namespace hall::test;
using Pieces = QList<QByteArray>;

class TestReaderMisfortunes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void split_data() { rows(); }
  void split() { suffer(Wire::Split); }
  void single_data() { rows(); }
  void single() { suffer(Wire::Single); }
  void hidFrames_data() { rows(); }
  void hidFrames() { suffer(Wire::HidFrames); }
  void hidEnvelope_data() { rows(); }
  void hidEnvelope() { suffer(Wire::HidEnvelope); }

 private:
  static void rows();
  static void suffer(Wire wire);
};

void TestReaderMisfortunes::rows() {
  QTest::addColumn<int>("misfortune");
  QTest::addColumn<int>("step");
  for (const auto& [name, misfortune] : kMisfortunes) {
    for (const auto& [word, step] : kSteps) {
      QTest::addRow("%s at %s", name, word) << int(misfortune) << int(step);
    }
  }
}

void TestReaderMisfortunes::suffer(Wire wire) {
  QFETCH(int, misfortune);
  QFETCH(int, step);
  const auto what = Misfortune(misfortune);
  ReaderBench bench(wire);
  bench.layCard(0);
  std::atomic<bool> struck = false;
  std::atomic<bool> armed = true;
  std::atomic<bool> dribbling = false;
  std::atomic<bool> overflowing = false;
  QByteArray late;
  bench.firmware.answer = [&](Command command, const QByteArray& usual) -> Pieces {
    dribbling = false;
    overflowing = false;
    if (!armed || int(command) != step) return {usual};
    armed = false;
    struck = true;
    late = usual;
    overflowing = what == Misfortune::Overflow;
    dribbling = what == Misfortune::Dribble && wire != Wire::HidFrames && wire != Wire::HidEnvelope;
    return spoilt(what, usual);
  };
  bench.onPackets = [&](QList<UsbSim::Packet> packets) {
    if (overflowing) return QList<UsbSim::Packet>{{0x81, QByteArray(9000, '\xAA'), UsbSim::Cut::Not}};
    if (!dribbling) return packets;
    QList<UsbSim::Packet> drops;
    for (const UsbSim::Packet& packet : packets) {
      for (qsizetype at = 0; at < packet.bytes.size(); at += 5)
        drops.append({packet.endpoint, packet.bytes.mid(at, 5)});
    }
    return drops;
  };
  bench.plug();
  QTRY_COMPARE(bench.context->devices().size(), 1);

  std::jthread hand([&](const std::stop_token& stop) {
    while (!struck && !stop.stop_requested()) std::this_thread::sleep_for(1ms);
    if (!struck) return;
    if (what == Misfortune::Stall) bench.sim.stall(0x81);
    if (what == Misfortune::Gone) bench.sim.unplug();
    if (what == Misfortune::GoneByError) bench.sim.unplug(UsbSim::LastWord::ProtocolError);
  });
  ReadRequest request;
  if (step == int(Command::ReadWithFingerprint)) request.fingerprint = ReadRequest::Fingerprint::Wanted;
  auto reader = bench.open();
  if (reader) {
    const Result<IdCard> card = (*reader)->read(request, {});
    if (card) {
      QCOMPARE(card->name, ReaderBench::nameOf(0));
    } else {
      QVERIFY2(card.error().code.contains('.'), card.error().code.constData());
    }
  } else {
    QVERIFY2(reader.error().code.contains('.'), reader.error().code.constData());
  }
  QVERIFY(struck);
  hand.request_stop();
  hand.join();

  bench.layCard(1);
  if (what == Misfortune::Late) bench.sim.send({0x81, late});  // as it comes, when nobody waits for it any more
  if (isGone(what)) {
    reader = hall::failure(Failure::Disconnected, "test.closed");
    bench.plug();
    QTRY_COMPARE(bench.context->devices().size(), 1);
  }
  QString next;
  QTRY_VERIFY_WITH_TIMEOUT(([&] {
                             if (!reader) reader = bench.open();
                             if (!reader) return false;
                             const Result<IdCard> card = (*reader)->read({}, {});
                             if (card) next = card->name;
                             return card.has_value();
                           }()),
                           10'000);
  QCOMPARE(next, ReaderBench::nameOf(1));
}

QTEST_GUILESS_MAIN(TestReaderMisfortunes)
#include "tst_reader_misfortunes.moc"
