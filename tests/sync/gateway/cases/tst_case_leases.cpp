// One holder at a time, by fencing numbers that only grow: renewed, handed over, given back, taken from one who died;
// on either engine, with two gateways at once, whatever the wall clocks do.
#include <QtTest>
#include <set>
#include <thread>

#include "sync/gateway/cases/leases.h"
#include "sync/gateway/writer.h"
#include "tests/support/fake_clock.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using namespace std::chrono_literals;
using gateway::Storage;
using gateway::cases::LeaseAnswer;
using gateway::cases::Leases;
using gateway::cases::LeaseWatch;
using Outcome = LeaseAnswer::Outcome;

namespace {

// A machine of its own: another start, another monotonic clock.
class OtherMachine final : public Clock {
 public:
  explicit OtherMachine(QByteArray boot, std::chrono::milliseconds uptime) : m_boot(std::move(boot)), m_up(uptime) {}
  [[nodiscard]] QDateTime now() const override { return QDateTime(QDate(1990, 1, 1), QTime(), Qt::UTC); }
  [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_up; }
  [[nodiscard]] QByteArray bootId() const override { return m_boot; }
  void advance(std::chrono::milliseconds by) { m_up += by; }

 private:
  QByteArray m_boot;
  std::chrono::milliseconds m_up;
};

struct Gateway {
  Gateway(Storage& s, const Clock& clock) : storage(s), watch(clock), leases(watch, clock) {}

  LeaseAnswer inside(const std::function<Result<LeaseAnswer>(gateway::sql::SqlSession&)>& step) {
    if (!storage.begin()) qFatal("begin");
    auto answer = step(storage.writing());
    if (!answer) qFatal("%s", answer.error().code.constData());
    if (!storage.commit()) qFatal("commit");
    return *answer;
  }
  LeaseAnswer take(const QByteArray& holder, bool overruled = false) {
    return inside([&](auto& s) { return leases.take(s, {"case", holder, "kiosk", 60s, overruled}); });
  }
  LeaseAnswer release(const QByteArray& holder, qint64 fencing) {
    return inside([&](auto& s) { return leases.release(s, "case", holder, fencing); });
  }
  LeaseAnswer handOver(const QByteArray& from, qint64 fencing, const QByteArray& to) {
    return inside([&](auto& s) { return leases.handOver(s, from, fencing, {"case", to, "counter", 60s}); });
  }

  Storage& storage;
  LeaseWatch watch;
  Leases leases;
};

}  // namespace

class TestCaseLeases : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void holdsOneAtATime_data() { test::bothEngines(); }
  void holdsOneAtATime();
  void isGivenBackOnce_data() { test::bothEngines(); }
  void isGivenBackOnce();
  void isHandedOverOnce_data() { test::bothEngines(); }
  void isHandedOverOnce();
  void endsWithWhoDied_data() { test::bothEngines(); }
  void endsWithWhoDied();
  void isNotMovedByTheWallClock_data() { test::bothEngines(); }
  void isNotMovedByTheWallClock();
  void isCountedAnewByAnotherMachine_data() { test::bothEngines(); }
  void isCountedAnewByAnotherMachine();
  void outlivesTheGateway_data() { test::bothEngines(); }
  void outlivesTheGateway();
  void staysUniqueBetweenTwoGateways_data() { test::bothEngines(); }
  void staysUniqueBetweenTwoGateways();
};

void TestCaseLeases::holdsOneAtATime() {
  test::Engine engine;
  test::FakeClock clock;
  Gateway gateway(*engine.storage, clock);
  const auto first = gateway.take("a");
  QCOMPARE(first.outcome, Outcome::Given);
  QCOMPARE(first.lease.fencing, 1);
  clock.advance(20s);
  const auto held = gateway.take("b");
  QCOMPARE(held.outcome, Outcome::Held);
  QCOMPARE(held.remaining, 40s);
  QCOMPARE(held.lease.holder, QByteArray("a"));
  QCOMPARE(gateway.take("a").lease.fencing, 1);  // renewed
  clock.advance(50s);
  QCOMPARE(gateway.take("b").outcome, Outcome::Held);
  const auto overruled = gateway.take("b", true);
  QCOMPARE(overruled.outcome, Outcome::Given);
  QCOMPARE(overruled.lease.fencing, 2);
  QCOMPARE(gateway.take("b", true).lease.fencing, 2);
  QCOMPARE(gateway.take("a").outcome, Outcome::Held);
}

void TestCaseLeases::isGivenBackOnce() {
  test::Engine engine;
  test::FakeClock clock;
  Gateway gateway(*engine.storage, clock);
  QCOMPARE(gateway.release("a", 0).outcome, Outcome::Lost);
  const auto first = gateway.take("a").lease;
  QCOMPARE(gateway.release("b", first.fencing).outcome, Outcome::Lost);
  QCOMPARE(gateway.release("a", first.fencing).outcome, Outcome::Given);
  QCOMPARE(gateway.release("a", first.fencing).outcome, Outcome::Given);
  QCOMPARE(gateway.take("b").lease.fencing, 2);
  QCOMPARE(gateway.release("a", first.fencing).outcome, Outcome::Lost);
  QCOMPARE(gateway.release("b", 2).outcome, Outcome::Given);
  QCOMPARE(gateway.take("b").lease.fencing, 3);  // given back is given back, also to the same one
}

void TestCaseLeases::isHandedOverOnce() {
  test::Engine engine;
  test::FakeClock clock;
  Gateway gateway(*engine.storage, clock);
  const auto first = gateway.take("kiosk").lease;
  QCOMPARE(gateway.handOver("stranger", first.fencing, "counter").outcome, Outcome::Lost);
  const auto handed = gateway.handOver("kiosk", first.fencing, "counter");
  QCOMPARE(handed.outcome, Outcome::Given);
  QCOMPARE(handed.lease.fencing, 2);
  QCOMPARE(gateway.handOver("kiosk", first.fencing, "counter").lease.fencing, 2);
  QCOMPARE(gateway.handOver("kiosk", first.fencing, "other counter").outcome, Outcome::Lost);
  QCOMPARE(gateway.take("counter").lease.fencing, 2);
  QCOMPARE(gateway.take("kiosk").outcome, Outcome::Held);
}

void TestCaseLeases::endsWithWhoDied() {
  test::Engine engine;
  test::FakeClock clock;
  Gateway gateway(*engine.storage, clock);
  QCOMPARE(gateway.take("dead").lease.fencing, 1);
  clock.advance(60s);
  QCOMPARE(gateway.take("dead").lease.fencing, 1);  // late, but nobody else came
  clock.advance(60s);
  QCOMPARE(gateway.take("heir").lease.fencing, 2);
  QCOMPARE(gateway.take("dead").outcome, Outcome::Held);
  QCOMPARE(gateway.release("dead", 1).outcome, Outcome::Lost);
}

void TestCaseLeases::isNotMovedByTheWallClock() {
  test::Engine engine;
  test::FakeClock clock;
  Gateway gateway(*engine.storage, clock);
  QCOMPARE(gateway.take("a").lease.fencing, 1);
  clock.step(24h);
  QCOMPARE(gateway.take("b").outcome, Outcome::Held);
  clock.step(-48h);
  QCOMPARE(gateway.take("b").remaining, 60s);
  clock.advance(60s);
  QCOMPARE(gateway.take("b").outcome, Outcome::Given);
}

void TestCaseLeases::isCountedAnewByAnotherMachine() {
  test::Engine engine;
  test::FakeClock clock;
  OtherMachine machine("another start", 5000h);
  Gateway here(*engine.storage, clock);
  const auto second = engine.another();
  Gateway there(*second, machine);
  QCOMPARE(here.take("a").lease.fencing, 1);
  clock.advance(59s);
  QCOMPARE(there.take("b").remaining, 60s);  // first seen now
  machine.advance(30s);
  QCOMPARE(there.take("b").remaining, 30s);
  QCOMPARE(here.take("a").lease.fencing, 1);  // renewed meanwhile
  machine.advance(30s);
  QCOMPARE(there.take("b").remaining, 60s);
  machine.advance(60s);
  QCOMPARE(there.take("b").lease.fencing, 2);
  QCOMPARE(here.take("a").outcome, Outcome::Held);
}

void TestCaseLeases::outlivesTheGateway() {
  test::Engine engine;
  test::FakeClock clock;
  {
    Gateway gateway(*engine.storage, clock);
    (void)gateway.take("a");
    (void)gateway.release("a", 1);
    QCOMPARE(gateway.take("b").lease.fencing, 2);
  }
  engine.reopen();
  Gateway again(*engine.storage, clock);
  QCOMPARE(again.take("a").outcome, Outcome::Held);
  clock.advance(60s);
  QCOMPARE(again.take("a").lease.fencing, 3);
}

// Four threads through two gateways take the case from one another; each number is given to one holder's one taking.
void TestCaseLeases::staysUniqueBetweenTwoGateways() {
  test::Engine engine;
  test::FakeClock clock;
  const auto second = engine.another();
  Gateway one(*engine.storage, clock);
  Gateway other(*second, clock);
  std::mutex mutex;
  std::multiset<qint64> numbers;
  bool grew = true;
  {
    gateway::Writer writers[] = {gateway::Writer(one.storage), gateway::Writer(other.storage)};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        Gateway& mine = t % 2 == 0 ? one : other;
        qint64 last = 0;
        for (int i = 0; i < 25; ++i) {
          auto answer = std::make_shared<LeaseAnswer>();
          std::promise<Result<void>> done;
          const QByteArray holder = QByteArray::number(t) + '/' + QByteArray::number(i);
          writers[t % 2].add(
              [&mine, answer, holder](Storage& storage) -> Result<void> {
                auto taken = mine.leases.take(storage.writing(), {"case", holder, "kiosk", 60s, true});
                if (!taken) return failure(taken.error());
                *answer = *taken;
                return {};
              },
              [&done](Result<void> result) { done.set_value(std::move(result)); });
          const auto result = done.get_future().get();
          const std::lock_guard lock(mutex);
          if (!result) continue;
          grew = grew && answer->lease.fencing > last;
          last = answer->lease.fencing;
          numbers.insert(last);
        }
      });
    }
  }
  QVERIFY(grew);
  QCOMPARE(std::set<qint64>(numbers.begin(), numbers.end()).size(), numbers.size());
  QCOMPARE(numbers.size(), size_t{100});
  QVERIFY(*numbers.rbegin() >= 100);
}

QTEST_GUILESS_MAIN(TestCaseLeases)
#include "tst_case_leases.moc"
