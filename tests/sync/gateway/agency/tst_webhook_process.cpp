// End to end with the real hall-gateway: it is killed in the middle, the agency fails, hangs and comes back. Every
// submission is delivered at least once, under one id, none is skipped; those of one case come in order.
#include <QtTest>
#include <set>

#include "tests/support/agency_receiver.h"
#include "tests/support/gateway_process.h"
#include "tests/sync/gateway/gateway_fixture.h"

using namespace hall;

class TestWebhookProcess : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void deliversEverythingAtLeastOnce();
};

void TestWebhookProcess::deliversEverythingAtLeastOnce() {
  constexpr int kPatience = 60000;
  test::GatewayFixture fixture;  // hands in on the same folder, beside the process
  // Which drops, when it starts, what was announced a week ago by its own clock.
  fixture.clock.step(std::chrono::milliseconds(fixture.clock.now().msecsTo(QDateTime::currentDateTimeUtc())));
  test::AgencyReceiver receiver;
  QFile file(fixture.folder.path() + QStringLiteral("/agencies.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  const QJsonObject webhook{{"url", QString::fromLatin1(receiver.origin() + "/hook")},
                            {"secrets", QJsonArray{receiver.secretFile()}}};
  const QJsonObject agency{{"agency_id", QString::fromLatin1(mintIdentifier(fixture.clock))},
                           {"services", QJsonArray{"pension"}},
                           {"webhook", webhook}};
  file.write(QJsonDocument(QJsonObject{{"agencies", QJsonArray{agency}}}).toJson());
  file.close();
  test::GatewayProcess gateway(fixture.folder.path());
  QVERIFY(gateway.start());

  std::set<QByteArray> sent;
  qint64 seq = 0;
  const auto handIn = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const auto wish = fixture.wish(++seq);
      if (fixture.handOver(wish).status != 200) qFatal("not received");
      sent.insert(wish.announcement.submissionId);
    }
  };
  const auto taken = [&receiver] {
    const auto all = receiver.taken();
    return std::set<QByteArray>(all.begin(), all.end());
  };
  handIn(5);
  QTRY_COMPARE_WITH_TIMEOUT(taken(), sent, kPatience);
  receiver.mode("500");
  handIn(5);
  QTRY_VERIFY_WITH_TIMEOUT(receiver.received().size() >= 7, kPatience);
  receiver.mode("hang");
  handIn(5);
  gateway.kill();
  handIn(5);
  receiver.stop();
  QVERIFY(gateway.start());
  handIn(5);
  receiver.mode("ok");
  receiver.start();
  QTRY_COMPARE_WITH_TIMEOUT(taken(), sent, kPatience);
  QCOMPARE(sent.size(), size_t{25});
  for (const auto& one : receiver.received()) {
    QVERIFY(one.verified);
    QCOMPARE(one.webhookId, "msg_" + one.submissionId);
  }
  QCOMPARE(gateway.stop(), 0);
}

QTEST_GUILESS_MAIN(TestWebhookProcess)
#include "tst_webhook_process.moc"
