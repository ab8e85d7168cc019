// Whatever the line or the platform answers, the submission ends where the retry table says: received once, held with
// the reason, or waiting. Never received without a receipt, never sent twice as two.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

Q_DECLARE_METATYPE(FakePlatform::Answer)

class TestSendAnswers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void arrivesInTheEnd_data();
  void arrivesInTheEnd();
  void isHeld_data();
  void isHeld();
  void doubtsABareRefusalOfACommit_data();
  void doubtsABareRefusalOfACommit();
  void staysInDoubtUntilAsked_data();
  void staysInDoubtUntilAsked();
};

namespace {
struct Place {
  const char* method;
  const char* end;
};
const QByteArray kOther = "sha-256:" + QByteArray(64, '0');
}  // namespace

void TestSendAnswers::arrivesInTheEnd_data() {
  QTest::addColumn<QByteArray>("where");
  QTest::addColumn<FakePlatform::Answer>("answer");
  const QList<std::pair<const char*, FakePlatform::Answer>> misfortunes{
      {"reset", FakePlatform::reset()},
      {"time-out", FakePlatform::timesOut()},
      {"lost reply", FakePlatform::losesReply()},
      {"portal", FakePlatform::portal()},
      {"empty JSON", FakePlatform::says(200, "application/json", "{}")},
      {"foreign JSON", FakePlatform::says(200, "application/json", R"({"receipt":7})")},
      {"500", FakePlatform::says(500, "text/plain", "oops")},
      {"502 HTML", FakePlatform::says(502, "text/html", "<html>")},
      {"503 problem", FakePlatform::problem(503, "unavailable")},
      {"429", FakePlatform::says(429, "text/plain", "slow down", 2)},
      {"408", FakePlatform::problem(408, "request-timeout")},
      {"over", FakePlatform::problem(403, "certificate-expired")},
      {"none", FakePlatform::problem(403, "no-certificate")},
      {"302", FakePlatform::says(302, "text/html", "")},
      {"407", FakePlatform::says(407, "text/html", "<html>proxy</html>")},
      {"511", FakePlatform::says(511, "text/html", "<html>log in</html>")},
  };
  for (const char* where : {"announcement", "part", "commit"}) {
    for (const auto& [name, answer] : misfortunes) {
      QTest::addRow("%s at %s", name, where) << QByteArray(where) << answer;
    }
  }
}

void TestSendAnswers::arrivesInTheEnd() {
  QFETCH(QByteArray, where);
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto s = fixture.sealedWithPhoto();
  const QByteArray end = where == "announcement" ? QByteArray("/announcement")
                         : where == "part"       ? s.parts[1].digest
                                                 : s.submissionId;
  fixture.platform.next("PUT", end, answer);
  fixture.platform.next("PUT", end, answer);
  fixture.start();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QCOMPARE(fixture.platform.received(), QList<QByteArray>{s.submissionId});
  QVERIFY(fixture.now(s).receipt.has_value());
  QVERIFY(fixture.box->verifyJournal());
}

void TestSendAnswers::isHeld_data() {
  QTest::addColumn<QByteArray>("end");
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("announcement 403") << QByteArray("/announcement") << FakePlatform::problem(403, "not-admitted")
                                    << QByteArray("urn:hall:problem:not-admitted");
  QTest::newRow("announcement 403 called back")
      << QByteArray("/announcement") << FakePlatform::problem(403, "revoked") << QByteArray("urn:hall:problem:revoked");
  QTest::newRow("announcement 409") << QByteArray("/announcement") << FakePlatform::problem(409, "digest-conflict")
                                    << QByteArray("urn:hall:problem:digest-conflict");
  QTest::newRow("announcement bare 403") << QByteArray("/announcement")
                                         << FakePlatform::says(403, "text/html", "<html>blocked</html>")
                                         << QByteArray("http.403");
  QTest::newRow("commit 400") << QByteArray() << FakePlatform::problem(400, "bad-request")
                              << QByteArray("urn:hall:problem:bad-request");
  QTest::newRow("commit 409") << QByteArray() << FakePlatform::problem(409, "digest-conflict")
                              << QByteArray("urn:hall:problem:digest-conflict");
  QTest::newRow("wrong digest") << QByteArray() << FakePlatform::receiptFor({}, kOther) << QByteArray("receipt.digest");
  QTest::newRow("wrong id") << QByteArray() << FakePlatform::receiptFor("01890a5d-ac96-7747-bcce-b302099a8057", {})
                            << QByteArray("receipt.id");
  QTest::newRow("wrong signature") << QByteArray() << FakePlatform::receiptSignedBy({})
                                   << QByteArray("receipt.signature");
  QTest::newRow("not a message") << QByteArray() << FakePlatform::says(200, "application/json", R"({"receipt":"AAAA"})")
                                 << QByteArray("receipt.signature");
  QTest::newRow("asks for a strange part")
      << QByteArray("/announcement")
      << FakePlatform::says(200, "application/json", R"({"missing":[")" + kOther + R"("]})")
      << QByteArray("parts.unknown");
}

void TestSendAnswers::isHeld() {
  QFETCH(QByteArray, end);
  QFETCH(FakePlatform::Answer, answer);
  QFETCH(QByteArray, code);
  EngineFixture fixture;
  const auto s = fixture.sealed();
  const auto later = fixture.sealed();
  fixture.platform.next("PUT", s.submissionId + end, answer);
  fixture.start();
  QVERIFY(fixture.reaches(s, SubmissionState::Held));
  QCOMPARE(fixture.now(s).heldCode, code);
  QVERIFY(fixture.reaches(later, SubmissionState::Received));  // the trouble of one is not the other's
}

void TestSendAnswers::doubtsABareRefusalOfACommit_data() {
  QTest::addColumn<bool>("arrived");
  QTest::addColumn<int>("status");
  for (const int status : {400, 403, 404, 409, 413}) {
    QTest::addRow("%d, it had arrived", status) << true << status;
    QTest::addRow("%d, it had not", status) << false << status;
  }
}

// Something on the way says no to the commit; whether the platform has it only the platform knows.
void TestSendAnswers::doubtsABareRefusalOfACommit() {
  QFETCH(bool, arrived);
  QFETCH(int, status);
  EngineFixture fixture;
  const auto s = fixture.sealedWithPhoto();
  const auto refused = FakePlatform::says(status, "text/html", "<html>blocked</html>");
  fixture.platform.next("PUT", s.submissionId, arrived ? FakePlatform::doesAndSays(refused) : refused);
  fixture.platform.next("GET", s.submissionId, FakePlatform::reset());
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  QCOMPARE(fixture.now(s).state, SubmissionState::InDoubt);
  if (!arrived) fixture.platform.forgetEverything();  // 404 unknown-submission: from the parts again
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QCOMPARE(fixture.platform.received(), QList<QByteArray>{s.submissionId});
  QCOMPARE(fixture.platform.commitsOf(s.submissionId), 1);
}

void TestSendAnswers::staysInDoubtUntilAsked_data() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::newRow("reset") << FakePlatform::reset();
  QTest::newRow("portal") << FakePlatform::portal();
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops");
  QTest::newRow("foreign 404") << FakePlatform::says(404, "text/html", "<html>");
}

void TestSendAnswers::staysInDoubtUntilAsked() {
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", s.submissionId, FakePlatform::losesReply());
  for (int i = 0; i < 3; ++i) fixture.platform.next("GET", s.submissionId, answer);
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  QCOMPARE(fixture.now(s).state, SubmissionState::InDoubt);
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QCOMPARE(fixture.platform.commitsOf(s.submissionId), 1);  // asked, not sent again
}

QTEST_GUILESS_MAIN(TestSendAnswers)
#include "tst_send_answers.moc"
