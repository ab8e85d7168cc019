// A platform whose offsets are wrong, whether it lost something or lies: the part arrives whole in the end, or pauses;
// the engine neither spins nor sends the wrong bytes.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

class TestSendOffsetLies : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void arrivesInTheEnd_data();
  void arrivesInTheEnd();
  void pausesWhenItNeverMakesSense();
  void asksAgainWhenThePlatformLostAPiece();
  void beginsAgainWhenTheBytesDiffer();
  void isHeldWhenTheBytesDifferAgain();
  void goesWholeWhenItOnlyClaimsToHaveIt();
};

namespace {
const QByteArray kLarge(2 * 1024 * 1024, 'p');
}

void TestSendOffsetLies::arrivesInTheEnd_data() {
  QTest::addColumn<QByteArray>("method");
  QTest::addColumn<FakePlatform::Answer>("answer");
  for (const char* method : {"HEAD", "PATCH"}) {
    QTest::addRow("%s says too much", method) << QByteArray(method) << FakePlatform::claimsOffset(1LL << 40);
    QTest::addRow("%s says 204 without an offset", method) << QByteArray(method) << FakePlatform::says(204, {}, {});
    QTest::addRow("%s says 200 HTML", method) << QByteArray(method) << FakePlatform::portal();
  }
  QTest::newRow("HEAD is ahead") << QByteArray("HEAD") << FakePlatform::claimsOffset(5000);
  QTest::newRow("PATCH says nothing came") << QByteArray("PATCH") << FakePlatform::claimsOffset(0);
  QTest::newRow("PATCH says less came") << QByteArray("PATCH") << FakePlatform::claimsOffset(1000);
  QTest::newRow("PATCH says more came") << QByteArray("PATCH") << FakePlatform::claimsOffset(900000);
  QTest::newRow("PATCH comes twice") << QByteArray("PATCH") << FakePlatform::arrivesTwice();
  QTest::newRow("PATCH comes late") << QByteArray("PATCH") << FakePlatform::arrivesLater();
}

void TestSendOffsetLies::arrivesInTheEnd() {
  QFETCH(QByteArray, method);
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  fixture.platform.next(method, large.parts[1].digest, answer);
  fixture.platform.next(method, large.parts[1].digest, answer);
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.received(), QList<QByteArray>{large.submissionId});
}

void TestSendOffsetLies::pausesWhenItNeverMakesSense() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const auto piece = [](const hall::engine::Request& request) { return request.method == "PATCH"; };
  fixture.platform.whenever(piece, FakePlatform::says(204, {}, {}));
  fixture.start();
  QVERIFY(fixture.isTried(large, 1));
  QVERIFY(fixture.platform.requests("PATCH", large.parts[1].digest) < 10);
  fixture.platform.calm();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
}

void TestSendOffsetLies::asksAgainWhenThePlatformLostAPiece() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const QByteArray& part = large.parts[1].digest;
  fixture.platform.next("PATCH", part, FakePlatform::late(1));
  fixture.platform.next("PATCH", part, FakePlatform::late(300));
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("PATCH", part), 2);
  fixture.platform.forgetPiecesAfter(large.submissionId, part, 10000);
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.now(large).attempts, 0);  // a wrong offset is no failed try
}

void TestSendOffsetLies::beginsAgainWhenTheBytesDiffer() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const QByteArray& part = large.parts[1].digest;
  fixture.platform.next("PATCH", part, FakePlatform::late(1));
  fixture.platform.next("PATCH", part, [](FakePlatform& platform, const hall::engine::Request& request, auto) {
    platform.forgetPiecesAfter(request.path.split('/').value(3), request.path.split('/').last(), 0);
    return FakePlatform::problem(422, "part-differs")(platform, request, {});
  });
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
}

void TestSendOffsetLies::isHeldWhenTheBytesDifferAgain() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  for (int i = 0; i < 2; ++i) {
    fixture.platform.next("PATCH", large.parts[1].digest, FakePlatform::problem(422, "part-differs"));
  }
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Held));
  QCOMPARE(fixture.now(large).heldCode, QByteArray("urn:hall:problem:part-differs"));
}

void TestSendOffsetLies::goesWholeWhenItOnlyClaimsToHaveIt() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const auto question = [](const hall::engine::Request& request) { return request.method == "HEAD"; };
  fixture.platform.whenever(question, FakePlatform::claimsOffset(large.parts[1].size));
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", large.parts[1].digest), 1);
}

QTEST_GUILESS_MAIN(TestSendOffsetLies)
#include "tst_send_offset_lies.moc"
