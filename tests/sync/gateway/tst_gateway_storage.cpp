// What the storage must do, on either engine: every test here runs on both.
#include <QtTest>
#include <functional>
#include <memory>
#include <semaphore>

#include "sync/base/identifier.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/storage.h"
#include "sync/gateway/writer.h"
#include "tests/support/fake_clock.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using gateway::Announcement;
using gateway::Storage;
using test::Engine;

namespace {

const test::FakeClock& clockOfTest() {
  static const test::FakeClock clock;
  return clock;
}

Announcement announcement(qint64 seq, const QByteArray& terminalId) {
  const model::Part part{model::contentDigest("part"), 4};
  return {mintIdentifier(clockOfTest()),
          mintIdentifier(clockOfTest()),
          terminalId,
          seq,
          model::contentDigest(QByteArray::number(seq)),
          {part, {model::contentDigest("other"), 5}}};
}

gateway::Intake::Sign signsAs(const QByteArray& words) {
  return [words](const QByteArray& number) -> Result<QByteArray> { return words + ' ' + number; };
}

}  // namespace

class TestGatewayStorage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsWhatIsAnnounced_data() { test::bothEngines(); }
  void keepsWhatIsAnnounced();
  void insertsOrReturns_data() { test::bothEngines(); }
  void insertsOrReturns();
  void takesBackARollback_data() { test::bothEngines(); }
  void takesBackARollback();
  void countsAcceptanceByDay_data() { test::bothEngines(); }
  void countsAcceptanceByDay();
  void neverBlamesATerminalForOurNumber_data() { test::bothEngines(); }
  void neverBlamesATerminalForOurNumber();
  void replacesACertificate_data() { test::bothEngines(); }
  void replacesACertificate();
  void countsWhatIsOpenByTerminal_data() { test::bothEngines(); }
  void countsWhatIsOpenByTerminal();
  void writesManyTogetherAndOneBadAlone_data() { test::bothEngines(); }
  void writesManyTogetherAndOneBadAlone();
  void whatCameMeanwhileSharesATransaction_data() { test::bothEngines(); }
  void whatCameMeanwhileSharesATransaction();
};

void TestGatewayStorage::keepsWhatIsAnnounced() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  const Announcement a = announcement(1, terminal);
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->announce(a, clockOfTest().now()));
  QVERIFY(engine.storage->announce(a, clockOfTest().now()));
  auto other = a;
  other.digest = model::contentDigest("other");
  QCOMPARE(engine.storage->announce(other, clockOfTest().now()).error().code, QByteArray("gateway.digest-conflict"));
  QVERIFY(engine.storage->addPart(a.submissionId, a.parts[1].digest, "other"));
  QVERIFY(engine.storage->addPart(a.submissionId, a.parts[1].digest, "other"));
  QVERIFY(engine.storage->commit());
  engine.reopen();
  const auto record = engine.storage->find(a.submissionId);
  QVERIFY(record);
  QCOMPARE(record->announcement.parts, a.parts);
  QCOMPARE(record->announcement.caseId, a.caseId);
  QVERIFY(!record->received());
  QCOMPARE(engine.storage->missing(a.submissionId).value(), QList<QByteArray>{a.parts[0].digest});
  QCOMPARE(engine.storage->part(a.submissionId, a.parts[1].digest).value(), QByteArray("other"));
  QCOMPARE(engine.storage->part(a.submissionId, a.parts[0].digest).error().kind, Failure::NotFound);
  QCOMPARE(engine.storage->find(terminal).error().kind, Failure::NotFound);
}

void TestGatewayStorage::insertsOrReturns() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  const Announcement a = announcement(1, terminal);
  const Announcement clone = announcement(1, terminal);
  const QDate day(2026, 11, 2);
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->announce(a, clockOfTest().now()));
  QVERIFY(engine.storage->announce(clone, clockOfTest().now()));
  const auto first = engine.storage->receive(a.submissionId, a.digest, clockOfTest().now(), day, signsAs("first"));
  QCOMPARE(first.value(), QByteArray("first 20261102-000001"));
  QCOMPARE(engine.storage->receive(a.submissionId, a.digest, clockOfTest().now(), day, signsAs("again")).value(),
           *first);
  QCOMPARE(
      engine.storage->receive(a.submissionId, clone.submissionId, clockOfTest().now(), day, signsAs("x")).error().code,
      QByteArray("gateway.digest-conflict"));
  QCOMPARE(
      engine.storage->receive(clone.submissionId, clone.digest, clockOfTest().now(), day, signsAs("x")).error().code,
      QByteArray("gateway.sequence-conflict"));
  QCOMPARE(engine.storage->receive(terminal, a.digest, clockOfTest().now(), day, signsAs("x")).error().kind,
           Failure::NotFound);
  QVERIFY(engine.storage->commit());
  engine.reopen();
  QCOMPARE(engine.storage->find(a.submissionId)->receipt, *first);
}

void TestGatewayStorage::takesBackARollback() {
  Engine engine;
  const Announcement a = announcement(1, mintIdentifier(clockOfTest()));
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->announce(a, clockOfTest().now()));
  QCOMPARE(engine.storage->find(a.submissionId).error().kind, Failure::NotFound);  // readers see what is committed
  engine.storage->rollback();
  QVERIFY(engine.storage->list()->isEmpty());
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->commit());
}

void TestGatewayStorage::countsAcceptanceByDay() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  QList<QByteArray> numbers;
  QVERIFY(engine.storage->begin());
  for (int i = 1; i <= 4; ++i) {
    const Announcement a = announcement(i, terminal);
    QVERIFY(engine.storage->announce(a, clockOfTest().now()));
    numbers.append(
        engine.storage->receive(a.submissionId, a.digest, clockOfTest().now(), QDate(2026, 12, 30 + i / 3), signsAs({}))
            .value());
  }
  QVERIFY(engine.storage->commit());
  QCOMPARE(numbers,
           (QList<QByteArray>{" 20261230-000001", " 20261230-000002", " 20261231-000001", " 20261231-000002"}));
}

// A database that was put back to an earlier state gives an acceptance number twice: nothing is taken, and the terminal
// comes again, instead of being told that it used a number of its own twice.
void TestGatewayStorage::neverBlamesATerminalForOurNumber() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  const QDateTime now = clockOfTest().now();
  const auto intake = [&](qint64 seq) {
    return gateway::Intake{announcement(seq, terminal),
                           gateway::Intake::Arrival::Whole,
                           "part.other",
                           now,
                           now.date(),
                           gateway::Given{"20261102-000001", "receipt"},
                           signsAs("x")};
  };
  const auto first = intake(1);
  const auto second = intake(2);
  QVERIFY(engine.storage->begin());
  QCOMPARE(engine.storage->takeIn({&first})->front().value(), QByteArray("receipt"));
  QVERIFY(engine.storage->commit());
  QVERIFY(engine.storage->begin());
  QCOMPARE(engine.storage->takeIn({&second}).error().kind, Failure::Busy);
  engine.storage->rollback();
  QCOMPARE(engine.storage->list()->size(), 1);
}

void TestGatewayStorage::replacesACertificate() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  QCOMPARE(engine.storage->terminalCertificate(terminal).error().kind, Failure::NotFound);
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->admit(terminal, "one", clockOfTest().now()));
  QVERIFY(engine.storage->admit(terminal, "two", clockOfTest().now()));
  QVERIFY(engine.storage->commit());
  QCOMPARE(engine.storage->terminalCertificate(terminal).value(), QByteArray("two"));
}

void TestGatewayStorage::countsWhatIsOpenByTerminal() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  const QDateTime now = clockOfTest().now();
  QVERIFY(engine.storage->begin());
  const Announcement first = announcement(1, terminal);
  QVERIFY(engine.storage->announce(first, now));
  for (int i = 2; i <= gateway::kMaximumOpenAnnouncements; ++i) {
    QVERIFY(engine.storage->announce(announcement(i, terminal), now));
  }
  const Announcement beyond = announcement(5000, terminal);
  QCOMPARE(engine.storage->announce(beyond, now).error().code, QByteArray("gateway.quota"));
  QVERIFY(engine.storage->announce(announcement(1, mintIdentifier(clockOfTest())), now));  // others are not concerned
  QVERIFY(engine.storage->receive(first.submissionId, first.digest, now, now.date(), signsAs("x")));
  QVERIFY(engine.storage->announce(beyond, now));
  QCOMPARE(engine.storage->dropUnfinished(now.addSecs(1), 300).value(), 300);
  QVERIFY(engine.storage->commit());
}

void TestGatewayStorage::writesManyTogetherAndOneBadAlone() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  std::atomic<int> good{0};
  std::atomic<int> bad{0};
  {
    gateway::Writer writer(*engine.storage);
    for (int i = 1; i <= 300; ++i) {
      const Announcement a = announcement(i, terminal);
      writer.add(
          [a, i](Storage& storage) -> Result<void> {
            if (i % 50 == 0) return failure(Failure::Conflict, "gateway.test");
            return storage.announce(a, clockOfTest().now());
          },
          [&](const Result<void>& done) { ++(done ? good : bad); });
    }
  }  // finishes what waits
  QCOMPARE(good.load(), 294);
  QCOMPARE(bad.load(), 6);
  QCOMPARE(engine.storage->list()->size(), 294);
}

void TestGatewayStorage::whatCameMeanwhileSharesATransaction() {
  Engine engine;
  gateway::Metrics metrics;
  std::binary_semaphore begun{0};
  std::binary_semaphore released{0};
  std::atomic<int> done{0};
  const auto count = [&](const Result<void>& written) { done += written ? 1 : 0; };
  {
    gateway::Writer writer(*engine.storage, &metrics);
    writer.add(
        [&](Storage&) -> Result<void> {
          begun.release();
          released.acquire();
          return {};
        },
        count);
    begun.acquire();
    for (int i = 0; i < 100; ++i) writer.add([](Storage&) -> Result<void> { return {}; }, count);
    QCOMPARE(writer.waiting(), size_t{100});
    released.release();
  }  // closes while they gather: nobody is left behind
  QCOMPARE(done.load(), 101);
  QVERIFY2(metrics.text().contains("hall_group_size_count 2\n"), metrics.text().constData());
}

QTEST_GUILESS_MAIN(TestGatewayStorage)
#include "tst_gateway_storage.moc"
