// Several sources of codes as one: the first code wins, and a source that fails costs only itself.
#include <QtTest>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "drivers/code/combined_code_reader.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Error;
using hall::Failure;
using hall::Result;

namespace {

// A source of which a test says what it answers, or that it waits.
struct Fake {
  std::optional<Result<QList<Code>>> answer;
  DeviceState state = DeviceState::Online;
  std::optional<Error> cannotOpen;
  int openings = 0;
  std::atomic<bool> stopped = false;

  CombinedCodeReader::Open opener() {
    return [this]() -> Result<std::unique_ptr<CodeReader>> {
      ++openings;
      if (cannotOpen) return hall::failure(*cannotOpen);
      return std::make_unique<Reader>(*this);
    };
  }

  class Reader final : public CodeReader {
   public:
    explicit Reader(Fake& fake) : m_fake(fake) {}
    Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override {
      if (m_fake.answer) return *m_fake.answer;
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any wake;
      wake.wait_for(lock, stop, patience, [] { return false; });
      m_fake.stopped = stop.stop_requested();
      return m_fake.stopped ? hall::failure(Failure::Cancelled, "port.cancelled")
                            : hall::failure(Failure::Timeout, "code.none");
    }
    DeviceReport report() override {
      DeviceReport report;
      report.kind = DeviceKind::CodeReader;
      report.state = m_fake.state;
      report.model = QStringLiteral("fake");
      if (m_fake.state != DeviceState::Online) report.code = "scanner.gone";
      return report;
    }

   private:
    Fake& m_fake;
  };
};

QList<Code> code(const char* bytes) {
  Code code;
  code.bytes = bytes;
  return {code};
}

}  // namespace

class TestCombinedCodeReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void firstCodeWins();
  void aBrokenSourceCostsOnlyItself();
  void theMostHelpfulFailureIsTold();
  void stopsAll();
  void opensAgain();
  void isGoneWhenAllAre();
  void cannotOpenWithoutAny();
};

void TestCombinedCodeReader::firstCodeWins() {
  Fake slow;
  Fake quick;
  quick.answer = code("quick");
  auto reader = CombinedCodeReader::open({slow.opener(), quick.opener()});
  QVERIFY(reader);
  const auto codes = (*reader)->read(60s, {});
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("quick"));
  QVERIFY(slow.stopped);
}

void TestCombinedCodeReader::aBrokenSourceCostsOnlyItself() {
  Fake broken;
  Fake well;
  broken.answer = hall::failure(Failure::Disconnected, "camera.gone");
  auto reader = CombinedCodeReader::open({broken.opener(), well.opener()});
  QVERIFY(reader);
  QCOMPARE((*reader)->read(20ms, {}).error().code, QByteArray("code.none"));
  well.answer = code("still read");
  QVERIFY((*reader)->read(60s, {}));
}

void TestCombinedCodeReader::theMostHelpfulFailureIsTold() {
  Fake torn;
  Fake blind;
  torn.answer = hall::failure(Failure::Garbled, "code.unreadable");
  auto reader = CombinedCodeReader::open({blind.opener(), torn.opener()});
  QVERIFY(reader);
  QCOMPARE((*reader)->read(20ms, {}).error().code, QByteArray("code.unreadable"));
}

void TestCombinedCodeReader::stopsAll() {
  Fake one;
  Fake other;
  auto reader = CombinedCodeReader::open({one.opener(), other.opener()});
  QVERIFY(reader);
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(20ms);
    source.request_stop();
  });
  QCOMPARE((*reader)->read(60s, source.get_token()).error().kind, Failure::Cancelled);
  QVERIFY(one.stopped && other.stopped);
}

void TestCombinedCodeReader::opensAgain() {
  Fake camera;
  Fake scanner;
  scanner.cannotOpen = Error{Failure::Disconnected, "scanner.gone", {}};
  auto reader = CombinedCodeReader::open({camera.opener(), scanner.opener()});
  QVERIFY(reader);
  const DeviceReport half = (*reader)->report();
  QCOMPARE(half.state, DeviceState::Online);
  QCOMPARE(half.model, QStringLiteral("fake"));
  QVERIFY(half.code.isEmpty());
  scanner.cannotOpen.reset();
  const DeviceReport whole = (*reader)->report();
  QCOMPARE(whole.model, QStringLiteral("fake + fake"));
  QVERIFY(whole.code.isEmpty());
  QCOMPARE(camera.openings, 1);
}

void TestCombinedCodeReader::isGoneWhenAllAre() {
  Fake one;
  one.answer = hall::failure(Failure::Disconnected, "scanner.gone");
  auto reader = CombinedCodeReader::open({one.opener()});
  QVERIFY(reader);
  QCOMPARE((*reader)->read(20ms, {}).error().kind, Failure::Disconnected);
  one.cannotOpen = Error{Failure::Disconnected, "scanner.gone", {}};
  QCOMPARE((*reader)->report().state, DeviceState::PowerOff);
  QCOMPARE((*reader)->report().code, QByteArray("scanner.gone"));
}

void TestCombinedCodeReader::cannotOpenWithoutAny() {
  Fake one;
  one.cannotOpen = Error{Failure::Denied, "port.denied", {}};
  QCOMPARE(CombinedCodeReader::open({one.opener()}).error().code, QByteArray("port.denied"));
}

QTEST_GUILESS_MAIN(TestCombinedCodeReader)
#include "tst_combined_code_reader.moc"
