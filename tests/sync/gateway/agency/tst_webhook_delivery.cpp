// Every agency is told of everything at least once, under the same id at every try, in order within a case: by an
// endpoint that fails, hangs, sends elsewhere, says it is gone, and comes back. On either engine.
#include <QtTest>
#include <algorithm>

#include "sync/engine/http_transport.h"
#include "sync/gateway/agency/courier.h"
#include "tests/support/agency_receiver.h"
#include "tests/sync/gateway/agency/received.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using namespace std::chrono_literals;
using gateway::agency::Agency;
using gateway::agency::Courier;
using test::AgencyReceiver;
using test::Arrival;

namespace {

constexpr int kPatience = 20000;  // milliseconds a test waits for what must come

struct Post {
  explicit Post(const gateway::PlatformKeys& k) : keys(k) {}

  Agency agencyAt(const AgencyReceiver& receiver) {
    Agency agency{.agencyId = mintIdentifier(test::clockOfTest()), .services = {"*"}};
    agency.webhook = gateway::agency::Endpoint{
        .origin = receiver.origin(), .path = "/hook", .secrets = {QByteArray(32, 's')}, .key = {}};
    return agency;
  }
  std::unique_ptr<Courier> courier(const Agency& agency, std::chrono::milliseconds answerTime = 5s) {
    engine::HttpOptions options;
    options.baseUrl = agency.webhook->origin;
    options.total = answerTime;
    return std::make_unique<Courier>(agency, engine.another(), engine::HttpTransport::create(options).value(), keys,
                                     clock, log, Courier::Timing{20ms, 3000ms, 20ms});
  }
  QByteArray arrive(const QByteArray& caseId = mintIdentifier(test::clockOfTest())) {
    return test::receive(*engine.storage, {.terminalId = terminal, .seq = ++seq, .caseId = caseId});
  }
  QList<QByteArray> arriveMany(int count) {
    QList<QByteArray> ids;
    for (int i = 0; i < count; ++i) ids.append(arrive());
    return ids;
  }

  const gateway::PlatformKeys& keys;
  test::Engine engine;
  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};
  QByteArray terminal = mintIdentifier(test::clockOfTest());
  qint64 seq = 0;
};

}  // namespace

class TestWebhookDelivery : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tellsEachOnceInOrder_data() { test::bothEngines(); }
  void tellsEachOnceInOrder();
  void triesUntilItComesBack_data() { test::bothEngines(); }
  void triesUntilItComesBack();
  void oneRefusedHoldsUpItsCaseAlone_data() { test::bothEngines(); }
  void oneRefusedHoldsUpItsCaseAlone();
  void oneThatHangsHoldsUpNobodyElse_data() { test::bothEngines(); }
  void oneThatHangsHoldsUpNobodyElse();
  void followsNoRedirect_data() { test::bothEngines(); }
  void followsNoRedirect();
  void stopsWhereTheEndpointIsGone_data() { test::bothEngines(); }
  void stopsWhereTheEndpointIsGone();
  void twoGatewaysTellOnce_data() { test::bothEngines(); }
  void twoGatewaysTellOnce();
  void tellsAnAgencyItsServicesAlone_data() { test::bothEngines(); }
  void tellsAnAgencyItsServicesAlone();
  void signsWithItsKeyToo_data() { test::bothEngines(); }
  void signsWithItsKeyToo();

 private:
  // A new key of Ed25519; its public half goes where it is wanted.
  [[nodiscard]] seal::SigningKey newKey(const QString& publicFile) const {
    const QString file = m_folder.filePath(QStringLiteral("webhook-key.pem"));
    const auto openssl = [](const QStringList& words) { return QProcess::execute(QStringLiteral("openssl"), words); };
    if (openssl({"genpkey", "-quiet", "-algorithm", "ed25519", "-out", file}) != 0 ||
        openssl({"pkey", "-in", file, "-pubout", "-out", publicFile}) != 0) {
      qFatal("openssl");
    }
    ::chmod(QFile::encodeName(file).constData(), 0600);
    return seal::SigningKey::open(file).value();
  }

  QTemporaryDir m_folder;
  const gateway::PlatformKeys m_keys = gateway::PlatformKeys::openOrCreate(m_folder.path()).value();
};

void TestWebhookDelivery::tellsEachOnceInOrder() {
  Post post(m_keys);
  AgencyReceiver receiver;
  const auto before = post.arriveMany(10);
  const auto courier = post.courier(post.agencyAt(receiver));
  const auto later = post.arriveMany(5);
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().size(), 15, kPatience);
  QCOMPARE(receiver.taken(), before + later);
  for (const auto& one : receiver.received()) {
    QVERIFY(one.verified);
    QCOMPARE(one.webhookId, "msg_" + one.submissionId);
    QCOMPARE(one.path, QByteArray("/hook"));
  }
}

void TestWebhookDelivery::triesUntilItComesBack() {
  Post post(m_keys);
  AgencyReceiver receiver;
  receiver.mode("500");
  auto sent = post.arriveMany(6);
  const Agency agency = post.agencyAt(receiver);
  auto courier = post.courier(agency);
  QTRY_VERIFY_WITH_TIMEOUT(receiver.received().size() >= 4, kPatience);
  courier.reset();  // the gateway is started anew meanwhile
  courier = post.courier(agency);
  receiver.stop();  // and the agency's machine as well
  sent += post.arrive();
  receiver.mode("ok");
  receiver.start();
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().size(), 7, kPatience);
  auto taken = receiver.taken();
  std::ranges::sort(taken);
  std::ranges::sort(sent);
  QCOMPARE(taken, sent);
  for (const auto& one : receiver.received()) QCOMPARE(one.webhookId, "msg_" + one.submissionId);
}

void TestWebhookDelivery::oneRefusedHoldsUpItsCaseAlone() {
  Post post(m_keys);
  AgencyReceiver receiver;
  const QByteArray caseId = mintIdentifier(test::clockOfTest());
  const QByteArray first = post.arrive(caseId);
  const QByteArray second = post.arrive(caseId);
  receiver.mode("500 " + first);
  const auto others = post.arriveMany(4);
  const auto courier = post.courier(post.agencyAt(receiver));
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().size(), 4, kPatience);
  QCOMPARE(receiver.taken(), others);
  receiver.mode("ok");
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().size(), 6, kPatience);
  QCOMPARE(receiver.taken().mid(4), (QList<QByteArray>{first, second}));
}

void TestWebhookDelivery::oneThatHangsHoldsUpNobodyElse() {
  Post post(m_keys);
  AgencyReceiver hanging;
  AgencyReceiver quick;
  hanging.mode("hang");
  const auto sent = post.arriveMany(5);
  const auto slow = post.courier(post.agencyAt(hanging), 500ms);
  const auto fast = post.courier(post.agencyAt(quick));
  QTRY_COMPARE_WITH_TIMEOUT(quick.taken(), sent, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(!hanging.received().isEmpty(), kPatience);
  QVERIFY(hanging.taken().isEmpty());
  hanging.mode("ok");
  QTRY_COMPARE_WITH_TIMEOUT(hanging.taken().size(), 5, kPatience);
}

void TestWebhookDelivery::followsNoRedirect() {
  Post post(m_keys);
  AgencyReceiver receiver;
  receiver.mode("302");
  const QByteArray id = post.arrive();
  const auto courier = post.courier(post.agencyAt(receiver));
  QTRY_VERIFY_WITH_TIMEOUT(receiver.received().size() >= 2, kPatience);
  receiver.mode("ok");
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken(), QList<QByteArray>{id}, kPatience);
  for (const auto& one : receiver.received()) QCOMPARE(one.path, QByteArray("/hook"));
}

void TestWebhookDelivery::stopsWhereTheEndpointIsGone() {
  Post post(m_keys);
  AgencyReceiver gone;
  AgencyReceiver other;
  gone.mode("410");
  const Agency agency = post.agencyAt(gone);
  const auto first = post.arrive();
  const auto left = post.courier(agency);
  const auto right = post.courier(post.agencyAt(other));
  const auto disabled = [&] {
    const auto session = post.engine.storage->reading();
    return gateway::agency::DeliveryRows(**session).disabled(agency.agencyId).value();
  };
  QTRY_COMPARE_WITH_TIMEOUT(disabled(), QByteArray("http.410"), kPatience);
  const auto second = post.arrive();
  QTRY_COMPARE_WITH_TIMEOUT(other.taken(), (QList<QByteArray>{first, second}), kPatience);
  QCOMPARE(gone.received().size(), 1);
  gone.mode("ok");
  QVERIFY(post.engine.storage->begin());
  QVERIFY(gateway::agency::DeliveryRows(post.engine.storage->writing()).disable(agency.agencyId, {}));
  QVERIFY(post.engine.storage->commit());
  QTRY_COMPARE_WITH_TIMEOUT(gone.taken(), (QList<QByteArray>{first, second}), kPatience);
}

void TestWebhookDelivery::twoGatewaysTellOnce() {
  Post post(m_keys);
  AgencyReceiver receiver;
  const Agency agency = post.agencyAt(receiver);
  auto one = post.courier(agency);
  auto other = post.courier(agency);
  const auto sent = post.arriveMany(20);
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().size(), 20, kPatience);
  QCOMPARE(receiver.taken(), sent);
  // Whichever of the two goes, the other takes over.
  one.reset();
  const auto next = post.arrive();
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken().last(), next, kPatience);
  one = post.courier(agency);
  other.reset();
  const auto last = post.arrive();
  QTRY_COMPARE_WITH_TIMEOUT(receiver.taken(), (sent + QList{next, last}), kPatience);
}

void TestWebhookDelivery::tellsAnAgencyItsServicesAlone() {
  Post post(m_keys);
  AgencyReceiver receiver;
  AgencyReceiver all;
  Agency pensions = post.agencyAt(receiver);
  pensions.services = {"pension"};
  const auto sent = post.arriveMany(3);
  const auto one = post.courier(pensions);
  const auto other = post.courier(post.agencyAt(all));
  QTRY_COMPARE_WITH_TIMEOUT(all.taken(), sent, kPatience);
  const auto cursor = [&] {
    const auto session = post.engine.storage->reading();
    return (*session)
        ->query("SELECT position FROM delivery_cursor WHERE agency_id = $1", pensions.agencyId)
        ->integer(0, 0);
  };
  QTRY_VERIFY_WITH_TIMEOUT(cursor() >= 3, kPatience);
  QVERIFY(receiver.received().isEmpty());
}

void TestWebhookDelivery::signsWithItsKeyToo() {
  Post post(m_keys);
  const AgencyReceiver receiver;
  Agency agency = post.agencyAt(receiver);
  agency.webhook->key = newKey(receiver.folder() + QStringLiteral("/public.pem"));
  auto courier = post.courier(agency);
  const QByteArray first = post.arrive();
  QTRY_COMPARE_WITH_TIMEOUT(receiver.received().size(), 1, kPatience);
  courier.reset();
  agency.webhook->key = newKey(m_folder.filePath(QStringLiteral("another.pem")));
  courier = post.courier(agency);
  const QByteArray second = post.arrive();
  QTRY_COMPARE_WITH_TIMEOUT(receiver.received().size(), 2, kPatience);
  QCOMPARE(receiver.received()[0].submissionId, first);
  QVERIFY(receiver.received()[0].verified);
  QCOMPARE(receiver.received()[1].submissionId, second);
  QVERIFY(!receiver.received()[1].verified);
}

QTEST_GUILESS_MAIN(TestWebhookDelivery)
#include "tst_webhook_delivery.moc"
