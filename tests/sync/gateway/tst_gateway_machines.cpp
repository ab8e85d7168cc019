// A machine comes in with a one-time code and its own key and in no other way; it speaks of its own submissions alone,
// as often as is decent, and not at all once it is called back.
#include <QProcess>
#include <QtTest>

#include "tests/sync/gateway/machine_hall.h"

using namespace hall;
using gateway::Peer;
using gateway::Role;
using seal::TerminalKey;
using test::kEnrolments;
using test::kRenewals;
using Hall = test::MachineHall;

class TestGatewayMachines : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void comesInWithACode_data() { test::bothEngines(); }
  void comesInWithACode();
  void getsTheSameAnswerAgain_data() { test::bothEngines(); }
  void getsTheSameAnswerAgain();
  void refusesEveryOtherWay_data() { test::bothEngines(); }
  void refusesEveryOtherWay();
  void keepsNoCode_data() { test::bothEngines(); }
  void keepsNoCode();
  void takesOverNobody_data() { test::bothEngines(); }
  void takesOverNobody();
  void speaksForItselfAlone_data() { test::bothEngines(); }
  void speaksForItselfAlone();
  void mayDoWhatItsRoleMay_data() { test::bothEngines(); }
  void mayDoWhatItsRoleMay();
  void renews_data() { test::bothEngines(); }
  void renews();
  void isCalledBackAtOnce_data() { test::bothEngines(); }
  void isCalledBackAtOnce();
  void isCalledBackWhileItAsks_data();
  void isCalledBackWhileItAsks();
  void isCalledBackAsAWhole_data() { test::bothEngines(); }
  void isCalledBackAsAWhole();
  void hasTheRoleOfItsLastEnrolment_data() { test::bothEngines(); }
  void hasTheRoleOfItsLastEnrolment();
  void mayComeBackWithANewCode_data() { test::bothEngines(); }
  void mayComeBackWithANewCode();
  void asksAsOftenAsIsDecent_data() { test::bothEngines(); }
  void asksAsOftenAsIsDecent();
};

void TestGatewayMachines::comesInWithACode() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const auto response = hall.enrol(hall.newCode(), terminal);
  QCOMPARE(response.status, 200);
  const QJsonObject given = Hall::object(response);
  const auto certificate =
      seal::Certificate::fromPem(given.value(QStringLiteral("certificate")).toString().toLatin1()).value();
  QVERIFY(certificate.isSignedBy(hall.line.authority().certificate()));
  QCOMPARE(certificate.commonName(), terminal.terminalId());
  QCOMPARE(certificate.keyFingerprint(), terminal.pair().certificate().keyFingerprint());
  QCOMPARE(given.value(QStringLiteral("platform")).toString().toLatin1(), hall.keys.certificatesPem());
  // Its envelopes are believed from now on.
  QCOMPARE(hall.engine.storage->terminalCertificate(terminal.terminalId()).value(), terminal.certificatePem());
  const Peer peer = Hall::peerOf(response);
  QCOMPARE(peer.role, Role::Kiosk);
  const auto wish = hall.wish(1, &terminal);
  QCOMPARE(hall.askAs(peer, "GET", wish.path()).status, 404);
}

void TestGatewayMachines::getsTheSameAnswerAgain() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const QByteArray code = hall.newCode();
  const auto first = hall.enrol(code, terminal);
  QCOMPARE(first.status, 200);
  QCOMPARE(hall.enrol(code, terminal).body, first.body);
  const auto session = hall.engine.storage->reading();
  QCOMPARE(gateway::MachineRows(**session).machines()->size(), 1);
}

void TestGatewayMachines::refusesEveryOtherWay() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const TerminalKey other = hall.newTerminal();
  const QByteArray unknown = model::typedCode(QByteArray(16, 'z'), model::kEnrolmentSymbols);
  QCOMPARE(test::problemOf(hall.enrol(unknown, terminal)), QByteArray("enrolment-refused"));
  QCOMPARE(test::problemOf(hall.enrol("0000-0000", terminal)), QByteArray("bad-request"));

  const QByteArray late = hall.newCode(Role::Kiosk, 1);
  hall.clock.advance(std::chrono::hours(2));
  QCOMPARE(test::problemOf(hall.enrol(late, terminal)), QByteArray("enrolment-refused"));

  const QByteArray code = hall.newCode();
  QCOMPARE(hall.enrol(code, terminal).status, 200);
  QCOMPARE(test::problemOf(hall.enrol(code, other)), QByteArray("enrolment-refused"));  // used
  // An identity whose key the asker does not hold.
  const QByteArray body = Hall::wishJson(hall.newCode(), terminal, other.pair());
  QCOMPARE(test::problemOf(hall.askAs(Hall::stranger(), "POST", kEnrolments, body)), QByteArray("bad-request"));
}

void TestGatewayMachines::keepsNoCode() {
  Hall hall;
  const QByteArray code = hall.newCode();
  const QByteArray bare = model::readTypedCode(code, model::kEnrolmentSymbols).value();
  const auto rows = hall.beside->writing().query("SELECT code_hash, name, role FROM enrolment_code");
  QCOMPARE(rows->size(), 1);
  for (int i = 0; i < 3; ++i) {
    QVERIFY(!rows->bytes(0, i).contains(bare) && !rows->bytes(0, i).contains(code));
  }
  // The hash hangs on a secret of the gateway's own.
  QTemporaryDir elsewhere;
  QVERIFY(gateway::LineKeys::openOrCreate(elsewhere.path())->codeHash(bare) != hall.line.codeHash(bare));
}

void TestGatewayMachines::takesOverNobody() {
  Hall hall;
  const TerminalKey victim = hall.newTerminal();
  (void)hall.enrolled(victim);
  // Another key in the name of the victim, with a good code.
  const auto thief = seal::KeyPair::generate(victim.terminalId(), seal::KeyUse::Sign).value();
  const QByteArray body =
      Hall::json({{QStringLiteral("code"), QString::fromLatin1(hall.newCode())},
                  {QStringLiteral("csr"), QString::fromLatin1(seal::CertificateRequest::make(thief)->pem())},
                  {QStringLiteral("identity"), QString::fromLatin1(thief.certificate().pem())}});
  QCOMPARE(test::problemOf(hall.askAs(Hall::stranger(), "POST", kEnrolments, body)), QByteArray("enrolment-refused"));
  QCOMPARE(hall.engine.storage->terminalCertificate(victim.terminalId()).value(), victim.certificatePem());
}

void TestGatewayMachines::speaksForItselfAlone() {
  Hall hall;
  const TerminalKey one = hall.newTerminal();
  const TerminalKey two = hall.newTerminal();
  const Peer mine = hall.enrolled(one);
  const Peer theirs = hall.enrolled(two);
  auto wish = hall.wish(1, &one);
  wish.announcement.terminalId = one.terminalId();
  const QByteArray path = wish.path("/announcement");
  QCOMPARE(test::problemOf(hall.askAs(Hall::stranger(), "PUT", path, wish.announcementJson())),
           QByteArray("no-certificate"));
  QCOMPARE(test::problemOf(hall.askAs(theirs, "PUT", path, wish.announcementJson())), QByteArray("not-yours"));
  QCOMPARE(hall.askAs(mine, "PUT", path, wish.announcementJson()).status, 200);
  for (const char* method : {"GET", "PUT"}) {
    QCOMPARE(test::problemOf(hall.askAs(theirs, method, wish.path(), wish.commitJson())), QByteArray("not-yours"));
  }
  const QByteArray part = wish.path("/parts/" + wish.announcement.parts[0].digest);
  QCOMPARE(test::problemOf(hall.askAs(theirs, "PUT", part, wish.bytes[0])), QByteArray("not-yours"));
  QCOMPARE(hall.askAs(mine, "PUT", part, wish.bytes[0]).status, 204);
  const QByteArray id = wish.announcement.submissionId;
  const QByteArray question = Hall::json({{QStringLiteral("submission_ids"), QJsonArray{QString::fromLatin1(id)}}});
  const auto stateFor = [&](const Peer& peer) {
    const auto answer = hall.askAs(peer, "POST", "/v1/submissions/query", question);
    return Hall::object(answer).value(QStringLiteral("answers"))[0][QLatin1String("state")].toString();
  };
  QCOMPARE(stateFor(mine), QStringLiteral("announced"));
  QCOMPARE(stateFor(theirs), QStringLiteral("unknown"));
  // Nor in a batch.
  auto second = hall.wish(2, &one);
  second.announcement.terminalId = one.terminalId();
  const QByteArray batch = QCborValue(QCborArray{second.batchItem()}).toCbor();
  const QJsonValue answers =
      Hall::object(hall.askAs(theirs, "POST", "/v1/batches", batch)).value(QStringLiteral("answers"));
  QCOMPARE(answers[0][QLatin1String("state")].toString(), QStringLiteral("refused"));
  QCOMPARE(answers[0][QLatin1String("problem")][QLatin1String("type")].toString(),
           QStringLiteral("urn:hall:problem:not-yours"));
  QCOMPARE(hall.engine.storage->find(second.announcement.submissionId).error().kind, Failure::NotFound);
}

void TestGatewayMachines::mayDoWhatItsRoleMay() {
  Hall hall;
  const TerminalKey one = hall.newTerminal();
  (void)hall.enrolled(one);
  const Peer handsOn = hall.enrolled(hall.newTerminal(), Role::Gateway);
  const Peer agency = hall.enrolled(hall.newTerminal(), Role::Agency);
  auto wish = hall.wish(1, &one);
  wish.announcement.terminalId = one.terminalId();
  QCOMPARE(test::problemOf(hall.askAs(agency, "PUT", wish.path("/announcement"), wish.announcementJson())),
           QByteArray("not-permitted"));
  const QByteArray introduction = "/v1/terminals/" + one.terminalId() + "/certificate";
  QCOMPARE(test::problemOf(hall.askAs(agency, "PUT", introduction, one.certificatePem())), QByteArray("not-permitted"));
  QCOMPARE(hall.askAs(handsOn, "PUT", introduction, one.certificatePem()).status, 204);
  QCOMPARE(hall.askAs(handsOn, "PUT", wish.path("/announcement"), wish.announcementJson()).status, 200);
  // A certificate of the authority that names no role is no machine's.
  Peer roleless = agency;
  roleless.role = Role::None;
  QCOMPARE(test::problemOf(hall.askAs(roleless, "GET", wish.path())), QByteArray("not-permitted"));
}

void TestGatewayMachines::renews() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const Peer peer = hall.enrolled(terminal);
  const auto fresh = seal::KeyPair::generate("another name", seal::KeyUse::Sign).value();
  const QByteArray body =
      Hall::json({{QStringLiteral("csr"), QString::fromLatin1(seal::CertificateRequest::make(fresh)->pem())}});
  QCOMPARE(test::problemOf(hall.askAs(Hall::stranger(), "POST", kRenewals, body)), QByteArray("no-certificate"));
  QCOMPARE(test::problemOf(hall.askAs(peer, "POST", kRenewals, "{}")), QByteArray("bad-request"));
  hall.clock.advance(std::chrono::hours(24 * 300));
  const auto response = hall.askAs(peer, "POST", kRenewals, body);
  QCOMPARE(response.status, 200);
  const Peer renewed = Hall::peerOf(response);
  QCOMPARE(renewed.terminalId, terminal.terminalId());
  QCOMPARE(renewed.role, Role::Kiosk);
  const QByteArray asked = hall.wish(1).path();
  QCOMPARE(hall.askAs(peer, "GET", asked).status, 404);  // the old one until its end
  QCOMPARE(hall.askAs(renewed, "GET", asked).status, 404);
  hall.clock.advance(std::chrono::hours(24 * 70));
  QCOMPARE(test::problemOf(hall.askAs(peer, "GET", asked)), QByteArray("certificate-expired"));
  QCOMPARE(hall.askAs(renewed, "GET", asked).status, 404);
}

void TestGatewayMachines::isCalledBackAtOnce() {
  Hall hall;
  const Peer peer = hall.enrolled(hall.newTerminal());
  const Peer other = hall.enrolled(hall.newTerminal());
  const QByteArray asked = hall.wish(1).path();
  QCOMPARE(hall.askAs(peer, "GET", asked).status, 404);
  QVERIFY(hall.write([&](gateway::MachineRows rows) -> Result<void> {
    const auto revoked = rows.revoke(peer.terminalId, "stolen", hall.clock.now());
    return revoked ? Result<void>() : failure(revoked.error());
  }));
  QCOMPARE(test::problemOf(hall.askAs(peer, "GET", asked)), QByteArray("revoked"));
  QCOMPARE(test::problemOf(hall.askAs(peer, "POST", kRenewals, "{}")), QByteArray("revoked"));
  QCOMPARE(hall.askAs(other, "GET", asked).status, 404);

  const auto list = hall.askAs(Hall::stranger(), "GET", "/v1/ca/crl");
  QCOMPARE(list.contentType, QByteArray("application/pkix-crl"));
  QFile file(hall.folder.filePath(QStringLiteral("list.crl")));
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(list.body) > 0);
  file.close();
  QProcess judge;
  judge.start(QStringLiteral("openssl"),
              {QStringLiteral("crl"), QStringLiteral("-inform"), QStringLiteral("DER"), QStringLiteral("-noout"),
               QStringLiteral("-text"), QStringLiteral("-in"), file.fileName()});
  QVERIFY(judge.waitForFinished(20000));
  const QByteArray text = judge.readAllStandardOutput().toLower();
  QVERIFY(text.contains(peer.serial) && !text.contains(other.serial));
  QCOMPARE(hall.askAs(Hall::stranger(), "GET", "/v1/ca/certificate").body, hall.line.authority().certificate().pem());
}

void TestGatewayMachines::isCalledBackWhileItAsks_data() {
  QTest::addColumn<bool>("server");
  QTest::addColumn<bool>("committed");
  QTest::newRow("SQLite, before the body") << false << true;
  QTest::newRow("SQLite, during the transaction") << false << false;
  QTest::newRow("PostgreSQL, before the body") << true << true;
  QTest::newRow("PostgreSQL, during the transaction") << true << false;
}

// Who holds the body of its renewal back until it is called back gets no further certificate.
void TestGatewayMachines::isCalledBackWhileItAsks() {
  QFETCH(const bool, committed);
  Hall hall;
  const Peer peer = hall.enrolled(hall.newTerminal());
  const auto fresh = seal::KeyPair::generate("another name", seal::KeyUse::Sign).value();
  const QByteArray body =
      Hall::json({{QStringLiteral("csr"), QString::fromLatin1(seal::CertificateRequest::make(fresh)->pem())}});
  QVERIFY(!hall.machineApi->prospect({"POST", kRenewals, body.size(), peer}).refusal);
  QVERIFY(hall.beside->begin());
  QVERIFY(gateway::MachineRows(hall.beside->writing()).revoke(peer.terminalId, "stolen", hall.clock.now()));
  if (committed) QVERIFY(hall.beside->commit());
  std::promise<gateway::Response> promise;
  hall.machineApi->handle({"POST", kRenewals, body, {}, peer},
                          [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
  if (!committed) {
    QTest::qWait(100);  // so that the renewal waits for the revocation; without it, it comes later, which is as good
    QVERIFY(hall.beside->commit());
  }
  QCOMPARE(test::problemOf(promise.get_future().get()), QByteArray("revoked"));
  const auto given = hall.beside->writing().query("SELECT serial FROM machine_certificate");
  QCOMPARE(given->size(), 1);
}

// Also a certificate that has no mark of its own.
void TestGatewayMachines::isCalledBackAsAWhole() {
  Hall hall;
  const Peer peer = hall.enrolled(hall.newTerminal());
  QVERIFY(hall.beside->writing().query("UPDATE machine SET revoked_at = $1 WHERE terminal_id = $2",
                                       hall.clock.now().toMSecsSinceEpoch(), peer.terminalId));
  QCOMPARE(test::problemOf(hall.askAs(peer, "GET", hall.wish(1).path())), QByteArray("revoked"));
}

void TestGatewayMachines::hasTheRoleOfItsLastEnrolment() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const Peer before = hall.enrolled(terminal, Role::Operator);
  QCOMPARE(hall.askAs(before, "GET", "/metrics").status, 200);
  const Peer after = hall.enrolled(terminal, Role::Kiosk);
  QCOMPARE(test::problemOf(hall.askAs(before, "GET", "/metrics")), QByteArray("revoked"));
  QCOMPARE(test::problemOf(hall.askAs(after, "GET", "/metrics")), QByteArray("not-permitted"));
  // A certificate of then that nobody has called back.
  Peer forgotten = after;
  forgotten.role = Role::Operator;
  QCOMPARE(test::problemOf(hall.askAs(forgotten, "GET", "/metrics")), QByteArray("not-permitted"));
  // Nor does a renewal that had begun before give the old role again.
  const auto fresh = seal::KeyPair::generate("another name", seal::KeyUse::Sign).value();
  const QByteArray body =
      Hall::json({{QStringLiteral("csr"), QString::fromLatin1(seal::CertificateRequest::make(fresh)->pem())}});
  std::promise<gateway::Response> promise;
  hall.machineApi->handle({"POST", kRenewals, body, {}, forgotten},
                          [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
  QCOMPARE(Hall::peerOf(promise.get_future().get()).role, Role::Kiosk);
}

void TestGatewayMachines::mayComeBackWithANewCode() {
  Hall hall;
  const TerminalKey terminal = hall.newTerminal();
  const QByteArray code = hall.newCode();
  const Peer before = Hall::peerOf(hall.enrol(code, terminal));
  QVERIFY(hall.write([&](gateway::MachineRows rows) -> Result<void> {
    const auto revoked = rows.revoke(before.terminalId, "lost", hall.clock.now());
    return revoked ? Result<void>() : failure(revoked.error());
  }));
  QCOMPARE(test::problemOf(hall.enrol(code, terminal)), QByteArray("enrolment-refused"));  // the old one does not help
  const Peer after = hall.enrolled(terminal);
  const QByteArray asked = hall.wish(1).path();
  QCOMPARE(hall.askAs(after, "GET", asked).status, 404);
  QCOMPARE(test::problemOf(hall.askAs(before, "GET", asked)), QByteArray("revoked"));
}

void TestGatewayMachines::asksAsOftenAsIsDecent() {
  Hall hall;
  const Peer peer = hall.enrolled(hall.newTerminal());
  const Peer other = hall.enrolled(hall.newTerminal());
  const QByteArray asked = hall.wish(1).path();
  for (int i = 0; i < static_cast<int>(gateway::kMachineRate.burst); ++i) {
    QCOMPARE(hall.askAs(peer, "GET", asked).status, 404);
  }
  const auto refused = hall.askAs(peer, "GET", asked);
  QCOMPARE(test::problemOf(refused), QByteArray("too-many-requests"));
  QVERIFY(refused.retryAfterSeconds > 0);
  QCOMPARE(hall.askAs(other, "GET", asked).status, 404);  // nobody else's trouble
  hall.clock.advance(std::chrono::seconds(refused.retryAfterSeconds));
  QCOMPARE(hall.askAs(peer, "GET", asked).status, 404);

  // Guessing codes: a few tries, then one in ten seconds.
  const TerminalKey terminal = hall.newTerminal();
  const Peer guesser{Peer::Standing::Nobody, "10.9.9.9"};
  int tried = 0;
  for (int i = 0; i < 40; ++i) {
    const QByteArray guess = model::typedCode(QByteArray(16, static_cast<char>(100 + i)), model::kEnrolmentSymbols);
    const auto answer = hall.askAs(guesser, "POST", kEnrolments, Hall::wishJson(guess, terminal, terminal.pair()));
    if (test::problemOf(answer) == "enrolment-refused") ++tried;
  }
  QCOMPARE(tried, static_cast<int>(gateway::kEnrolmentRate.burst));
  // From all the addresses of one's own network no more often than from one.
  tried = 0;
  for (int i = 0; i < 40; ++i) {
    const Peer next{Peer::Standing::Nobody, "2001:db8:0:1::" + QByteArray::number(i + 1)};
    const QByteArray guess = model::typedCode(QByteArray(16, static_cast<char>(100 + i)), model::kEnrolmentSymbols);
    const auto answer = hall.askAs(next, "POST", kEnrolments, Hall::wishJson(guess, terminal, terminal.pair()));
    if (test::problemOf(answer) == "enrolment-refused") ++tried;
  }
  QCOMPARE(tried, static_cast<int>(gateway::kEnrolmentRate.burst));
}

QTEST_GUILESS_MAIN(TestGatewayMachines)
#include "tst_gateway_machines.moc"
