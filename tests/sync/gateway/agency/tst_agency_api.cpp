// What the authority fetches and decides: pages in commit order, parts sealed or opened with the look written down, and
// one signed statement for each decision, for the terminal and for the case.
#include <QtTest>

#include "sync/gateway/agency/cursor.h"
#include "tests/sync/gateway/gateway_fixture.h"

using namespace hall;
using test::GatewayFixture;
using test::problemOf;

namespace {

const QByteArray kDecisions = "/v1/agency/decisions";
const QByteArray kSubmissions = "/v1/agency/submissions";

QJsonObject objectOf(const gateway::Response& response) {
  return QJsonDocument::fromJson(response.body).object();
}

QByteArray json(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject decision(const test::Wish& wish, const char* status) {
  return {{QStringLiteral("submission_id"), QString::fromLatin1(wish.announcement.submissionId)},
          {QStringLiteral("business_status"), QLatin1String(status)}};
}

QJsonObject words(const char* zh) {
  return {{QStringLiteral("zh"), QString::fromUtf8(zh)}};
}

QJsonObject verified(const GatewayFixture& fixture, const QJsonValue& statement) {
  const auto message = QByteArray::fromBase64(statement.toString().toLatin1());
  const auto content = seal::verifyAttached(message, fixture.keys.signing().certificate());
  return content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
}

}  // namespace

class TestAgencyApi : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void statesOnceWhatWasDecided();
  void namesEverythingMissingAtOnce();
  void refusesDecisionsOfOtherShapes_data();
  void refusesDecisionsOfOtherShapes();
  void refusesDecisionsAboutNothing();
  void givesStatusesToTerminalAndCase();
  void tellsWhoeverIsAheadOfItsStatements();
  void keepsMessagesSealedAtRest();
  void pagesThroughWhatWasReceived();
  void givesPartsSealedAndOpened();
  void showsAnAgencyItsServicesAlone();
};

void TestAgencyApi::statesOnceWhatWasDecided() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.handOver(wish);
  auto body = decision(wish, "accepted");
  body.insert(QStringLiteral("decision_id"), QString::fromLatin1(mintIdentifier(fixture.clock)));
  const auto first = fixture.ask("POST", kDecisions, json(body));
  QCOMPARE(first.status, 200);
  const auto stated = verified(fixture, objectOf(first)[QLatin1String("statement")]);
  QCOMPARE(stated[QLatin1String("business_status")].toString(), QStringLiteral("accepted"));
  QCOMPARE(stated[QLatin1String("digest")].toString().toLatin1(), wish.announcement.digest);
  QCOMPARE(stated[QLatin1String("acceptance_no")].toString(), QStringLiteral("20261102-000001"));
  fixture.clock.advance(std::chrono::hours(5));
  fixture.restart();
  QCOMPARE(fixture.ask("POST", kDecisions, json(body)).body, first.body);
  body.insert(QStringLiteral("message"), words("不同"));
  QCOMPARE(problemOf(fixture.ask("POST", kDecisions, json(body))), QByteArray("decision-conflict"));
  // Without an id the content is the name.
  const auto plain = json(decision(wish, "accepted"));
  const auto second = fixture.ask("POST", kDecisions, plain);
  QCOMPARE(fixture.ask("POST", kDecisions, plain).body, second.body);
  QVERIFY(second.body != first.body);
}

void TestAgencyApi::namesEverythingMissingAtOnce() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.handOver(wish);
  auto body = decision(wish, "needs-supplement");
  body.insert(
      QStringLiteral("missing"),
      QJsonArray{QJsonObject{{"material", "photo"}, {"message", words("照片")}},
                 QJsonObject{{"material", "deed"}, {"message", QJsonObject{{"zh", "房产证"}, {"en", "Deed"}}}}});
  const auto stated =
      verified(fixture, objectOf(fixture.ask("POST", kDecisions, json(body)))[QLatin1String("statement")]);
  QCOMPARE(stated[QLatin1String("missing")].toArray().size(), 2);
  QCOMPARE(stated[QLatin1String("message")][QLatin1String("zh")].toString(), QStringLiteral("· 照片\n· 房产证"));
  QCOMPARE(stated[QLatin1String("message")][QLatin1String("en")].toString(), QStringLiteral("· 照片\n· Deed"));
}

void TestAgencyApi::refusesDecisionsOfOtherShapes_data() {
  QTest::addColumn<QJsonObject>("change");
  const QJsonObject one{{"material", "photo"}, {"message", words("照片")}};
  QTest::newRow("no such status") << QJsonObject{{"business_status", "perhaps"}};
  QTest::newRow("refused without a reason") << QJsonObject{{"business_status", "refused"}};
  QTest::newRow("supplement without a list") << QJsonObject{{"business_status", "needs-supplement"}};
  QTest::newRow("a list with an acceptance") << QJsonObject{{"missing", QJsonArray{one}}};
  QTest::newRow("missing without words") << QJsonObject{{"business_status", "needs-supplement"},
                                                        {"missing", QJsonArray{QJsonObject{{"material", "photo"}}}}};
  QTest::newRow("duplicate of nothing") << QJsonObject{{"business_status", "duplicate-of"}};
  QTest::newRow("duplicate of something, accepted")
      << QJsonObject{{"duplicate_of", "01890a5d-ac96-7747-bcce-b302099a8057"}};
  QTest::newRow("an id of its own kind") << QJsonObject{{"decision_id", "17"}};
  QTest::newRow("no submission") << QJsonObject{{"submission_id", "17"}};
}

void TestAgencyApi::refusesDecisionsOfOtherShapes() {
  QFETCH(QJsonObject, change);
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.handOver(wish);
  auto body = decision(wish, "accepted");
  for (auto field = change.constBegin(); field != change.constEnd(); ++field) body.insert(field.key(), field.value());
  QCOMPARE(problemOf(fixture.ask("POST", kDecisions, json(body))), QByteArray("bad-request"));
}

void TestAgencyApi::refusesDecisionsAboutNothing() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  const auto body = json(decision(wish, "accepted"));
  QCOMPARE(problemOf(fixture.ask("POST", kDecisions, body)), QByteArray("unknown-submission"));
  (void)fixture.announce(wish);
  QCOMPARE(problemOf(fixture.ask("POST", kDecisions, body)), QByteArray("unknown-submission"));
  (void)fixture.handOver(wish);
  auto duplicate = decision(wish, "duplicate-of");
  duplicate.insert(QStringLiteral("duplicate_of"), QString::fromLatin1(mintIdentifier(fixture.clock)));
  QCOMPARE(problemOf(fixture.ask("POST", kDecisions, json(duplicate))), QByteArray("unknown-submission"));
}

void TestAgencyApi::givesStatusesToTerminalAndCase() {
  GatewayFixture fixture;
  QList<test::Wish> wishes;
  for (int i = 1; i <= 3; ++i) {
    wishes.append(fixture.wish(i));
    (void)fixture.handOver(wishes.last());
    (void)fixture.ask("POST", kDecisions, json(decision(wishes.last(), "accepted")));
  }
  const QByteArray path = "/v1/terminals/" + fixture.terminal.terminalId() + "/statuses";
  auto page = objectOf(fixture.ask("GET", path + "?limit=2"));
  QCOMPARE(page[QLatin1String("items")].toArray().size(), 2);
  const QByteArray next = page[QLatin1String("next")].toString().toLatin1();
  page = objectOf(fixture.ask("GET", path + "?limit=2&after=" + next));
  QCOMPARE(page[QLatin1String("items")].toArray().size(), 1);
  QVERIFY(!page.contains(QLatin1String("next")));
  const auto last = verified(fixture, page[QLatin1String("items")][0][QLatin1String("statement")]);
  QCOMPARE(last[QLatin1String("submission_id")].toString().toLatin1(), wishes[2].announcement.submissionId);
  const QByteArray cursor = page[QLatin1String("items")][0][QLatin1String("cursor")].toString().toLatin1();
  page = objectOf(fixture.ask("GET", path + "?after=" + cursor));
  QVERIFY(page[QLatin1String("items")].toArray().isEmpty());
  page = objectOf(fixture.ask("GET", "/v1/cases/" + wishes[1].announcement.caseId + "/statuses"));
  QCOMPARE(page[QLatin1String("items")].toArray().size(), 1);
  const QByteArray stranger = "/v1/terminals/" + mintIdentifier(fixture.clock) + "/statuses";
  QVERIFY(objectOf(fixture.ask("GET", stranger))[QLatin1String("items")].toArray().isEmpty());
  for (const char* query : {"?after=x", "?after=p-1", "?after=p01", "?limit=0", "?limit=501", "?limit=x"}) {
    QCOMPARE(fixture.ask("GET", path + query).status, 400);
  }
}

// A database that was put back to an older copy gives places anew: whoever is ahead of it must be told.
void TestAgencyApi::tellsWhoeverIsAheadOfItsStatements() {
  GatewayFixture fixture;
  const QByteArray path = "/v1/terminals/" + fixture.terminal.terminalId() + "/statuses";
  const auto decided = [&](qint64 seq) {
    const auto wish = fixture.wish(seq);
    (void)fixture.handOver(wish);
    (void)fixture.ask("POST", kDecisions, json(decision(wish, "accepted")));
  };
  const auto lastCursor = [&] {
    const QJsonArray items = objectOf(fixture.ask("GET", path))[QLatin1String("items")].toArray();
    return items.last()[QLatin1String("cursor")].toString().toLatin1();
  };
  decided(1);
  const QByteArray kept = lastCursor();
  decided(2);
  const QByteArray ahead = lastCursor();
  // As the older copy is: the second was never there.
  QVERIFY(fixture.storage->begin());
  QVERIFY(fixture.storage->writing().query("DELETE FROM statement WHERE position = 2"));
  QVERIFY(
      fixture.storage->writing().query("UPDATE feed_counter SET last = 1 WHERE name = $1", QByteArray("statement")));
  QVERIFY(fixture.storage->commit());
  QCOMPARE(problemOf(fixture.ask("GET", path + "?after=" + ahead)), QByteArray("unknown-cursor"));
  QCOMPARE(problemOf(fixture.ask("GET", path + "?after=p2")), QByteArray("unknown-cursor"));
  decided(3);
  QCOMPARE(lastCursor().first(2), ahead.first(2));  // the same place, another statement
  const auto after = [&](const QByteArray& cursor) { return fixture.ask("GET", path + "?after=" + cursor); };
  QCOMPARE(problemOf(after(ahead)), QByteArray("unknown-cursor"));
  QCOMPARE(objectOf(after(kept))[QLatin1String("items")].toArray().size(), 1);
  QCOMPARE(objectOf(after("p1"))[QLatin1String("items")].toArray().size(), 1);  // of an earlier version
}

void TestAgencyApi::keepsMessagesSealedAtRest() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.handOver(wish);
  auto body = decision(wish, "refused");
  body.insert(QStringLiteral("message"), words("MARKER-OF-A-PERSON"));
  QCOMPARE(fixture.ask("POST", kDecisions, json(body)).status, 200);
  for (const QFileInfo& one : QDir(fixture.folder.path()).entryInfoList({QStringLiteral("gateway*")})) {
    QFile file(one.filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(!file.readAll().contains("MARKER-OF-A-PERSON"), qUtf8Printable(one.fileName()));
  }
}

void TestAgencyApi::pagesThroughWhatWasReceived() {
  GatewayFixture fixture;
  QCOMPARE(objectOf(fixture.ask("GET", kSubmissions))[QLatin1String("cursor")].toString(), QStringLiteral("p0"));
  QList<QByteArray> sent;
  for (int i = 1; i <= 5; ++i) {
    const auto wish = fixture.wish(i);
    (void)fixture.handOver(wish);
    sent.append(wish.announcement.submissionId);
  }
  (void)fixture.announce(fixture.wish(6));  // not received, so not told of
  QList<QByteArray> seen;
  QByteArray cursor;
  for (bool more = true; more;) {
    const auto page = objectOf(fixture.ask("GET", kSubmissions + "?limit=2&after=" + cursor));
    for (const QJsonValue& item : page[QLatin1String("items")].toArray()) {
      seen.append(item[QLatin1String("submission_id")].toString().toLatin1());
      QCOMPARE(item[QLatin1String("service_id")].toString(), QStringLiteral("pension"));
    }
    cursor = page[QLatin1String("cursor")].toString().toLatin1();
    more = page.contains(QLatin1String("next"));
  }
  QCOMPARE(seen, sent);
  fixture.restart();
  QVERIFY(objectOf(fixture.ask("GET", kSubmissions + "?after=" + cursor))[QLatin1String("items")].toArray().isEmpty());
  QCOMPARE(fixture.ask("GET", kSubmissions + "?limit=501").status, 400);
}

void TestAgencyApi::givesPartsSealedAndOpened() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  const QByteArray one = kSubmissions + '/' + wish.announcement.submissionId;
  QCOMPARE(problemOf(fixture.ask("GET", one)), QByteArray("unknown-submission"));
  (void)fixture.handOver(wish);
  const auto told = objectOf(fixture.ask("GET", one));
  QCOMPARE(told[QLatin1String("parts")].toArray().size(), 2);
  const QByteArray envelope = wish.announcement.parts[0].digest;
  QCOMPARE(fixture.ask("GET", one + "/parts/" + envelope).body, wish.bytes[0]);
  QCOMPARE(problemOf(fixture.ask("GET", one + "/parts/" + model::contentDigest("x"))), QByteArray("unknown-part"));
  const auto opened = fixture.ask("GET", one + "/contents/" + envelope);
  QCOMPARE(opened.contentType, QByteArray("application/json"));
  QVERIFY(objectOf(opened).contains(QLatin1String("header")));
  const auto photo = fixture.ask("GET", one + "/contents/" + wish.announcement.parts[1].digest);
  QCOMPARE(photo.body, QByteArray(3000, 'p'));
  const auto session = fixture.storage->reading();
  const auto looks =
      (*session)->query("SELECT event FROM access WHERE submission_id = $1", wish.announcement.submissionId);
  QCOMPARE(looks->size(), 2);
}

void TestAgencyApi::showsAnAgencyItsServicesAlone() {
  GatewayFixture fixture;
  const QByteArray pensions = mintIdentifier(fixture.clock);
  const QByteArray others = mintIdentifier(fixture.clock);
  const auto agencyKey = seal::KeyPair::generate("agency", seal::KeyUse::Agree).value();
  QFile pem(fixture.folder.path() + QStringLiteral("/agency.pem"));
  QVERIFY(pem.open(QIODevice::WriteOnly) && pem.write(agencyKey.certificate().pem()) > 0);
  pem.close();
  QFile file(fixture.folder.path() + QStringLiteral("/agencies.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(json({{"agencies", QJsonArray{QJsonObject{{"agency_id", QString::fromLatin1(pensions)},
                                                       {"services", QJsonArray{"pension"}},
                                                       {"recipient", "agency.pem"}},
                                           QJsonObject{{"agency_id", QString::fromLatin1(others)},
                                                       {"services", QJsonArray{"rating"}}}}}}));
  file.close();
  const auto agencies = gateway::agency::Agencies::load(file.fileName());
  QVERIFY(agencies);
  fixture.api.reset();
  fixture.api = std::make_unique<gateway::Api>(*fixture.storage, fixture.keys, fixture.clock, fixture.log,
                                               gateway::Api::Gate(), QString(), nullptr, *agencies);
  const auto wish = fixture.wish(1);
  (void)fixture.handOver(wish);
  const auto askAs = [&](const QByteArray& who, const QByteArray& method, const QByteArray& path,
                         const QByteArray& body = {}) {
    gateway::Request request{method, path, body};
    request.peer.standing = gateway::Peer::Standing::Machine;
    request.peer.terminalId = who;
    std::promise<gateway::Response> promise;
    fixture.api->handle(request, [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  };
  const QByteArray one = kSubmissions + '/' + wish.announcement.submissionId;
  QCOMPARE(objectOf(askAs(pensions, "GET", kSubmissions))[QLatin1String("items")].toArray().size(), 1);
  QCOMPARE(objectOf(askAs(others, "GET", kSubmissions))[QLatin1String("items")].toArray().size(), 0);
  QCOMPARE(askAs(pensions, "GET", one).status, 200);
  QCOMPARE(problemOf(askAs(others, "GET", one)), QByteArray("unknown-submission"));
  QCOMPARE(problemOf(askAs(others, "POST", kDecisions, json(decision(wish, "accepted")))),
           QByteArray("unknown-submission"));
  QCOMPARE(problemOf(askAs(mintIdentifier(fixture.clock), "GET", kSubmissions)), QByteArray("not-admitted"));
  // Sealed to the agency alone, and still signed by the terminal.
  const auto sealed = askAs(pensions, "GET", one + "/contents/" + wish.announcement.parts[0].digest);
  QCOMPARE(sealed.contentType, QByteArray("application/cms"));
  const auto terminal = seal::Certificate::fromPem(fixture.terminal.certificatePem());
  QVERIFY(seal::openEnvelope(sealed.body, agencyKey, *terminal));
}

QTEST_GUILESS_MAIN(TestAgencyApi)
#include "tst_agency_api.moc"
