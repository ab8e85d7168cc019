// One terminal is refused above, or one statement that comes down is of no use: everything else goes on both ways.
#include "sync/engine/refresh.h"
#include "tests/sync/gateway/upstream/halls.h"

using namespace hall;
using test::Halls;

class TestUpstreamRefused : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aTerminalThatIsRefusedAboveWaitsAlone();
  void aStatementThatIsUnknownHereIsPassedOver();
};

void TestUpstreamRefused::aTerminalThatIsRefusedAboveWaitsAlone() {
  Halls halls;
  Halls::Terminal stranger(halls, QStringLiteral("stranger"));
  Halls::Terminal good(halls, QStringLiteral("good"));
  // Above, the same name belongs to another key.
  const auto other = seal::KeyPair::generate(stranger.key.terminalId(), seal::KeyUse::SignAndAgree).value();
  QVERIFY(halls.province.admit(other.certificate().pem()));
  QSet<QByteArray> waiting;
  for (int i = 0; i < 2; ++i) waiting.insert(stranger.handIn(halls.clock).submissionId);
  QTRY_VERIFY_WITH_TIMEOUT(stranger.allReceived(), 30'000);
  QSet<QByteArray> going;
  for (int i = 0; i < 3; ++i) going.insert(good.handIn(halls.clock).submissionId);
  QTRY_COMPARE_WITH_TIMEOUT(Halls::received(halls.province), going, 30'000);
  QTRY_COMPARE_WITH_TIMEOUT(Halls::figure(halls.hall, "hall_upstream_backlog"), QByteArray("2"), 10'000);
  // The way down is open as well.
  QCOMPARE(Halls::decide(halls.province, *going.cbegin()), 200);
  QVERIFY(halls.startHallAnew());
  QTRY_COMPARE_WITH_TIMEOUT(Halls::statementsFor(halls.hall, good.key.terminalId()), qsizetype{1}, 30'000);
  // Somebody has put it right above: it goes up without anybody touching the hall.
  QVERIFY(halls.province.admit(stranger.key.certificatePem()));
  QTRY_COMPARE_WITH_TIMEOUT(Halls::received(halls.province), going + waiting, 60'000);
  QTRY_COMPARE_WITH_TIMEOUT(Halls::figure(halls.hall, "hall_upstream_backlog"), QByteArray("0"), 10'000);
}

void TestUpstreamRefused::aStatementThatIsUnknownHereIsPassedOver() {
  Halls halls;
  Halls::Terminal terminal(halls, QStringLiteral("terminal"));
  const auto here = terminal.handIn(halls.clock);
  QTRY_COMPARE_WITH_TIMEOUT(Halls::received(halls.province).size(), qsizetype{1}, 30'000);
  // The terminal was carried to another house for a day and handed in there.
  terminal.sendTo(halls.province, halls);
  const auto there = terminal.handIn(halls.clock);
  QTRY_COMPARE_WITH_TIMEOUT(Halls::received(halls.province).size(), qsizetype{2}, 30'000);
  terminal.engine.reset();
  QCOMPARE(Halls::decide(halls.province, there.submissionId), 200);  // first, and unknown in the hall
  QCOMPARE(Halls::decide(halls.province, here.submissionId), 200);
  QCOMPARE(halls.province.told({QStringLiteral("publish"), QStringLiteral(HALL_ASSETS "/services")}),
           QByteArray("services 1\n"));
  QVERIFY(halls.startHallAnew());
  QTRY_COMPARE_WITH_TIMEOUT(Halls::statementsFor(halls.hall, terminal.key.terminalId()), qsizetype{1}, 30'000);
  auto mirrored = mirror::MirroredFolder::open(halls.folder.filePath(QStringLiteral("mirror")), "services",
                                               halls.hall.certificates().signing())
                      .value();
  const auto version = [&] {
    (void)engine::refresh(mirrored, *test::lineTo(halls.hall), {});
    return mirrored.version();
  };
  QTRY_COMPARE_WITH_TIMEOUT(version(), qint64{1}, 30'000);
}

QTEST_GUILESS_MAIN(TestUpstreamRefused)
#include "tst_upstream_refused.moc"
