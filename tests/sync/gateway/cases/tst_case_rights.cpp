// Who may what about a case, by role: a kiosk is no clerk, and what others wrote is read by a counter or under the
// lease.
#include <QtTest>

#include "tests/sync/gateway/cases/case_channels.h"

using namespace hall;
using gateway::Role;
using test::CaseChannels;
using test::problemOf;

namespace {

struct Machines : CaseChannels {
  Machines() { admit(other); }
  gateway::Response ask(const seal::TerminalKey& who, Role role, const QByteArray& method, const QByteArray& where,
                        const QByteArray& body = {}) {
    gateway::Request request{method, where, body};
    request.peer = {.standing = gateway::Peer::Standing::Machine, .terminalId = who.terminalId(), .role = role};
    gateway::Response response = fixture.answer(request);
    test::GatewayFixture::note(method, where, response.status, response.contentType, response.body, body);
    return response;
  }
  gateway::Response take(const seal::TerminalKey& who, Role role, const char* clerk = nullptr) {
    QJsonObject wish{{QStringLiteral("holder"), QString::fromLatin1(who.terminalId())},
                     {QStringLiteral("channel"), QLatin1String(role == Role::Counter ? "counter" : "kiosk")},
                     {QStringLiteral("seconds"), 600}};
    if (clerk != nullptr) wish.insert(QStringLiteral("clerk"), QLatin1String(clerk));
    return ask(who, role, "PUT", path("/lease"), json(wish));
  }
  gateway::Response readBy(const seal::TerminalKey& who, Role role) {
    return ask(who, role, "GET", path("?reader=" + who.terminalId()));
  }
  gateway::Response statusesFor(const seal::TerminalKey& who, Role role) {
    return ask(who, role, "GET", path("/statuses"));
  }
  qsizetype looks() {
    const auto session = fixture.storage->reading();
    return (*session)->query("SELECT 1 FROM case_event WHERE event = 'looked-at'")->size();
  }

  const seal::TerminalKey& kiosk = fixture.terminal;
  seal::TerminalKey other =
      seal::TerminalKey::openOrCreate(fixture.folder.path() + QStringLiteral("/other"), fixture.clock).value();
};

}  // namespace

class TestCaseRights : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void onlyACounterOverrules();
  void onlyACounterDecides();
  void contentsAreForTheHolderAndForCounters();
  void statusesAreForWhoHasToDoWithTheCase();
};

void TestCaseRights::onlyACounterOverrules() {
  Machines hall;
  QCOMPARE(hall.take(hall.counter, Role::Counter).status, 200);
  for (const Role role : {Role::Kiosk, Role::Gateway}) {
    QCOMPARE(problemOf(hall.take(hall.kiosk, role, "zhang.san")), QByteArray("not-permitted"));
  }
  QCOMPARE(problemOf(hall.take(hall.kiosk, Role::Kiosk)), QByteArray("lease-held"));
  QCOMPARE(hall.take(hall.counter, Role::Counter).status, 200);  // still its own
  hall.fixture.clock.advance(std::chrono::minutes(11));
  QCOMPARE(hall.take(hall.kiosk, Role::Kiosk).status, 200);
  QCOMPARE(hall.take(hall.counter, Role::Counter, "zhang.san").status, 200);
}

void TestCaseRights::onlyACounterDecides() {
  Machines hall;
  const qint64 fence = hall.fencing(hall.kiosk);
  const auto first = hall.revise(hall.kiosk, fence, {}, {{"a", "1"}});
  const auto head = hall.revise(hall.kiosk, fence, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.kiosk, fence, first.draftRev, {{"a", "3"}});
  const auto decision = [&](const seal::TerminalKey& who, qint64 under) {
    const QByteArray plain = hall.content({{"a", "3"}}, who);
    QJsonObject sent = hall.body(who, under, plain);
    const QList<QByteArray> parents{head.draftRev, beside.draftRev};
    sent.insert(QStringLiteral("parents"),
                QJsonArray{QString::fromLatin1(parents[0]), QString::fromLatin1(parents[1])});
    sent.insert(QStringLiteral("draft_rev"), QString::fromLatin1(model::draftRev(plain, parents)));
    sent.insert(QStringLiteral("clerk"), QStringLiteral("zhang.san"));
    return CaseChannels::json(sent);
  };
  QCOMPARE(problemOf(hall.ask(hall.kiosk, Role::Kiosk, "POST", hall.path("/decisions"), decision(hall.kiosk, fence))),
           QByteArray("not-permitted"));
  QCOMPARE(hall.tell()[QLatin1String("branches")].toArray().size(), 1);
  const qint64 clerks = hall.fencing(hall.counter, {{"clerk", "zhang.san"}});
  const auto decided =
      hall.ask(hall.counter, Role::Counter, "POST", hall.path("/decisions"), decision(hall.counter, clerks));
  QCOMPARE(decided.status, 200);
  QVERIFY(hall.tell()[QLatin1String("branches")].toArray().isEmpty());
}

void TestCaseRights::contentsAreForTheHolderAndForCounters() {
  Machines hall;
  QCOMPARE(problemOf(hall.readBy(hall.counter, Role::Counter)), QByteArray("unknown-case"));
  (void)hall.revise(hall.kiosk, hall.fencing(hall.kiosk), {}, {{"a", "1"}});
  QCOMPARE(problemOf(hall.readBy(hall.other, Role::Kiosk)), QByteArray("not-yours"));
  QCOMPARE(hall.looks(), 0);
  QCOMPARE(hall.readBy(hall.kiosk, Role::Kiosk).status, 200);
  QCOMPARE(hall.readBy(hall.counter, Role::Counter).status, 200);
  QCOMPARE(hall.looks(), 2);
  hall.fixture.clock.advance(std::chrono::minutes(11));  // the lease is over
  QCOMPARE(problemOf(hall.readBy(hall.kiosk, Role::Kiosk)), QByteArray("not-yours"));
  QCOMPARE(hall.take(hall.other, Role::Kiosk).status, 200);
  QCOMPARE(hall.readBy(hall.other, Role::Kiosk).status, 200);
  QCOMPARE(problemOf(hall.readBy(hall.kiosk, Role::Kiosk)), QByteArray("not-yours"));
  // How it stands, without contents, is told to any terminal.
  QVERIFY(!hall.ask(hall.kiosk, Role::Kiosk, "GET", hall.path()).body.contains("sealed"));
}

void TestCaseRights::statusesAreForWhoHasToDoWithTheCase() {
  Machines hall;
  const auto wish = hall.fixture.wish(1, nullptr, hall.caseId);
  QCOMPARE(problemOf(hall.statusesFor(hall.kiosk, Role::Kiosk)), QByteArray("not-yours"));
  QCOMPARE(hall.fixture.handOver(wish).status, 200);
  QCOMPARE(hall.statusesFor(hall.kiosk, Role::Kiosk).status, 200);  // not decided yet
  const QByteArray decision =
      R"({"submission_id":")" + wish.announcement.submissionId + R"(","business_status":"accepted"})";
  QCOMPARE(hall.fixture.ask("POST", "/v1/agency/decisions", decision).status, 200);
  QCOMPARE(hall.statusesFor(hall.kiosk, Role::Kiosk).status, 200);
  QCOMPARE(hall.statusesFor(hall.counter, Role::Counter).status, 200);
  QCOMPARE(problemOf(hall.statusesFor(hall.other, Role::Kiosk)), QByteArray("not-yours"));
  QCOMPARE(hall.take(hall.other, Role::Kiosk).status, 200);
  QCOMPARE(hall.statusesFor(hall.other, Role::Kiosk).status, 200);
  hall.fixture.clock.advance(std::chrono::minutes(11));
  QCOMPARE(problemOf(hall.statusesFor(hall.other, Role::Kiosk)), QByteArray("not-yours"));
}

QTEST_GUILESS_MAIN(TestCaseRights)
#include "tst_case_rights.moc"
