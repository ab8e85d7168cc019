// One job of a group is refused: the others are written together all the same, in one commit, and nothing of it stays.
#include <QtTest>
#include <latch>

#include "sync/base/identifier.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/writer.h"
#include "tests/support/fake_clock.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using gateway::Announcement;
using gateway::Storage;
using test::Engine;

namespace {

constexpr int kGood = 40;

const test::FakeClock& clockOfTest() {
  static const test::FakeClock clock;
  return clock;
}

Announcement announcement(qint64 seq, const QByteArray& terminalId) {
  return {mintIdentifier(clockOfTest()),
          mintIdentifier(clockOfTest()),
          terminalId,
          seq,
          model::contentDigest(QByteArray::number(seq)),
          {{model::contentDigest("part"), 4}}};
}

// Holds the writer at its first job until all others wait, so that they are one group.
struct Group {
  explicit Group(Storage& storage) : writer(storage) {
    std::latch held(1);
    writer.add(
        [this, &held](Storage&) -> Result<void> {
          if (held.try_wait()) return {};
          held.count_down();
          complete.wait();
          return {};
        },
        [](const Result<void>&) {});
    held.wait();
  }
  std::latch complete{1};
  gateway::Writer writer;
};

// What a good one finds when it is told that it stands: how many of all stand by then, and how often it was run.
struct Told {
  std::atomic<int> runs{0};
  std::atomic<int> good{0};
  qsizetype standing = -1;
};

void addGood(Group& group, Storage& storage, Told& told, const QByteArray& terminalId, int count) {
  for (int i = 0; i < count; ++i) {
    const Announcement a = announcement(i + 1, terminalId);
    group.writer.add(
        [a, &told](Storage& s) {
          ++told.runs;
          return s.announce(a, clockOfTest().now());
        },
        [&storage, &told](const Result<void>& done) {
          if (done) ++told.good;
          if (told.standing < 0) told.standing = storage.list()->size();
        });
  }
}

}  // namespace

class TestOneRefused : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void leavesTheOthersInOneCommit_data() { test::bothEngines(); }
  void leavesTheOthersInOneCommit();
  void brokenStatementsAreTheirOwn_data() { test::bothEngines(); }
  void brokenStatementsAreTheirOwn();
  void aGroupOfRefusedOnesWritesNothing_data() { test::bothEngines(); }
  void aGroupOfRefusedOnesWritesNothing();
};

void TestOneRefused::leavesTheOthersInOneCommit() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  const Announcement known = announcement(1, terminal);
  QVERIFY(engine.storage->begin());
  QVERIFY(engine.storage->announce(known, clockOfTest().now()));
  QVERIFY(engine.storage->commit());
  Announcement other = known;
  other.digest = model::contentDigest("another");
  const Announcement halfway = announcement(2, terminal);
  Told told;
  QList<QByteArray> refusals;
  {
    Group group(*engine.storage);
    addGood(group, *engine.storage, told, mintIdentifier(clockOfTest()), kGood / 2);
    const auto note = [&refusals](const Result<void>& done) {
      refusals.append(done ? QByteArray("done") : done.error().code);
    };
    group.writer.add([&](Storage& s) { return s.announce(other, clockOfTest().now()); }, note);
    group.writer.add(
        [&](Storage& s) -> Result<void> {
          if (auto done = s.announce(halfway, clockOfTest().now()); !done) return done;
          return failure(Failure::Busy, "gateway.quota");  // as announce() says after it has written
        },
        note);
    addGood(group, *engine.storage, told, mintIdentifier(clockOfTest()), kGood / 2);
    group.complete.count_down();
  }
  QCOMPARE(refusals, (QList<QByteArray>{"gateway.digest-conflict", "gateway.quota"}));
  QCOMPARE(told.good.load(), kGood);
  QCOMPARE(told.runs.load(), kGood);   // nobody was tried again because of another
  QCOMPARE(told.standing, kGood + 1);  // all stood when the first was told
  engine.reopen();
  QCOMPARE(engine.storage->list()->size(), kGood + 1);
  QCOMPARE(engine.storage->find(known.submissionId)->announcement.digest, known.digest);
  QCOMPARE(engine.storage->find(halfway.submissionId).error().kind, Failure::NotFound);
}

// PostgreSQL takes nothing more in a transaction in which a statement has failed, unless it goes back to a savepoint.
void TestOneRefused::brokenStatementsAreTheirOwn() {
  Engine engine;
  const QByteArray terminal = mintIdentifier(clockOfTest());
  Told told;
  QList<QByteArray> refusals;
  {
    Group group(*engine.storage);
    addGood(group, *engine.storage, told, terminal, 3);
    group.writer.add(
        [&](Storage& s) -> Result<void> {
          const auto twice =
              s.writing().pipeline({{"INSERT INTO feed_counter (name, last) VALUES ($1, 1)", {QByteArray("twice")}},
                                    {"INSERT INTO feed_counter (name, last) VALUES ($1, 2)", {QByteArray("twice")}}});
          return twice ? Result<void>() : failure(twice.error());
        },
        [&](const Result<void>& done) { refusals.append(name(done.error().kind)); });
    addGood(group, *engine.storage, told, terminal, 3);
    group.complete.count_down();
  }
  QCOMPARE(refusals, QList<QByteArray>{"conflict"});
  QCOMPARE(told.runs.load(), 6);
  QCOMPARE(told.standing, 6);
  const auto session = engine.storage->reading();
  QVERIFY(session);
  QVERIFY((*session)->query("SELECT 1 FROM feed_counter WHERE name = $1", QByteArray("twice"))->isEmpty());
}

void TestOneRefused::aGroupOfRefusedOnesWritesNothing() {
  Engine engine;
  const Announcement a = announcement(1, mintIdentifier(clockOfTest()));
  std::atomic<int> refused{0};
  {
    Group group(*engine.storage);
    for (int i = 0; i < 5; ++i) {
      group.writer.add(
          [&](Storage& s) -> Result<void> {
            if (auto done = s.announce(a, clockOfTest().now()); !done) return done;
            return failure(Failure::Conflict, "case.parent");
          },
          [&](const Result<void>& done) { refused += done ? 0 : 1; });
    }
    group.complete.count_down();
  }
  QCOMPARE(refused.load(), 5);
  QVERIFY(engine.storage->list()->isEmpty());
}

QTEST_GUILESS_MAIN(TestOneRefused)
#include "tst_one_refused.moc"
