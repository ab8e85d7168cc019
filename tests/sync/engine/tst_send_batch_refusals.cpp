// One in a batch is refused, gets a wrong receipt, or sinks the whole batch again and again: it is held or waits by
// itself, and all the others arrive.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;
using hall::test::PlatformKeys;

Q_DECLARE_METATYPE(FakePlatform::Answer)

class TestSendBatchRefusals : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void holdsTheOneThatIsRefused();
  void holdsTheOneWithAWrongReceipt_data();
  void holdsTheOneWithAWrongReceipt();
  void isolatesPoison_data();
  void isolatesPoison();
};

namespace {
// Changes the answer about one of them.
FakePlatform::Answer changes(const QByteArray& id, const std::function<QJsonObject(QJsonObject)>& change) {
  return FakePlatform::retells([=](const QJsonObject& body) {
    QJsonArray answers;
    const QJsonArray before = body.value(QStringLiteral("answers")).toArray();
    for (const QJsonValue& answer : before) {
      const bool meant = answer[QLatin1String("submission_id")].toString().toLatin1() == id;
      answers.append(meant ? change(answer.toObject()) : answer.toObject());
    }
    return QJsonObject{{QStringLiteral("answers"), answers}};
  });
}
}  // namespace

void TestSendBatchRefusals::holdsTheOneThatIsRefused() {
  EngineFixture fixture;
  const auto many = fixture.sealedMany(12);
  const auto refuse = [](QJsonObject answer) {
    answer.insert(QStringLiteral("state"), QStringLiteral("refused"));
    answer.insert(QStringLiteral("problem"),
                  QJsonObject{{QStringLiteral("type"), QStringLiteral("urn:hall:problem:sequence-conflict")},
                              {QStringLiteral("status"), 409}});
    return answer;
  };
  fixture.platform.next("POST", "/v1/batches", changes(many[11].submissionId, refuse));
  fixture.start();
  QTRY_COMPARE(fixture.countOf(SubmissionState::Received), 11);
  QCOMPARE(fixture.now(many[11]).heldCode, QByteArray("urn:hall:problem:sequence-conflict"));
}

void TestSendBatchRefusals::holdsTheOneWithAWrongReceipt_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("another's") << 0 << QByteArray("receipt.id");
  QTest::newRow("another digest") << 1 << QByteArray("receipt.digest");
  QTest::newRow("another signer") << 2 << QByteArray("receipt.signature");
  QTest::newRow("no message") << 3 << QByteArray("receipt.signature");
}

void TestSendBatchRefusals::holdsTheOneWithAWrongReceipt() {
  QFETCH(int, kind);
  QFETCH(QByteArray, code);
  EngineFixture fixture;
  const auto many = fixture.sealedMany(12);
  const auto& meant = many[11];
  const QByteArray otherDigest = "sha-256:" + QByteArray(64, '0');
  const QList<QByteArray> receipts{fixture.platform.keys.receipt(many[10].submissionId, many[10].digest),
                                   fixture.platform.keys.receipt(meant.submissionId, otherDigest),
                                   PlatformKeys().receipt(meant.submissionId, meant.digest), QByteArray("none")};
  const auto change = [&](QJsonObject answer) {
    answer.insert(QStringLiteral("receipt"), QString::fromLatin1(receipts[kind].toBase64()));
    return answer;
  };
  fixture.platform.next("POST", "/v1/batches", changes(meant.submissionId, change));
  fixture.start();
  QTRY_COMPARE(fixture.countOf(SubmissionState::Received), 11);
  QCOMPARE(fixture.now(meant).heldCode, code);
}

void TestSendBatchRefusals::isolatesPoison_data() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::addColumn<bool>("held");
  QTest::newRow("400") << FakePlatform::problem(400, "bad-request") << true;
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops") << false;
  QTest::newRow("503 problem") << FakePlatform::problem(503, "unavailable") << false;
  QTest::newRow("reset") << FakePlatform::reset() << false;
  QTest::newRow("time-out") << FakePlatform::timesOut() << false;
}

void TestSendBatchRefusals::isolatesPoison() {
  QFETCH(FakePlatform::Answer, answer);
  QFETCH(bool, held);
  EngineFixture fixture;
  auto many = fixture.sealedMany(80);
  const auto poison = many.takeAt(60);
  const auto second = many.takeAt(20);
  // What speaks of it in a question after it is harmless: only the content is poison.
  const auto chokes = [&](const hall::engine::Request& request) {
    const bool sends = request.method != "GET" && !request.path.endsWith("/query");
    return sends && (FakePlatform::speaksOf(poison.submissionId)(request) ||
                     FakePlatform::speaksOf(second.submissionId)(request));
  };
  fixture.platform.whenever(chokes, answer);
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 78);
  if (held) {
    QVERIFY(fixture.reaches(poison, SubmissionState::Held));
    QCOMPARE(fixture.now(poison).heldCode, QByteArray("urn:hall:problem:bad-request"));
    return;
  }
  QVERIFY(fixture.now(poison).state != SubmissionState::Received);
  fixture.platform.calm();
  QVERIFY(fixture.reaches(poison, SubmissionState::Received));
  QVERIFY(fixture.reaches(second, SubmissionState::Received));
}

QTEST_GUILESS_MAIN(TestSendBatchRefusals)
#include "tst_send_batch_refusals.moc"
