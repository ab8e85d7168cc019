// Nobody waits for another's size or misfortune: between the pieces of a large one small ones go, several large ones go
// side by side, and inside a case nothing overtakes.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

class TestSendFairness : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void smallOnesGoBetweenThePieces();
  void largeOnesGoSideBySide();
  void nothingOvertakesInsideACase();
  void manyLargeOnesDoNotHideSmallOnes();
};

namespace {
const QByteArray kHuge(12 * 1024 * 1024, 'h');
const QByteArray kLarge(4 * 1024 * 1024, 'p');

bool isPiece(const hall::engine::Request& request) {
  return request.method == "PATCH";
}
}  // namespace

void TestSendFairness::smallOnesGoBetweenThePieces() {
  EngineFixture fixture;
  const auto huge = fixture.sealedWithPhoto(kHuge);
  fixture.platform.whenever(isPiece, FakePlatform::late(20));
  fixture.start();
  QTRY_VERIFY(fixture.platform.requests("PATCH", huge.parts[1].digest) >= 2);
  const auto small = fixture.sealed();  // nobody rings
  QTRY_COMPARE(fixture.now(small).state, SubmissionState::Received);
  QVERIFY(fixture.now(huge).state == SubmissionState::SendingParts);
  fixture.platform.calm();
  QTRY_COMPARE(fixture.now(huge).state, SubmissionState::Received);
  QCOMPARE(fixture.platform.received(), (QList<QByteArray>{small.submissionId, huge.submissionId}));
}

void TestSendFairness::largeOnesGoSideBySide() {
  EngineFixture fixture;
  const auto huge = fixture.sealedWithPhoto(kHuge);
  const auto large = fixture.sealedWithPhoto(kLarge);
  fixture.start();
  QTRY_COMPARE(fixture.now(huge).state, SubmissionState::Received);
  QCOMPARE(fixture.now(large).state, SubmissionState::Received);
  // The shorter one is through first although it was sealed later.
  QCOMPARE(fixture.platform.received(), (QList<QByteArray>{large.submissionId, huge.submissionId}));
  QByteArray before;
  int changes = 0;
  for (const auto& request : fixture.platform.allRequests()) {
    if (isPiece(request) && std::exchange(before, request.path) != request.path) ++changes;
  }
  QVERIFY(changes >= 4);
}

void TestSendFairness::nothingOvertakesInsideACase() {
  EngineFixture fixture;
  auto wish = fixture.request();
  wish.attachments = {{kLarge, "image/jpeg"}};
  const auto first = fixture.box->seal(wish).value();
  wish.attachments = {};
  const auto second = fixture.box->seal(wish).value();
  fixture.start();
  QVERIFY(fixture.reaches(second, SubmissionState::Received));
  QCOMPARE(fixture.platform.received(), (QList<QByteArray>{first.submissionId, second.submissionId}));
}

void TestSendFairness::manyLargeOnesDoNotHideSmallOnes() {
  EngineFixture fixture;
  for (int i = 0; i < 80; ++i) (void)fixture.sealedWithPhoto(QByteArray(1100 * 1024, 'p'));
  const auto small = fixture.sealed();
  fixture.platform.whenever(isPiece, FakePlatform::late(20));
  fixture.start();
  QTRY_COMPARE(fixture.now(small).state, SubmissionState::Received);
  QVERIFY(fixture.platform.received().size() < 40);
}

QTEST_GUILESS_MAIN(TestSendFairness)
#include "tst_send_fairness.moc"
