// The daily comparison: what the terminal listed and the platform has not, what the platform has and the terminal did
// not list, each signed by whoever says it.
#include <QtTest>

#include "sync/gateway/limits.h"
#include "sync/model/inventory.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using model::Holding;
using test::GatewayFixture;
using test::problemOf;

class TestGatewayInventory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void answersBothWays_data() { test::bothEngines(); }
  void answersBothWays();
  void tellsWhatCameAfterTheList_data() { test::bothEngines(); }
  void tellsWhatCameAfterTheList();
  void answersTheSameAgain_data() { test::bothEngines(); }
  void answersTheSameAgain();
  void knowsWhatWasSentOn_data() { test::bothEngines(); }
  void knowsWhatWasSentOn();
  void refusesStrangersAndOtherForms();
};

namespace {

struct Bench {
  [[nodiscard]] QByteArray path(const QByteArray& day = "2026-11-02") const {
    return "/v1/terminals/" + fixture.terminal.terminalId() + "/inventories/" + day;
  }
  [[nodiscard]] QByteArray sign(const QJsonObject& json) const {
    return seal::signAttached(QJsonDocument(json).toJson(), fixture.terminal.pair()).value();
  }
  [[nodiscard]] QByteArray signedList(const model::Inventory& inventory) const {
    return sign(model::toJson(inventory, fixture.terminal.terminalId(), fixture.clock.now()));
  }
  [[nodiscard]] model::InventoryAnswer read(const gateway::Response& response) const {
    const auto content = seal::verifyAttached(response.body, fixture.keys.signing().certificate());
    return model::inventoryAnswerFromJson(QJsonDocument::fromJson(content.value()).object()).value();
  }
  static model::InventoryEntry entryOf(const test::Wish& wish) {
    return {wish.announcement.terminalSeq, wish.announcement.submissionId, wish.announcement.digest};
  }

  QTemporaryDir folder;
  GatewayFixture fixture{test::Engine::make(folder.path())};
};

}  // namespace

void TestGatewayInventory::answersBothWays() {
  Bench bench;
  auto& fixture = bench.fixture;
  QList<test::Wish> wishes;
  for (int seq = 1; seq <= 7; ++seq) wishes.append(fixture.wish(seq));
  for (const int i : {0, 1, 2, 4, 6}) QCOMPARE(fixture.handOver(wishes[i]).status, 200);
  (void)fixture.announce(wishes[3]);  // announced is not received
  auto otherDigest = Bench::entryOf(wishes[1]);
  otherDigest.digest = model::contentDigest("other");
  auto otherNumber = Bench::entryOf(wishes[2]);
  otherNumber.seq = 6;
  const model::Inventory list{1, 6, {Bench::entryOf(wishes[0]), otherDigest, Bench::entryOf(wishes[3]), otherNumber}};
  const auto response = fixture.ask("PUT", bench.path(), bench.signedList(list));
  QCOMPARE(response.status, 200);
  QCOMPARE(response.contentType, QByteArray("application/cms"));
  const auto answer = bench.read(response);
  QCOMPARE(answer.terminalId, fixture.terminal.terminalId());
  QCOMPARE(answer.entries.size(), 4);
  QCOMPARE(answer.entries[0].holding, Holding::Present);
  QCOMPARE(answer.entries[1].holding, Holding::Differs);
  QCOMPARE(answer.entries[2].holding, Holding::Missing);
  QCOMPARE(answer.entries[3].holding, Holding::Differs);
  QCOMPARE(answer.unlisted, QList<model::InventoryEntry>{Bench::entryOf(wishes[4])});  // 7 is beyond the range
}

// The terminal is an older copy of itself: what it handed over since then it does not list.
void TestGatewayInventory::tellsWhatCameAfterTheList() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto listTo = [&](const QList<model::InventoryEntry>& entries) {
    return bench.read(fixture.ask("PUT", bench.path(), bench.signedList({1, model::kOpenEnd, entries})));
  };
  QCOMPARE(listTo({}).lastSeq, 0);
  QList<test::Wish> wishes;
  for (int seq = 1; seq <= 5; ++seq) wishes.append(fixture.wish(seq));
  for (const auto& wish : wishes) QCOMPARE(fixture.handOver(wish).status, 200);
  const auto answer = listTo({Bench::entryOf(wishes[0]), Bench::entryOf(wishes[1])});
  QCOMPARE(answer.entries.size(), 2);
  QCOMPARE(answer.unlisted, (QList{Bench::entryOf(wishes[2]), Bench::entryOf(wishes[3]), Bench::entryOf(wishes[4])}));
  QCOMPARE(answer.lastSeq, 5);
  QCOMPARE(listTo({}).unlisted.size(), 5);  // everything is gone there
}

// A gateway lists what it has sent on by numbers of its own, and names the terminal and its number there.
void TestGatewayInventory::knowsWhatWasSentOn() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto wish = fixture.wish(40);
  QCOMPARE(fixture.handOver(wish).status, 200);
  const model::Origin origin{fixture.terminal.terminalId(), 40};
  const auto entry = [&](qint64 seq, const QByteArray& id, const QByteArray& digest, const model::Origin& from) {
    return model::InventoryEntry{seq, id, digest, from};
  };
  const QByteArray id = wish.announcement.submissionId;
  const QByteArray digest = wish.announcement.digest;
  const model::Inventory list{
      1,
      4,
      {entry(1, id, digest, origin), entry(2, id, model::contentDigest("other"), origin),
       entry(3, id, digest, {origin.terminalId, 41}), entry(4, mintIdentifier(fixture.clock), digest, origin)}};
  const auto answer = bench.read(fixture.ask("PUT", bench.path(), bench.signedList(list)));
  QCOMPARE(answer.entries[0].holding, Holding::Present);
  QCOMPARE(answer.entries[1].holding, Holding::Differs);
  QCOMPARE(answer.entries[2].holding, Holding::Differs);
  QCOMPARE(answer.entries[3].holding, Holding::Missing);
}

void TestGatewayInventory::answersTheSameAgain() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto wish = fixture.wish(1);
  const QByteArray list = bench.signedList({1, 1, {Bench::entryOf(wish)}});
  const auto first = fixture.ask("PUT", bench.path(), list);
  QCOMPARE(bench.read(first).entries[0].holding, Holding::Missing);
  QCOMPARE(bench.read(first).inventoryDigest, model::contentDigest(list));
  QCOMPARE(fixture.handOver(wish).status, 200);
  fixture.clock.advance(std::chrono::hours(1));
  fixture.restart();
  QCOMPARE(fixture.ask("PUT", bench.path(), list).body, first.body);
  // A list made later is another one.
  const auto later = fixture.ask("PUT", bench.path(), bench.signedList({1, 1, {Bench::entryOf(wish)}}));
  QCOMPARE(bench.read(later).entries[0].holding, Holding::Present);
  // Old answers go.
  fixture.clock.advance(std::chrono::hours(24 * 8));
  QCOMPARE(fixture.ask("PUT", bench.path("2026-11-10"), bench.signedList({1, 1, {}})).status, 200);
  const auto session = fixture.storage->reading();
  QCOMPARE((*session)->query("SELECT count(*) FROM inventory")->integer(0, 0), 1);
}

void TestGatewayInventory::refusesStrangersAndOtherForms() {
  GatewayFixture fixture;
  const QByteArray own = fixture.terminal.terminalId();
  const auto path = [](const QByteArray& id, const QByteArray& day) {
    return "/v1/terminals/" + id + "/inventories/" + day;
  };
  const auto put = [&](const QJsonObject& json) {
    const auto message = seal::signAttached(QJsonDocument(json).toJson(), fixture.terminal.pair()).value();
    return fixture.ask("PUT", path(own, "2026-11-02"), message);
  };
  const QJsonObject good = model::toJson({1, 5, {}}, own, fixture.clock.now());
  QCOMPARE(put(good).status, 200);
  const auto changed = [&](const char* field, const QJsonValue& value) {
    QJsonObject other = good;
    other[QLatin1String(field)] = value;
    return put(other).status;
  };
  QCOMPARE(changed("terminal_id", QString::fromLatin1(mintIdentifier(fixture.clock))), 400);
  QCOMPARE(changed("from_seq", 6), 400);
  QCOMPARE(changed("from_seq", 0), 400);
  QCOMPARE(changed("to_seq", QStringLiteral("5")), 400);
  QCOMPARE(changed("entries", 5), 400);
  QCOMPARE(changed("entries", QJsonArray{5}), 400);
  QJsonArray many;
  for (int i = 0; i <= gateway::kMaximumInventoryEntries; ++i) many.append(i);
  QCOMPARE(changed("entries", many), 400);
  const QByteArray stranger = mintIdentifier(fixture.clock);
  QCOMPARE(problemOf(fixture.ask("PUT", path(stranger, "2026-11-02"), "x")), QByteArray("not-admitted"));
  QCOMPARE(problemOf(fixture.ask("PUT", path(own, "2026-11-02"), "x")), QByteArray("envelope-refused"));
  const auto forged = seal::signAttached("{}", fixture.keys.signing()).value();
  QCOMPARE(problemOf(fixture.ask("PUT", path(own, "2026-11-02"), forged)), QByteArray("envelope-refused"));
  QCOMPARE(fixture.ask("PUT", path(own, "2026-11-31"), "x").status, 404);
  QCOMPARE(fixture.ask("PUT", path(own, "2026-11-02"), QByteArray(gateway::kMaximumInventoryBytes + 1, 'x')).status,
           413);
  QCOMPARE(fixture.ask("GET", path(own, "2026-11-02")).status, 405);
}

QTEST_GUILESS_MAIN(TestGatewayInventory)
#include "tst_gateway_inventory.moc"
