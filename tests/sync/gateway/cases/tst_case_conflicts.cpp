// Two channels work on one case: what follows goes on top, what does not is kept beside and shown side by side, and
// only a named clerk brings the two together. Nothing that came is lost or put in silently.
#include <QtTest>

#include "tests/sync/gateway/cases/case_channels.h"

using namespace hall;
using test::CaseChannels;
using test::problemOf;

class TestCaseConflicts : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void followsUnderTheLease();
  void keepsWorkOfALostLease();
  void keepsBothSidesOfAHardConflict();
  void aClerkDecides();
  void aLateDecisionIsKeptToo();
  void sameRevisionSameAnswer();
  void refusesWhatIsNotWhatItSays();
  void refusesAnotherService();
  void showsContentsToTheReaderAlone();
  void aMachineSpeaksForItselfAlone();
  void leavesNoPlainTextBehind();
  void answersAboutLeases();
};

void TestCaseConflicts::followsUnderTheLease() {
  CaseChannels hall;
  QCOMPARE(problemOf(hall.fixture.ask("GET", hall.path())), QByteArray("unknown-case"));
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"phone", "1"}});
  QCOMPARE(first["state"], QStringLiteral("fast-forward"));
  const auto second = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"phone", "2"}});
  QCOMPARE(second["state"], QStringLiteral("fast-forward"));
  QCOMPARE(hall.fencing(hall.fixture.terminal,
                        {{"fencing", fence}, {"hand_to", QString::fromLatin1(hall.counter.terminalId())}}),
           fence + 1);
  const auto third = hall.revise(hall.counter, fence + 1, second.draftRev, {{"phone", "2"}, {"street", "East"}});
  QCOMPARE(third["state"], QStringLiteral("fast-forward"));
  const auto seen = hall.tell();
  QCOMPARE(seen[QLatin1String("head")][QLatin1String("draft_rev")].toString().toLatin1(), third.draftRev);
  QVERIFY(seen[QLatin1String("branches")].toArray().isEmpty());
  QCOMPARE(seen[QLatin1String("lease")][QLatin1String("channel")].toString(), QStringLiteral("kiosk"));
}

void TestCaseConflicts::keepsWorkOfALostLease() {
  CaseChannels hall;
  const qint64 old = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, old, {}, {{"a", "1"}, {"b", "1"}});
  hall.fixture.clock.advance(std::chrono::minutes(11));  // the kiosk died, or its line did
  const qint64 fence = hall.fencing(hall.counter);
  QCOMPARE(fence, old + 1);
  const auto late = hall.revise(hall.fixture.terminal, old, first.draftRev, {{"a", "2"}, {"b", "1"}});
  QCOMPARE(late["state"], QStringLiteral("branch"));
  QCOMPARE(late["reason"], QStringLiteral("lease-lost"));
  QCOMPARE(late["conflict"], QStringLiteral("none"));
  const auto head = hall.revise(hall.counter, fence, first.draftRev, {{"a", "1"}, {"b", "3"}});
  QCOMPARE(head["state"], QStringLiteral("fast-forward"));
  const auto branch = hall.tell()[QLatin1String("branches")][0].toObject();
  QCOMPARE(branch[QLatin1String("draft_rev")].toString().toLatin1(), late.draftRev);
  QCOMPARE(branch[QLatin1String("conflict")].toString(), QStringLiteral("soft"));
  QCOMPARE(branch[QLatin1String("ancestor")].toString().toLatin1(), first.draftRev);
  const auto side = hall.read(hall.counter)[QLatin1String("branches")][0].toObject();
  const auto proposed = side[QLatin1String("proposal")][QLatin1String("answers")];
  QCOMPARE(proposed[QLatin1String("a")][QLatin1String("value")].toString(), QStringLiteral("2"));
  QCOMPARE(proposed[QLatin1String("a")][QLatin1String("channel")].toString(), QStringLiteral("kiosk"));
  QCOMPARE(proposed[QLatin1String("b")][QLatin1String("value")].toString(), QStringLiteral("3"));
}

void TestCaseConflicts::keepsBothSidesOfAHardConflict() {
  CaseChannels hall;
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", "1"}});
  const auto head = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "3"}});
  QCOMPARE(beside["reason"], QStringLiteral("head-moved"));
  QCOMPARE(beside["conflict"], QStringLiteral("hard"));
  QCOMPARE(beside["head"].toLatin1(), head.draftRev);
  const auto side = hall.read(hall.counter)[QLatin1String("branches")][0].toObject();
  QVERIFY(!side.contains(QLatin1String("proposal")));
  const auto field = side[QLatin1String("fields")][0].toObject();
  QCOMPARE(field[QLatin1String("changed")].toString(), QStringLiteral("both-differently"));
  QCOMPARE(field[QLatin1String("ancestor")][QLatin1String("value")].toString(), QStringLiteral("1"));
  QCOMPARE(field[QLatin1String("head")][QLatin1String("value")].toString(), QStringLiteral("2"));
  QCOMPARE(field[QLatin1String("branch")][QLatin1String("value")].toString(), QStringLiteral("3"));
}

void TestCaseConflicts::aClerkDecides() {
  CaseChannels hall;
  const qint64 old = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, old, {}, {{"a", "1"}});
  const auto head = hall.revise(hall.fixture.terminal, old, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.fixture.terminal, old, first.draftRev, {{"a", "3"}});
  const auto onTop = hall.revise(hall.fixture.terminal, old, beside.draftRev, {{"a", "4"}});
  QCOMPARE(hall.tell()[QLatin1String("branches")].toArray().size(), 2);
  QCOMPARE(problemOf(hall.lease(hall.counter)), QByteArray("lease-held"));
  const qint64 fence = hall.fencing(hall.counter, {{"clerk", "clerk-7"}});
  QCOMPARE(fence, old + 1);
  const auto unknown = hall.decide(hall.counter, fence, {head.draftRev, model::contentDigest("x")}, {{"a", "3"}});
  QCOMPARE(problemOf(unknown.answer), QByteArray("unknown-revision"));
  const auto decided = hall.decide(hall.counter, fence, {head.draftRev, onTop.draftRev}, {{"a", "3"}});
  QCOMPARE(decided["state"], QStringLiteral("fast-forward"));
  const auto seen = hall.tell();
  QVERIFY(seen[QLatin1String("branches")].toArray().isEmpty());
  QCOMPARE(seen[QLatin1String("head")][QLatin1String("clerk")].toString(), QStringLiteral("clerk-7"));
  QCOMPARE(seen[QLatin1String("head")][QLatin1String("parents")].toArray().size(), 2);
  QCOMPARE(hall.fixture.ask("POST", hall.path("/decisions"), hall.last).body, decided.answer.body);
  auto unsealed = QJsonDocument::fromJson(hall.last).object();
  unsealed.insert(QStringLiteral("content"), QString::fromLatin1(QByteArray("nothing sealed").toBase64()));
  QCOMPARE(hall.fixture.ask("POST", hall.path("/decisions"), CaseChannels::json(unsealed)).status, 422);
}

void TestCaseConflicts::aLateDecisionIsKeptToo() {
  CaseChannels hall;
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", "1"}});
  const auto head = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "3"}});
  (void)hall.revise(hall.fixture.terminal, fence, head.draftRev, {{"a", "5"}});
  const auto late = hall.decide(hall.fixture.terminal, fence, {head.draftRev, beside.draftRev}, {{"a", "3"}});
  QCOMPARE(late["state"], QStringLiteral("branch"));
  QCOMPARE(late["reason"], QStringLiteral("head-moved"));
  QCOMPARE(hall.tell()[QLatin1String("branches")].toArray().size(), 2);
}

void TestCaseConflicts::sameRevisionSameAnswer() {
  CaseChannels hall;
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", "1"}});
  const QByteArray firstBody = hall.last;
  (void)hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "3"}});
  const QByteArray besideBody = hall.last;
  (void)hall.fencing(hall.counter, {{"clerk", "clerk-7"}});
  hall.fixture.restart();
  QCOMPARE(hall.fixture.ask("PUT", hall.path("/revisions/" + first.draftRev), firstBody).body, first.answer.body);
  QCOMPARE(hall.fixture.ask("PUT", hall.path("/revisions/" + beside.draftRev), besideBody).body, beside.answer.body);
}

void TestCaseConflicts::refusesWhatIsNotWhatItSays() {
  CaseChannels hall;
  const auto& kiosk = hall.fixture.terminal;
  const QByteArray plain = hall.content({{"a", "1"}}, kiosk);
  const auto put = [&](const QJsonObject& body, const QByteArray& draftRev) {
    return problemOf(hall.fixture.ask("PUT", hall.path("/revisions/" + draftRev), CaseChannels::json(body)));
  };
  const QByteArray right = model::draftRev(plain, {});
  const QJsonObject good = hall.body(kiosk, 1, plain);
  QCOMPARE(put(good, model::contentDigest(plain)), QByteArray("revision-differs"));
  auto other = good;
  other.insert(QStringLiteral("parent_rev"), QString::fromLatin1(right));
  QCOMPARE(put(other, right), QByteArray("revision-differs"));
  other = good;
  other.insert(QStringLiteral("holder"), QString::fromLatin1(hall.counter.terminalId()));
  QCOMPARE(put(other, right), QByteArray("envelope-refused"));
  other.insert(QStringLiteral("holder"), QString::fromLatin1(mintIdentifier(hall.fixture.clock)));
  QCOMPARE(put(other, right), QByteArray("not-admitted"));
  QCOMPARE(put(hall.body(kiosk, 1, "[]"), model::draftRev("[]", {})), QByteArray("envelope-refused"));
  for (const char* name : {"holder", "channel", "content"}) {
    other = good;
    other.insert(QLatin1String(name), QStringLiteral("%%"));
    QCOMPARE(put(other, right), QByteArray("bad-request"));
  }
  QCOMPARE(problemOf(hall.fixture.ask("POST", hall.path("/decisions"), CaseChannels::json(good))),
           QByteArray("bad-request"));
  QCOMPARE(problemOf(hall.fixture.ask("GET", hall.path())), QByteArray("unknown-case"));  // nothing of it was kept
}

void TestCaseConflicts::refusesAnotherService() {
  CaseChannels hall;
  const auto& kiosk = hall.fixture.terminal;
  const qint64 fence = hall.fencing(kiosk);
  const auto first = hall.revise(kiosk, fence, {}, {{"a", "1"}});
  const QByteArray plain = hall.content({{"a", "1"}}, kiosk).replace("pension", "rating");
  auto body = hall.body(kiosk, fence, plain);
  body.insert(QStringLiteral("parent_rev"), QString::fromLatin1(first.draftRev));
  const QByteArray path = hall.path("/revisions/" + model::draftRev(plain, {first.draftRev}));
  QCOMPARE(problemOf(hall.fixture.ask("PUT", path, CaseChannels::json(body))), QByteArray("other-service"));
}

void TestCaseConflicts::showsContentsToTheReaderAlone() {
  CaseChannels hall;
  (void)hall.revise(hall.fixture.terminal, hall.fencing(hall.fixture.terminal), {}, {{"a", "1"}});
  QVERIFY(!hall.tell().contains(QLatin1String("sealed")));
  QCOMPARE(problemOf(hall.fixture.ask("GET", hall.path("?reader=" + mintIdentifier(hall.fixture.clock)))),
           QByteArray("not-admitted"));
  const auto told = hall.tell("?reader=" + hall.counter.terminalId());
  const auto message = QByteArray::fromBase64(told[QLatin1String("sealed")].toString().toLatin1());
  const auto& signer = hall.fixture.keys.signing().certificate();
  QVERIFY(seal::openEnvelope(message, hall.counter.pair(), signer));
  QVERIFY(!seal::openEnvelope(message, hall.fixture.terminal.pair(), signer));
  const auto session = hall.fixture.storage->reading();
  const auto looks =
      (*session)->query("SELECT who FROM case_event WHERE case_id = $1 AND event = 'looked-at'", hall.caseId);
  QCOMPARE(looks->size(), 1);
  QCOMPARE(looks->bytes(0, 0), hall.counter.terminalId());
}

void TestCaseConflicts::aMachineSpeaksForItselfAlone() {
  CaseChannels hall;
  const auto first = hall.revise(hall.fixture.terminal, hall.fencing(hall.fixture.terminal), {}, {{"a", "1"}});
  const QByteArray revision = hall.last;
  const auto askAsCounter = [&](const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) {
    gateway::Request request{method, path, body};
    request.peer.standing = gateway::Peer::Standing::Machine;
    request.peer.terminalId = hall.counter.terminalId();
    request.peer.role = gateway::Role::Counter;
    std::promise<gateway::Response> promise;
    hall.fixture.api->handle(request,
                             [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  };
  const auto mine = [&](const QByteArray& holder) {
    return CaseChannels::json({{"holder", QString::fromLatin1(holder)}, {"channel", "kiosk"}, {"seconds", 60}});
  };
  const QByteArray kiosk = hall.fixture.terminal.terminalId();
  QCOMPARE(problemOf(askAsCounter("PUT", hall.path("/lease"), mine(kiosk))), QByteArray("not-admitted"));
  QCOMPARE(problemOf(askAsCounter("PUT", hall.path("/lease"), mine(hall.counter.terminalId()))),
           QByteArray("lease-held"));
  QCOMPARE(problemOf(askAsCounter("PUT", hall.path("/revisions/" + first.draftRev), revision)),
           QByteArray("not-admitted"));
  QCOMPARE(problemOf(askAsCounter("GET", hall.path("?reader=" + kiosk))), QByteArray("not-admitted"));
  QCOMPARE(askAsCounter("GET", hall.path("?reader=" + hall.counter.terminalId())).status, 200);
}

void TestCaseConflicts::leavesNoPlainTextBehind() {
  CaseChannels hall;
  const QByteArray marker = "MARKER-OF-A-PERSON";
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", QString::fromLatin1(marker)}});
  (void)hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", QStringLiteral("2")}});
  (void)hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"b", QString::fromLatin1(marker)}});
  QVERIFY(!hall.read(hall.counter).isEmpty());
  for (const QFileInfo& one : QDir(hall.fixture.folder.path()).entryInfoList({QStringLiteral("gateway*")})) {
    QFile file(one.filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(!file.readAll().contains(marker), qUtf8Printable(one.fileName()));
  }
}

void TestCaseConflicts::answersAboutLeases() {
  CaseChannels hall;
  const auto& kiosk = hall.fixture.terminal;
  QCOMPARE(hall.lease(kiosk, {{"seconds", 3601}}).status, 400);
  QCOMPARE(hall.lease(kiosk, {{"seconds", 0}}).status, 400);
  QCOMPARE(hall.lease(kiosk, {{"clerk", "two words"}}).status, 400);
  const auto stranger =
      seal::TerminalKey::openOrCreate(hall.fixture.folder.path() + QStringLiteral("/stranger"), hall.fixture.clock);
  QCOMPARE(problemOf(hall.lease(*stranger)), QByteArray("not-admitted"));
  const auto given = QJsonDocument::fromJson(hall.lease(kiosk).body).object();
  QCOMPARE(given[QLatin1String("expires_at")].toString().toLatin1(), rfc3339(hall.fixture.clock.now().addSecs(600)));
  const auto held = hall.lease(hall.counter);
  QCOMPARE(held.status, 409);
  QCOMPARE(held.retryAfterSeconds, 601);
  QCOMPARE(QJsonDocument::fromJson(held.body)[QLatin1String("channel")].toString(), QStringLiteral("kiosk"));
  QCOMPARE(problemOf(hall.lease(kiosk, {{"seconds", 0}, {"fencing", 9}})), QByteArray("lease-lost"));
  QCOMPARE(hall.lease(kiosk, {{"seconds", 0}, {"fencing", 1}}).status, 200);
  QVERIFY(!hall.tell().contains(QLatin1String("lease")));
  QCOMPARE(hall.fencing(hall.counter), 2);
}

QTEST_GUILESS_MAIN(TestCaseConflicts)
#include "tst_case_conflicts.moc"
