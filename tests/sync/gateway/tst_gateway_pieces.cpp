// A part in pieces: goes on where it stopped, after a restart of the gateway too, and is only taken as a whole that has
// its digest.
#include <QtTest>

#include "sync/gateway/limits.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using test::GatewayFixture;
using test::problemOf;

class TestGatewayPieces : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesOnAfterARestart_data() { test::bothEngines(); }
  void goesOnAfterARestart();
  void refusesOtherOffsets_data() { test::bothEngines(); }
  void refusesOtherOffsets();
  void beginsAnewAfterWrongBytes_data() { test::bothEngines(); }
  void beginsAnewAfterWrongBytes();
  void wholePartEndsThePieces_data() { test::bothEngines(); }
  void wholePartEndsThePieces();
  void dropsPiecesWithTheAnnouncement_data() { test::bothEngines(); }
  void dropsPiecesWithTheAnnouncement();
  void writesEachPieceOnce_data() { test::bothEngines(); }
  void writesEachPieceOnce();
};

namespace {

struct Bench {
  Bench() {
    (void)fixture.announce(wish);
    photo = wish.bytes[1];
    path = wish.path("/parts/" + wish.announcement.parts[1].digest);
  }
  gateway::Response patch(std::optional<qint64> offset, const QByteArray& bytes) {
    return fixture.ask("PATCH", path, bytes, offset);
  }
  static qint64 offsetOf(const gateway::Response& response) {
    for (const auto& [name, value] : response.fields) {
      if (name == "Upload-Offset") return value.toLongLong();
    }
    return -1;
  }
  qint64 head() { return offsetOf(fixture.ask("HEAD", path)); }

  QTemporaryDir folder;
  GatewayFixture fixture{test::Engine::make(folder.path())};
  test::Wish wish = fixture.wish(1);
  QByteArray photo;
  QByteArray path;
};

}  // namespace

void TestGatewayPieces::goesOnAfterARestart() {
  Bench bench;
  QCOMPARE(bench.head(), 0);
  const auto first = bench.patch(0, bench.photo.first(1000));
  QCOMPARE(first.status, 204);
  QCOMPARE(Bench::offsetOf(first), 1000);
  bench.fixture.restart();
  QCOMPARE(bench.head(), 1000);
  QCOMPARE(Bench::offsetOf(bench.patch(1000, bench.photo.mid(1000, 700))), 1700);
  QCOMPARE(bench.fixture.commit(bench.wish).status, 202);
  const auto last = bench.patch(1700, bench.photo.mid(1700));
  QCOMPARE(last.status, 204);
  QCOMPARE(Bench::offsetOf(last), bench.photo.size());
  QCOMPARE(bench.head(), bench.photo.size());
  QCOMPARE(bench.fixture.storage->part(bench.wish.announcement.submissionId, bench.wish.announcement.parts[1].digest)
               .value(),
           bench.photo);
  QCOMPARE(bench.fixture.addPart(bench.wish, 0).status, 204);
  QCOMPARE(bench.fixture.commit(bench.wish).status, 200);
  QCOMPARE(bench.head(), bench.photo.size());
  QCOMPARE(bench.patch(bench.photo.size(), {}).status, 204);
}

void TestGatewayPieces::refusesOtherOffsets() {
  Bench bench;
  QCOMPARE(bench.patch(0, bench.photo.first(100)).status, 204);
  for (const qint64 offset : {0, 99, 101, 5000}) {
    const auto refused = bench.patch(offset, "x");
    QCOMPARE(problemOf(refused), QByteArray("offset-conflict"));
    QCOMPARE(Bench::offsetOf(refused), 100);
  }
  QCOMPARE(bench.patch({}, "x").status, 400);
  QCOMPARE(bench.patch(100, QByteArray(bench.photo.size(), 'x')).status, 413);
  QCOMPARE(bench.patch(100, QByteArray(gateway::kMaximumPieceBytes + 1, 'x')).status, 413);
  QCOMPARE(Bench::offsetOf(bench.patch(100, {})), 100);
  const auto unknown = bench.fixture.wish(2);
  QCOMPARE(
      problemOf(bench.fixture.ask("PATCH", unknown.path("/parts/" + unknown.announcement.parts[0].digest), "x", 0)),
      QByteArray("unknown-submission"));
  const QByteArray other = bench.wish.path("/parts/" + model::contentDigest("other"));
  QCOMPARE(problemOf(bench.fixture.ask("PATCH", other, "x", 0)), QByteArray("unknown-part"));
  QCOMPARE(bench.fixture.ask("HEAD", other).status, 404);
}

void TestGatewayPieces::beginsAnewAfterWrongBytes() {
  Bench bench;
  QByteArray wrong = bench.photo;
  wrong[10] = static_cast<char>(wrong[10] ^ 1);
  QCOMPARE(bench.patch(0, wrong.first(1000)).status, 204);
  const auto refused = bench.patch(1000, wrong.mid(1000));
  QCOMPARE(problemOf(refused), QByteArray("part-differs"));
  QCOMPARE(Bench::offsetOf(refused), 0);
  QCOMPARE(bench.head(), 0);
  QCOMPARE(bench.patch(0, bench.photo.first(1000)).status, 204);
  QCOMPARE(bench.patch(1000, bench.photo.mid(1000)).status, 204);
  QCOMPARE(bench.head(), bench.photo.size());
}

void TestGatewayPieces::wholePartEndsThePieces() {
  Bench bench;
  QCOMPARE(bench.patch(0, bench.photo.first(1000)).status, 204);
  QCOMPARE(bench.fixture.addPart(bench.wish, 1).status, 204);
  QCOMPARE(bench.head(), bench.photo.size());
  QCOMPARE(problemOf(bench.patch(1000, "x")), QByteArray("offset-conflict"));
}

void TestGatewayPieces::dropsPiecesWithTheAnnouncement() {
  Bench bench;
  QCOMPARE(bench.patch(0, bench.photo.first(1000)).status, 204);
  QVERIFY(bench.fixture.storage->begin());
  QCOMPARE(bench.fixture.storage->dropUnfinished(bench.fixture.clock.now().addSecs(1), 5).value(), 1);
  QVERIFY(bench.fixture.storage->commit());
  QCOMPARE(bench.fixture.announce(bench.wish).status, 200);
  QCOMPARE(bench.head(), 0);
}

// Sixteen pieces are sixteen rows: none is written again for the next.
void TestGatewayPieces::writesEachPieceOnce() {
  Bench bench;
  const qint64 step = bench.photo.size() / 16;
  for (int i = 0; i < 15; ++i) QCOMPARE(bench.patch(i * step, bench.photo.mid(i * step, step)).status, 204);
  {
    const auto session = bench.fixture.storage->reading();
    const auto rows = (*session)->query("SELECT count(*), CAST(max(length(bytes)) AS BIGINT) FROM piece");
    QCOMPARE(rows->integer(0, 0), 15);
    QCOMPARE(rows->integer(0, 1), step);
  }
  QCOMPARE(bench.patch(15 * step, bench.photo.mid(15 * step)).status, 204);
  const auto session = bench.fixture.storage->reading();
  QCOMPARE((*session)->query("SELECT count(*) FROM piece")->integer(0, 0), 0);
}

QTEST_GUILESS_MAIN(TestGatewayPieces)
#include "tst_gateway_pieces.moc"
