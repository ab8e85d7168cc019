// Many submissions in one request: each has its own receipt or refusal, a repetition gives the same ones, on however
// many gateways at once, and nothing that is not of the agreed form is believed.
#include <QCborArray>
#include <QCborMap>
#include <QtTest>
#include <thread>

#include "sync/gateway/batch_cbor.h"
#include "sync/gateway/limits.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using test::GatewayFixture;
using test::Wish;

class TestGatewayBatch : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void givesEachItsReceipt_data() { test::bothEngines(); }
  void givesEachItsReceipt();
  void refusesOneByOne_data() { test::bothEngines(); }
  void refusesOneByOne();
  void takesWhatWasAnnounced_data() { test::bothEngines(); }
  void takesWhatWasAnnounced();
  void agreesAcrossGateways_data() { test::bothEngines(); }
  void agreesAcrossGateways();
  void numbersAreReservedUnderLoad_data() { test::bothEngines(); }
  void numbersAreReservedUnderLoad();
  void tellsMany_data() { test::bothEngines(); }
  void tellsMany();
  void refusesOtherForms_data();
  void refusesOtherForms();
  void survivesEveryCut();
};

namespace {

struct Bench {
  QTemporaryDir folder;
  GatewayFixture fixture{test::Engine::make(folder.path())};
};

QByteArray batchOf(const QList<Wish>& wishes) {
  QCborArray items;
  for (const Wish& wish : wishes) items.append(wish.batchItem());
  return QCborValue(items).toCbor();
}

QJsonArray answersIn(const gateway::Response& response) {
  return QJsonDocument::fromJson(response.body).object().value(QLatin1String("answers")).toArray();
}

QString receiptIn(const QJsonValue& answer) {
  return answer[QLatin1String("receipt")].toString();
}

QString problemIn(const QJsonValue& answer) {
  return answer[QLatin1String("problem")][QLatin1String("type")].toString().mid(17);
}

QList<Wish> wishesOf(const GatewayFixture& fixture, int count, qint64 firstSeq = 1) {
  QList<Wish> wishes;
  for (int i = 0; i < count; ++i) wishes.append(fixture.wish(firstSeq + i));
  return wishes;
}

}  // namespace

void TestGatewayBatch::givesEachItsReceipt() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto wishes = wishesOf(fixture, 5);
  const auto first = fixture.ask("POST", "/v1/batches", batchOf(wishes));
  QCOMPARE(first.status, 200);
  const auto answers = answersIn(first);
  QCOMPARE(answers.size(), 5);
  for (int i = 0; i < 5; ++i) {
    const auto& a = wishes[i].announcement;
    QCOMPARE(answers[i][QLatin1String("submission_id")].toString().toLatin1(), a.submissionId);
    const auto content = seal::verifyAttached(QByteArray::fromBase64(receiptIn(answers[i]).toLatin1()),
                                              fixture.keys.signing().certificate());
    const auto receipt = model::receiptFromJson(QJsonDocument::fromJson(content.value()).object());
    QCOMPARE(receipt->digest, a.digest);
    QCOMPARE(receipt->acceptanceNo, "20261102-00000" + QByteArray::number(i + 1));
    // Found again in every other way.
    QCOMPARE(fixture.commit(wishes[i]).status, 200);
    QVERIFY(fixture.commit(wishes[i]).body.contains(receiptIn(answers[i]).toLatin1()));
    QCOMPARE(fixture.storage->find(a.submissionId)->announcement, a);
    for (int part = 0; part < 2; ++part) {
      QCOMPARE(fixture.storage->part(a.submissionId, a.parts[part].digest).value(), wishes[i].bytes[part]);
    }
    QCOMPARE(fixture.storage->part(a.submissionId, "sha-256:other").error().kind, Failure::NotFound);
  }
  fixture.clock.advance(std::chrono::hours(30));
  QCOMPARE(answersIn(fixture.ask("POST", "/v1/batches", batchOf(wishes))), answers);
  fixture.restart();
  QCOMPARE(answersIn(fixture.ask("POST", "/v1/batches", batchOf(wishes))), answers);
  QCOMPARE(fixture.storage->list()->size(), 5);
  const auto records = fixture.storage->list().value();
  const auto last = std::ranges::find(records, wishes.last().announcement.submissionId,
                                      [](const gateway::Record& record) { return record.announcement.submissionId; });
  QVERIFY(last != records.end());
  QCOMPARE(last->announcement.parts, wishes.last().announcement.parts);
}

void TestGatewayBatch::refusesOneByOne() {
  Bench bench;
  auto& fixture = bench.fixture;
  auto wishes = wishesOf(fixture, 8);
  const auto stranger =
      seal::TerminalKey::openOrCreate(fixture.folder.path() + QStringLiteral("/stranger"), fixture.clock).value();
  wishes[1] = fixture.wish(2, &stranger);
  wishes[2].announcement.digest = model::contentDigest("other");
  wishes[3].announcement.terminalId = mintIdentifier(fixture.clock);
  wishes[4].announcement.terminalSeq = 700;
  wishes[5] = fixture.wish(1);  // the number of the first
  wishes[6] = wishes[0];
  wishes[6].bytes[1][5] = static_cast<char>(wishes[6].bytes[1][5] ^ 1);
  const auto answers = answersIn(fixture.ask("POST", "/v1/batches", batchOf(wishes)));
  QCOMPARE(answers.size(), 8);
  // Two with one number: either may be the first.
  const bool firstWon = !receiptIn(answers[0]).isEmpty();
  const QString used = QStringLiteral("sequence-conflict");
  const QStringList expected{firstWon ? QString() : used,      QStringLiteral("envelope-refused"),
                             QStringLiteral("header-differs"), QStringLiteral("not-admitted"),
                             QStringLiteral("header-differs"), firstWon ? used : QString(),
                             QStringLiteral("header-differs"), {}};
  for (int i = 0; i < 8; ++i) {
    QCOMPARE(problemIn(answers[i]), expected[i]);
    QCOMPARE(receiptIn(answers[i]).isEmpty(), !expected[i].isEmpty());
  }
  QCOMPARE(fixture.storage->list()->size(), 2);
  // The same id with another digest, twice in one batch and later.
  auto other = fixture.wish(9);
  auto clash = fixture.wish(10);
  QCOMPARE(receiptIn(answersIn(fixture.ask("POST", "/v1/batches", batchOf({other, other})))[1]).isEmpty(), false);
  (void)fixture.announce(clash);
  auto announced = clash.announcement;
  announced.submissionId = other.announcement.submissionId;
  QVERIFY(fixture.storage->begin());
  QCOMPARE(fixture.storage->announce(announced, fixture.clock.now()).error().code,
           QByteArray("gateway.digest-conflict"));
  fixture.storage->rollback();
}

void TestGatewayBatch::takesWhatWasAnnounced() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.announce(wish);
  QCOMPARE(fixture.addPart(wish, 1).status, 204);
  const auto answers = answersIn(fixture.ask("POST", "/v1/batches", batchOf({wish})));
  QVERIFY(!receiptIn(answers[0]).isEmpty());
  QVERIFY(fixture.commit(wish).body.contains(receiptIn(answers[0]).toLatin1()));
  QCOMPARE(fixture.storage->part(wish.announcement.submissionId, wish.announcement.parts[0].digest).value(),
           wish.bytes[0]);
  // Announced by somebody with another digest: whoever comes with the envelope is told.
  auto squatted = fixture.wish(2);
  auto lie = squatted;
  lie.announcement.digest = model::contentDigest("lie");
  (void)fixture.announce(lie);
  QCOMPARE(problemIn(answersIn(fixture.ask("POST", "/v1/batches", batchOf({squatted})))[0]),
           QStringLiteral("digest-conflict"));
}

// The same submissions at the same moment through two gateways, in opposite order, by batches and one by one.
void TestGatewayBatch::agreesAcrossGateways() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto other = gateway::Storage::open(fixture.source).value();
  gateway::Api otherApi(*other, fixture.keys, fixture.clock, fixture.log);
  const auto wishes = wishesOf(fixture, 60);
  for (int i = 40; i < 60; ++i) {
    (void)fixture.announce(wishes[i]);
    for (int part = 0; part < 2; ++part) (void)fixture.addPart(wishes[i], part);
  }
  std::mutex mutex;
  QHash<QByteArray, QSet<QString>> receipts;
  std::atomic<int> outstanding{0};
  const auto note = [&](const QByteArray& id, const QString& receipt) {
    const std::lock_guard lock(mutex);
    receipts[id].insert(receipt);
  };
  const auto run = [&](gateway::Api& api, bool backwards) {
    for (int i = 0; i < 10; ++i) {
      QList<Wish> batch = wishes.mid((backwards ? 9 - i : i) * 4, 4);
      if (backwards) std::ranges::reverse(batch);
      ++outstanding;
      api.handle({"POST", "/v1/batches", batchOf(batch)}, [&](const gateway::Response& response) {
        const auto answers = answersIn(response);
        for (const auto& answer : answers) {
          note(answer[QLatin1String("submission_id")].toString().toLatin1(), receiptIn(answer));
        }
        --outstanding;
      });
    }
    for (int i = 0; i < 20; ++i) {
      const Wish& wish = wishes[40 + (backwards ? 19 - i : i)];
      ++outstanding;
      api.handle({"PUT", wish.path(), wish.commitJson()},
                 [&, id = wish.announcement.submissionId](const gateway::Response& response) {
                   note(id, receiptIn(QJsonDocument::fromJson(response.body).object()));
                   --outstanding;
                 });
    }
  };
  {
    std::jthread one([&] { run(*fixture.api, false); });
    std::jthread two([&] { run(otherApi, true); });
  }
  QTRY_COMPARE_WITH_TIMEOUT(outstanding.load(), 0, 30000);
  QCOMPARE(receipts.size(), 60);
  for (const auto& one : receipts) {
    QCOMPARE(one.size(), 1);
    QVERIFY(!one.values().first().isEmpty());
  }
  QSet<QByteArray> numbers;
  const auto records = fixture.storage->list().value();
  for (const auto& record : records) numbers.insert(record.acceptanceNo);
  QCOMPARE(numbers.size(), 60);
}

void TestGatewayBatch::numbersAreReservedUnderLoad() {
  Bench bench;
  auto& fixture = bench.fixture;
  QCOMPARE(fixture.storage->numberAhead(fixture.clock.today()), std::nullopt);
  const auto wishes = wishesOf(fixture, 30);
  (void)fixture.ask("POST", "/v1/batches", batchOf(wishes.first(20)));
  QVERIFY(fixture.storage->numberAhead(fixture.clock.today()));
  (void)fixture.ask("POST", "/v1/batches", batchOf(wishes.sliced(20)));
  fixture.clock.step(std::chrono::hours(24));
  QCOMPARE(fixture.storage->numberAhead(fixture.clock.today()), std::nullopt);  // another day's numbers
  QCOMPARE(fixture.handOver(fixture.wish(31)).status, 200);
  QSet<QByteArray> numbers;
  const auto records = fixture.storage->list().value();
  for (const auto& record : records) numbers.insert(record.acceptanceNo);
  QCOMPARE(numbers.size(), 31);
  QVERIFY(numbers.contains("20261103-000001"));
}

void TestGatewayBatch::tellsMany() {
  Bench bench;
  auto& fixture = bench.fixture;
  const auto received = fixture.wish(1);
  const auto announced = fixture.wish(2);
  const auto unknown = fixture.wish(3);
  const auto receipt = QJsonDocument::fromJson(fixture.handOver(received).body).object();
  (void)fixture.announce(announced);
  (void)fixture.addPart(announced, 0);
  QJsonArray ids;
  for (const auto& wish : {received, announced, unknown}) {
    ids.append(QString::fromLatin1(wish.announcement.submissionId));
  }
  const auto asked = QJsonDocument(QJsonObject{{QStringLiteral("submission_ids"), ids}}).toJson();
  const auto answers = answersIn(fixture.ask("POST", "/v1/submissions/query", asked));
  QCOMPARE(answers.size(), 3);
  QCOMPARE(receiptIn(answers[0]), receiptIn(receipt));
  QCOMPARE(answers[1][QLatin1String("missing")].toArray(),
           QJsonArray{QString::fromLatin1(announced.announcement.parts[1].digest)});
  QCOMPARE(answers[2][QLatin1String("state")].toString(), QStringLiteral("unknown"));
  for (const QByteArray& body : {QByteArray("{"), QByteArray("{}"), QByteArray(R"({"submission_ids":[]})"),
                                 QByteArray(R"({"submission_ids":["x"]})"), QByteArray(R"({"submission_ids":[5]})")}) {
    QCOMPARE(fixture.ask("POST", "/v1/submissions/query", body).status, 400);
  }
  for (qsizetype i = ids.size(); i <= gateway::kMaximumBatchItems; ++i) ids.append(ids[0]);
  const auto tooMany = QJsonDocument(QJsonObject{{QStringLiteral("submission_ids"), ids}}).toJson();
  QCOMPARE(fixture.ask("POST", "/v1/submissions/query", tooMany).status, 400);
  QCOMPARE(fixture.ask("GET", "/v1/submissions/query").status, 405);
}

void TestGatewayBatch::refusesOtherForms_data() {
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<int>("status");
  const auto row = [](const char* name, const std::function<void(QCborMap&)>& change) {
    QCborMap item{{QStringLiteral("submission_id"), QStringLiteral("01890a5d-ac96-7747-bcce-b302099a8057")},
                  {QStringLiteral("case_id"), QStringLiteral("01890a5d-ac96-7747-bcce-b302099a8057")},
                  {QStringLiteral("terminal_id"), QStringLiteral("01890a5d-ac96-7747-bcce-b302099a8057")},
                  {QStringLiteral("terminal_seq"), 1},
                  {QStringLiteral("digest"), QString::fromLatin1(model::contentDigest("x"))},
                  {QStringLiteral("parts"), QCborArray{QByteArray("x")}}};
    change(item);
    QTest::newRow(name) << QCborValue(QCborArray{item}).toCbor() << 400;
  };
  const QString digest = QStringLiteral("digest");
  const QString parts = QStringLiteral("parts");
  row("no parts", [&](QCborMap& m) { m[parts] = QCborArray(); });
  row("parts are text", [&](QCborMap& m) { m[parts] = QCborArray{QStringLiteral("x")}; });
  row("66 parts", [&](QCborMap& m) {
    QCborArray many;
    for (int i = 0; i < 66; ++i) many.append(QByteArray("x"));
    m[parts] = many;
  });
  row("digest is bytes", [&](QCborMap& m) { m[digest] = QByteArray("x"); });
  row("digest of another form", [&](QCborMap& m) { m[digest] = QStringLiteral("sha-256:1"); });
  row("a field more", [&](QCborMap& m) { m[QStringLiteral("x")] = 1; });
  row("a field less", [&](QCborMap& m) { m.remove(digest); });
  row("a number as key", [&](QCborMap& m) {
    m.remove(digest);
    m[7] = 1;
  });
  row("negative sequence", [](QCborMap& m) { m[QStringLiteral("terminal_seq")] = -1; });
  row("sequence 0", [](QCborMap& m) { m[QStringLiteral("terminal_seq")] = 0; });
  row("sequence as text", [](QCborMap& m) { m[QStringLiteral("terminal_seq")] = QStringLiteral("1"); });
  row("id of another form", [](QCborMap& m) { m[QStringLiteral("case_id")] = QStringLiteral("../../etc"); });
  QTest::newRow("nothing") << QByteArray() << 400;
  QTest::newRow("JSON") << QByteArray("[]") << 400;
  QTest::newRow("an empty batch") << QByteArray("\x80") << 200;
  QTest::newRow("something behind") << QByteArray("\x80\x80") << 400;
  QTest::newRow("a map") << QByteArray("\xa0") << 400;
  QTest::newRow("no length") << QByteArray("\x9f\xff") << 400;
  QTest::newRow("a length beyond memory") << QByteArray("\x9b\x7f\xff\xff\xff\xff\xff\xff\xff") << 400;
  QTest::newRow("257 items") << QByteArray("\x99\x01\x01") + QByteArray(257, '\xa0') << 400;
  QTest::newRow("deep") << QByteArray(200000, '\x81') << 400;
  QTest::newRow("bytes of the length they claim not")
      << QByteArray("\x81\xa6\x65parts\x81\x5b\x7f\xff\xff\xff\xff\xff\xff\xff") << 400;
  QTest::newRow("too large") << QByteArray(gateway::kMaximumBatchBytes + 1, 'x') << 413;
}

void TestGatewayBatch::refusesOtherForms() {
  QFETCH(QByteArray, body);
  QFETCH(int, status);
  GatewayFixture fixture;
  QCOMPARE(fixture.ask("POST", "/v1/batches", body).status, status);
  QVERIFY(fixture.storage->list()->isEmpty());
}

// Cut at every byte and changed at every byte: refused, or another value in the same form, never a fault.
void TestGatewayBatch::survivesEveryCut() {
  GatewayFixture fixture;
  auto wish = fixture.wish(1);
  wish.bytes = {"envelope", "photo"};
  const QByteArray good = batchOf({wish, wish});
  QVERIFY(gateway::batchFromCbor(good));
  for (qsizetype i = 0; i < good.size(); ++i) QVERIFY(!gateway::batchFromCbor(good.first(i)));
  for (qsizetype i = 0; i < good.size(); ++i) {
    for (const int change : {0x01, 0x20, 0x80, 0xFF}) {
      QByteArray bad = good;
      bad[i] = static_cast<char>(bad[i] ^ change);
      const auto items = gateway::batchFromCbor(bad);
      if (items) QCOMPARE(items->size(), 2);
    }
  }
}

QTEST_GUILESS_MAIN(TestGatewayBatch)
#include "tst_gateway_batch.moc"
