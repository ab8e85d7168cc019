// A synchronous standby is wanted and somebody breaks off the wait for it: what then stands on one disk alone is not
// told as received, and it is waited for once more.
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/gateway/writer.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_server.h"

using namespace hall;
using gateway::Announcement;
using gateway::Storage;

namespace {

const test::FakeClock& clockOfTest() {
  static const test::FakeClock clock;
  return clock;
}

Announcement announcement() {
  return {mintIdentifier(clockOfTest()), mintIdentifier(clockOfTest()),      mintIdentifier(clockOfTest()), 1,
          model::contentDigest("x"),     {{model::contentDigest("part"), 4}}};
}

struct Primary : test::PostgresServer {
  // Whether commits wait for a standby of that name; none: they do not wait.
  void wantStandby(const char* name) {
    psql(QStringLiteral("ALTER SYSTEM SET synchronous_standby_names = '%1'").arg(QLatin1String(name)));
    psql(QStringLiteral("SELECT pg_reload_conf()"));
    // The server takes it to heart a moment later.
    for (int i = 0; i < 100 && *name != '\0' && !aCommitWaits(); ++i) QTest::qWait(20);
  }
  bool aCommitWaits() {
    std::atomic<bool> over{false};
    std::jthread commits([&] {
      psql(QStringLiteral("SELECT pg_logical_emit_message(true, 'test', 'waits')"));
      over = true;
    });
    while (!over && !someoneWaits()) QTest::qWait(5);
    return !over && breakOff();
  }
  // Whether a commit waits for the standby.
  bool someoneWaits() {
    return psql(QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) == "1";
  }
  bool breakOff() {
    return psql(QStringLiteral("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) ==
           "t";
  }
};

}  // namespace

class TestOneDisk : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_storage = Storage::open(gateway::sql::Source::server(m_primary.makeDatabase())).value(); }
  void cleanup() {
    m_primary.wantStandby("");
    m_storage.reset();
  }
  void aBrokenWaitIsNoCommit();
  void theWriterWaitsOnceMore();

 private:
  Primary m_primary;
  std::unique_ptr<Storage> m_storage;
};

void TestOneDisk::aBrokenWaitIsNoCommit() {
  m_primary.wantStandby("nobody");
  const Announcement a = announcement();
  Result<void> done;
  std::jthread gateway([&] {
    done = m_storage->begin();
    if (done) done = m_storage->announce(a, clockOfTest().now());
    if (done) done = m_storage->commit();
  });
  QTRY_VERIFY_WITH_TIMEOUT(m_primary.someoneWaits(), 20'000);
  QVERIFY(m_primary.breakOff());
  gateway.join();
  QVERIFY(!done);
  QCOMPARE(done.error().kind, Failure::Disconnected);
  QCOMPARE(done.error().code, QByteArray("sql.unreplicated"));
  QVERIFY(m_storage->find(a.submissionId));  // it stands, on one disk
  // Asked again there is nothing to write, and it is waited for all the same.
  std::jthread again([&] {
    done = m_storage->begin();
    if (done) done = m_storage->writing().query("SELECT 1") ? Result<void>() : failure(Failure::Internal, "test");
    if (done) done = m_storage->commit();
  });
  QTRY_VERIFY_WITH_TIMEOUT(m_primary.someoneWaits(), 20'000);
  m_primary.wantStandby("");
  again.join();
  QVERIFY(done);
}

void TestOneDisk::theWriterWaitsOnceMore() {
  m_primary.wantStandby("nobody");
  const Announcement a = announcement();
  std::atomic<int> told{0};
  std::atomic<bool> good{false};
  gateway::Writer writer(*m_storage);
  writer.add([a](Storage& storage) { return storage.announce(a, clockOfTest().now()); },
             [&](const Result<void>& done) {
               good = done.has_value();
               ++told;
             });
  QTRY_VERIFY_WITH_TIMEOUT(m_primary.someoneWaits(), 20'000);
  QVERIFY(m_primary.breakOff());
  QTRY_VERIFY_WITH_TIMEOUT(m_primary.someoneWaits(), 20'000);
  QCOMPARE(told.load(), 0);
  m_primary.wantStandby("");  // as if the standby had come back
  QTRY_COMPARE_WITH_TIMEOUT(told.load(), 1, 20'000);
  QVERIFY(good);
  QCOMPARE(m_storage->list()->size(), 1);
}

QTEST_GUILESS_MAIN(TestOneDisk)
#include "tst_one_disk.moc"
