// A gateway below speaks for the terminals that it has introduced and for no others; a terminal has one key, whoever
// brings another at the same moment; and what was received by an earlier key stays readable.
#include <QtTest>

#include "sync/gateway/acceptance.h"
#include "sync/gateway/schema.h"
#include "tests/sync/gateway/machine_hall.h"

using namespace hall;
using gateway::Peer;
using gateway::Role;
using seal::TerminalKey;
using Hall = test::MachineHall;

namespace {

QByteArray pathOf(const QByteArray& terminalId, const char* rest) {
  return "/v1/terminals/" + terminalId + rest;
}

int introduce(Hall& hall, const Peer& gateway, const TerminalKey& terminal) {
  return hall.askAs(gateway, "PUT", pathOf(terminal.terminalId(), "/certificate"), terminal.certificatePem()).status;
}

// A second key under the name of the first.
seal::KeyPair rivalOf(const TerminalKey& terminal) {
  return seal::KeyPair::generate(terminal.terminalId(), seal::KeyUse::Sign).value();
}

}  // namespace

class TestGatewayIntroductions : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void speaksForWhomItIntroduced_data() { test::bothEngines(); }
  void speaksForWhomItIntroduced();
  void learnsNothingOfOthersByAnInventory_data() { test::bothEngines(); }
  void learnsNothingOfOthersByAnInventory();
  void aTerminalMayMove_data() { test::bothEngines(); }
  void aTerminalMayMove();
  void twoKeysAtOnce_data() { test::bothEngines(); }
  void twoKeysAtOnce();
  void enrolsBesideAnIntroduction_data() { test::bothEngines(); }
  void enrolsBesideAnIntroduction();
  void nothingIsRefusedAfterAnUpdate_data() { test::bothEngines(); }
  void nothingIsRefusedAfterAnUpdate();
  void whatAnEarlierKeySignedStaysReadable_data() { test::bothEngines(); }
  void whatAnEarlierKeySignedStaysReadable();
};

void TestGatewayIntroductions::speaksForWhomItIntroduced() {
  Hall hall;
  const Peer mine = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const Peer strange = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const QByteArray terminalId = hall.terminal.terminalId();
  QCOMPARE(introduce(hall, mine, hall.terminal), 204);
  QCOMPARE(introduce(hall, mine, hall.terminal), 204);
  const auto first = hall.wish(1);
  const auto second = hall.wish(2);
  QCOMPARE(hall.askAs(mine, "PUT", first.path("/announcement"), first.announcementJson()).status, 200);

  const auto refusedTo = [&](const Peer& peer, const QByteArray& method, const QByteArray& path,
                             const QByteArray& body = {}) {
    return test::problemOf(hall.askAs(peer, method, path, body)) == "not-yours";
  };
  QVERIFY(refusedTo(strange, "PUT", second.path("/announcement"), second.announcementJson()));
  QVERIFY(refusedTo(strange, "GET", first.path()));
  QVERIFY(refusedTo(strange, "PUT", first.path("/parts/" + first.announcement.parts[0].digest), first.bytes[0]));
  QVERIFY(refusedTo(strange, "GET", pathOf(terminalId, "/statuses")));
  QVERIFY(refusedTo(strange, "PUT", pathOf(terminalId, "/inventories/2026-11-02"), "no list"));
  QCOMPARE(hall.askAs(mine, "GET", pathOf(terminalId, "/statuses")).status, 200);

  const QByteArray batch = QCborValue(QCborArray{second.batchItem()}).toCbor();
  const auto batchState = [&](const Peer& peer) {
    return Hall::object(hall.askAs(peer, "POST", "/v1/batches", batch)).value(QStringLiteral("answers"))[0];
  };
  QCOMPARE(batchState(strange)[QLatin1String("problem")][QLatin1String("type")].toString(),
           QStringLiteral("urn:hall:problem:not-yours"));
  QCOMPARE(batchState(mine)[QLatin1String("state")].toString(), QStringLiteral("received"));
  const QByteArray question = Hall::json(
      {{QStringLiteral("submission_ids"), QJsonArray{QString::fromLatin1(second.announcement.submissionId)}}});
  const auto stateFor = [&](const Peer& peer) {
    return Hall::object(hall.askAs(peer, "POST", "/v1/submissions/query", question))
        .value(QStringLiteral("answers"))[0][QLatin1String("state")]
        .toString();
  };
  QCOMPARE(stateFor(strange), QStringLiteral("unknown"));
  QCOMPARE(stateFor(mine), QStringLiteral("received"));
}

void TestGatewayIntroductions::learnsNothingOfOthersByAnInventory() {
  Hall hall;
  const TerminalKey strangeKey = hall.newTerminal();
  const Peer strange = hall.enrolled(strangeKey, Role::Gateway);
  const Peer itself = hall.itself();
  const auto wish = hall.wish(1);
  const QByteArray batch = QCborValue(QCborArray{wish.batchItem()}).toCbor();
  QCOMPARE(hall.askAs(itself, "POST", "/v1/batches", batch).status, 200);
  const auto holdingFor = [&](const Peer& peer, const TerminalKey& key, int day) {
    const QJsonObject origin{{QStringLiteral("terminal_id"), QString::fromLatin1(hall.terminal.terminalId())},
                             {QStringLiteral("seq"), 1}};
    const QJsonObject entry{{QStringLiteral("seq"), 1},
                            {QStringLiteral("submission_id"), QString::fromLatin1(wish.announcement.submissionId)},
                            {QStringLiteral("digest"), QString::fromLatin1(wish.announcement.digest)},
                            {QStringLiteral("origin"), origin}};
    const QByteArray list = Hall::json({{QStringLiteral("terminal_id"), QString::fromLatin1(peer.terminalId)},
                                        {QStringLiteral("made_at"), QStringLiteral("2026-11-02T10:00:00Z")},
                                        {QStringLiteral("from_seq"), 1},
                                        {QStringLiteral("to_seq"), 1},
                                        {QStringLiteral("entries"), QJsonArray{entry}}});
    const QByteArray path = pathOf(peer.terminalId, "/inventories/2026-11-") + QByteArray::number(10 + day);
    const auto answer = hall.askAs(peer, "PUT", path, seal::signAttached(list, key.pair()).value());
    const auto content = seal::verifyAttached(answer.body, hall.keys.signing().certificate());
    if (!content) return QStringLiteral("no answer");
    return QJsonDocument::fromJson(*content)
        .object()
        .value(QStringLiteral("entries"))[0][QLatin1String("state")]
        .toString();
  };
  QCOMPARE(holdingFor(strange, strangeKey, 1), QStringLiteral("missing"));
  QCOMPARE(introduce(hall, strange, hall.terminal), 204);
  QCOMPARE(holdingFor(strange, strangeKey, 2), QStringLiteral("present"));
}

// The hall that it comes to brings the same key, and both hand on what they have of it; another key brings nobody in.
void TestGatewayIntroductions::aTerminalMayMove() {
  Hall hall;
  const Peer before = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const Peer after = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const Peer liar = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const TerminalKey terminal = hall.newTerminal();
  QCOMPARE(introduce(hall, before, terminal), 204);
  QCOMPARE(introduce(hall, after, terminal), 204);
  const QByteArray path = pathOf(terminal.terminalId(), "/certificate");
  const auto refused = hall.askAs(liar, "PUT", path, rivalOf(terminal).certificate().pem());
  QCOMPARE(test::problemOf(refused), QByteArray("not-yours"));
  const QByteArray statuses = pathOf(terminal.terminalId(), "/statuses");
  QCOMPARE(hall.askAs(before, "GET", statuses).status, 200);
  QCOMPARE(hall.askAs(after, "GET", statuses).status, 200);
  QCOMPARE(test::problemOf(hall.askAs(liar, "GET", statuses)), QByteArray("not-yours"));
}

// At two gateways of one database, which know nothing of each other.
void TestGatewayIntroductions::twoKeysAtOnce() {
  Hall hall;
  const Peer peer = hall.enrolled(hall.newTerminal(), Role::Gateway);
  gateway::Api other(*hall.beside, hall.keys, hall.clock, hall.log);
  for (int round = 0; round < 20; ++round) {
    const TerminalKey terminal = hall.newTerminal();
    const QByteArray path = pathOf(terminal.terminalId(), "/certificate");
    const QList<QByteArray> keys{terminal.certificatePem(), rivalOf(terminal).certificate().pem()};
    std::array<std::promise<gateway::Response>, 4> promises;
    for (size_t i = 0; i < promises.size(); ++i) {
      gateway::Api& api = i < 2 ? *hall.machineApi : other;
      api.handle({"PUT", path, keys[static_cast<qsizetype>(i % 2)], {}, peer},
                 [&promise = promises[i]](gateway::Response response) { promise.set_value(std::move(response)); });
    }
    std::array<int, 4> status{};
    for (size_t i = 0; i < promises.size(); ++i) status[i] = promises[i].get_future().get().status;
    QVERIFY(status[0] != status[1]);
    QCOMPARE(status[0], status[2]);
    QCOMPARE(status[1], status[3]);
    const auto counts = hall.engine.storage->terminalCertificate(terminal.terminalId()).value();
    QCOMPARE(counts, keys[status[0] == 204 ? 0 : 1]);
  }
}

// The other gateway's introduction is in its transaction while the enrolment comes: it waits, and is refused.
void TestGatewayIntroductions::enrolsBesideAnIntroduction() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const QByteArray code = hall.newCode();
  const QByteArray rival = rivalOf(terminal).certificate().pem();
  QVERIFY(hall.beside->begin());
  QCOMPARE(hall.beside->introduce(terminal.terminalId(), rival, hall.clock.now()).value(), rival);
  auto asked = std::async(std::launch::async, [&] { return hall.enrol(code, terminal); });
  QTest::qWait(100);
  QVERIFY(hall.beside->commit());
  QCOMPARE(test::problemOf(asked.get()), QByteArray("enrolment-refused"));
  QCOMPARE(hall.engine.storage->terminalCertificate(terminal.terminalId()).value(), rival);
  const auto machines = hall.beside->writing().query("SELECT 1 FROM machine");
  QCOMPARE(machines->size(), 0);
}

// A database from before anybody noted who has introduced whom.
void TestGatewayIntroductions::nothingIsRefusedAfterAnUpdate() {
  const QTemporaryDir folder;
  const auto source = test::Engine::make(folder.path());
  const auto isLast = [](const auto& step) { return step.sqlite == gateway::kTerminalSchema.sqlite; };
  const auto before =
      std::span(gateway::kSchema)
          .first(static_cast<size_t>(std::ranges::find_if(gateway::kSchema, isLast) - gateway::kSchema.begin()));
  QVERIFY(before.size() < gateway::kSchema.size());
  QVERIFY(source.migrate(before));
  const auto session = source.open().value();
  for (const char* row :
       {"INSERT INTO machine (terminal_id, name, role, enrolled_at) VALUES ('hall', 'hall', 'gateway', 1)",
        "INSERT INTO machine (terminal_id, name, role, enrolled_at) VALUES ('kiosk', 'kiosk', 'kiosk', 1)",
        "INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES ('hall', 'x', 1)",
        "INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES ('kiosk', 'x', 1)",
        "INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES ('introduced', 'x', 1)"}) {
    QVERIFY(session->query(row));
  }
  const auto storage = gateway::Storage::open(source).value();
  gateway::Delegations delegations(*storage);
  const Peer hall{Peer::Standing::Machine, {}, "hall", Role::Gateway};
  QVERIFY(delegations.mayActFor(hall, "introduced").value());
  QVERIFY(!delegations.mayActFor(hall, "kiosk").value());
  const Peer kiosk{Peer::Standing::Machine, {}, "kiosk", Role::Kiosk};
  QVERIFY(!delegations.mayActFor(kiosk, "introduced").value());
}

void TestGatewayIntroductions::whatAnEarlierKeySignedStaysReadable() {
  Hall hall;
  const Peer itself = hall.itself();
  const auto wish = hall.wish(1);
  const auto late = hall.wish(2);
  const auto handIn = [&](const test::Wish& one) {
    const QByteArray batch = QCborValue(QCborArray{one.batchItem()}).toCbor();
    return Hall::object(hall.askAs(itself, "POST", "/v1/batches", batch)).value(QStringLiteral("answers"))[0];
  };
  QCOMPARE(handIn(wish)[QLatin1String("state")].toString(), QStringLiteral("received"));
  QCOMPARE(hall.askAs(itself, "PUT", late.path("/announcement"), late.announcementJson()).status, 200);
  const QByteArray part = late.path("/parts/" + late.announcement.parts[0].digest);
  QCOMPARE(hall.askAs(itself, "PUT", part, late.bytes[0]).status, 204);
  for (int i = 0; i < 2; ++i) {
    QVERIFY(hall.beside->begin());
    QVERIFY(
        hall.beside->admit(hall.terminal.terminalId(), rivalOf(hall.terminal).certificate().pem(), hall.clock.now()));
    QVERIFY(hall.beside->commit());
    hall.clock.advance(std::chrono::seconds(5));
    const auto content = gateway::openSubmission(*hall.engine.storage, hall.keys, wish.announcement);
    QVERIFY2(content, content ? "" : content.error().code.constData());
    QVERIFY(content->contains(wish.announcement.submissionId));
  }
  // Nothing new is believed by the old key.
  QVERIFY(!gateway::openSubmission(*hall.engine.storage, hall.keys, late.announcement));
  QCOMPARE(handIn(hall.wish(3))[QLatin1String("problem")][QLatin1String("type")].toString(),
           QStringLiteral("urn:hall:problem:envelope-refused"));
}

QTEST_GUILESS_MAIN(TestGatewayIntroductions)
#include "tst_gateway_introductions.moc"
