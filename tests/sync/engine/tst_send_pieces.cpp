// A large part goes in pieces and goes on after a break at the offset that the platform confirms; what a gateway cannot
// take in pieces goes whole.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

class TestSendPieces : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesInPieces();
  void goesOnWhereItBroke();
  void goesOnAfterARestartOfTheEngine();
  void sendsSmallerPiecesOnABadLine();
  void goesWholeToAnOldGateway_data();
  void goesWholeToAnOldGateway();
  void beginsAnnouncedPartsAgainWhenThePlatformForgot();
};

namespace {
const QByteArray kLarge(3 * 1024 * 1024, 'p');

qint64 sentInPieces(const EngineFixture& fixture) {
  qint64 bytes = 0;
  for (const auto& request : fixture.platform.allRequests()) {
    if (request.method == "PATCH") bytes += request.body.size();
  }
  return bytes;
}
}  // namespace

void TestSendPieces::goesInPieces() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", large.parts[1].digest), 0);
  QCOMPARE(fixture.platform.requests("HEAD", large.parts[1].digest), 1);
  QCOMPARE(sentInPieces(fixture), large.parts[1].size);
  for (const auto& request : fixture.platform.allRequests()) QVERIFY(request.body.size() <= 1024 * 1024);
}

void TestSendPieces::goesOnWhereItBroke() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const QByteArray& part = large.parts[1].digest;
  fixture.platform.next("PATCH", part, FakePlatform::late(1));
  fixture.platform.next("PATCH", part, FakePlatform::losesReply());  // arrived, and the sender does not know
  fixture.start();
  QVERIFY(fixture.isTried(large, 1));
  QVERIFY(fixture.platform.offsetOf(large.submissionId, part) > 256 * 1024);
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("HEAD", part), 2);
  QCOMPARE(sentInPieces(fixture), large.parts[1].size);  // nothing went twice
}

void TestSendPieces::goesOnAfterARestartOfTheEngine() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const QByteArray& part = large.parts[1].digest;
  fixture.platform.next("PATCH", part, FakePlatform::late(1));
  fixture.platform.next("PATCH", part, FakePlatform::hangs());
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("PATCH", part), 2);
  const qint64 arrived = fixture.platform.offsetOf(large.submissionId, part);
  QVERIFY(arrived > 0);
  fixture.engine.reset();
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.now(large).attempts, 0);
  for (const auto& request : fixture.platform.allRequests().mid(6)) {
    if (request.method == "PATCH") QVERIFY(request.uploadOffset >= arrived);
  }
}

void TestSendPieces::sendsSmallerPiecesOnABadLine() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  const auto tooMuch = [](const hall::engine::Request& request) {
    return request.method == "PATCH" && request.body.size() > 100 * 1024;
  };
  fixture.platform.whenever(tooMuch, FakePlatform::timesOut());
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
}

void TestSendPieces::goesWholeToAnOldGateway_data() {
  QTest::addColumn<FakePlatform::Answer>("head");
  QTest::addColumn<FakePlatform::Answer>("patch");
  const auto fine = FakePlatform::late(0);
  for (const int status : {404, 405, 501}) {
    const auto bare = FakePlatform::says(status, {}, {});
    QTest::addRow("HEAD %d", status) << bare << fine;
    QTest::addRow("PATCH %d", status) << fine << bare;
  }
  QTest::newRow("PATCH not-found") << fine << FakePlatform::problem(404, "not-found");
  QTest::newRow("PATCH method-not-allowed") << fine << FakePlatform::problem(405, "method-not-allowed");
}

void TestSendPieces::goesWholeToAnOldGateway() {
  QFETCH(FakePlatform::Answer, head);
  QFETCH(FakePlatform::Answer, patch);
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  fixture.platform.next("HEAD", large.parts[1].digest, head);
  fixture.platform.next("PATCH", large.parts[1].digest, patch);
  fixture.start();
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", large.parts[1].digest), 1);
}

void TestSendPieces::beginsAnnouncedPartsAgainWhenThePlatformForgot() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(kLarge);
  fixture.platform.next("PATCH", large.parts[1].digest, FakePlatform::late(1));
  fixture.platform.next("PATCH", large.parts[1].digest, FakePlatform::hangs());
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("PATCH", large.parts[1].digest), 2);
  fixture.platform.forgetEverything();
  fixture.engine->wake();  // cuts the piece that hangs
  QVERIFY(fixture.isTried(large, 1));
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", "/announcement"), 2);
}

QTEST_GUILESS_MAIN(TestSendPieces)
#include "tst_send_pieces.moc"
