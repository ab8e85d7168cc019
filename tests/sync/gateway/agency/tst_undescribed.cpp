// Which service a submission is for cannot be read: trouble of the database passes, and only damage lasts, is logged
// and is shown to somebody.
#include "sync/gateway/agency/feed.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using namespace hall::gateway::agency;

namespace {

struct Place {
  QTemporaryDir database;
};

struct Fed : Place, test::GatewayFixture {
  Fed() : GatewayFixture(test::Engine::make(database.path())) {}
  QByteArray received(qint64 seq) {
    const auto made = wish(seq);
    if (handOver(made).status != 200) qFatal("not received");
    return made.announcement.submissionId;
  }
  Result<void> grow() {
    return feed.grow([this](const gateway::Writer::Job& job) -> Result<void> {
      if (auto begun = storage->begin(); !begun) return begun;
      if (auto done = job(*storage); !done) {
        storage->rollback();
        return done;
      }
      return storage->commit();
    });
  }
  QList<FeedItem> items() { return FeedRows(storage->writing()).after(0, 100).value(); }
  bool does(const char* sql) { return storage->writing().query(sql).has_value(); }

  QList<QByteArray> lines;
  Log noting{clock, [this](const QByteArray& line) { lines.append(line); }};
  Feed feed{*storage, keys, noting};
};

}  // namespace

class TestUndescribed : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void troubleOfTheDatabasePasses_data() { test::bothEngines(); }
  void troubleOfTheDatabasePasses();
  void damageIsShown_data() { test::bothEngines(); }
  void damageIsShown();
};

void TestUndescribed::troubleOfTheDatabasePasses() {
  Fed fed;
  fed.received(1);
  QVERIFY(fed.does("ALTER TABLE terminal RENAME TO away"));
  QVERIFY(!fed.grow());
  QVERIFY(fed.items().isEmpty());  // no place without its service
  QVERIFY(fed.does("ALTER TABLE away RENAME TO terminal"));
  QVERIFY(fed.grow());
  QCOMPARE(fed.items().size(), 1);
  QCOMPARE(fed.items().first().serviceId, QByteArray("pension"));
  QVERIFY(fed.lines.isEmpty());
}

void TestUndescribed::damageIsShown() {
  Fed fed;
  const QByteArray damaged = fed.received(1);
  QVERIFY(fed.storage->writing().query("UPDATE content SET bytes = $1", gateway::sql::Bytes{"not what it was"}));
  fed.received(2);
  QVERIFY(fed.grow());
  QCOMPARE(fed.items().size(), 2);  // nobody waits behind it
  QCOMPARE(fed.items().last().serviceId, QByteArray("pension"));
  const auto undescribed = FeedRows(fed.storage->writing()).undescribed().value();
  QCOMPARE(undescribed.size(), 1);
  QCOMPARE(undescribed.first().submissionId, damaged);
  QVERIFY(Agency{.services = {"*"}}.sees(undescribed.first().serviceId));
  QVERIFY(!Agency{.services = {"pension"}}.sees(undescribed.first().serviceId));
  QCOMPARE(fed.lines.size(), 1);
  QVERIFY(fed.lines.first().contains("gateway.undescribed") && fed.lines.first().contains(damaged));
}

QTEST_GUILESS_MAIN(TestUndescribed)
#include "tst_undescribed.moc"
