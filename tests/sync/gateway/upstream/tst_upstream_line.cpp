// A hall's gateway is a machine of the province's: enrolled once, it renews its certificate by itself, says how long it
// counts, and speaks for the terminals that it has introduced.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "sync/gateway/line_keys.h"
#include "sync/gateway/machine_rows.h"
#include "sync/gateway/storage.h"
#include "sync/outbox/outbox.h"
#include "sync/seal/line_credential.h"
#include "tests/support/gateway_process.h"

using namespace hall;
using seal::LineCredential;
using test::GatewayProcess;

class TestUpstreamLine : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void renewsItsCertificate();
  void handsOnForWhomItIntroduced();

 private:
  void enrolTheHall();
  void age(int days);
  [[nodiscard]] QByteArray figures() const;
  [[nodiscard]] QString keys() const { return m_folder->filePath(QStringLiteral("hall/upstream/keys")); }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<GatewayProcess> m_province;
  std::unique_ptr<GatewayProcess> m_hall;
  SystemClock m_clock;
  Log m_log{m_clock, [](const QByteArray&) {}};
};

void TestUpstreamLine::init() {
  m_hall.reset();
  m_province.reset();
  m_folder = std::make_unique<QTemporaryDir>();
  m_province = std::make_unique<GatewayProcess>(m_folder->filePath(QStringLiteral("province")), QByteArray(),
                                                GatewayProcess::Line::Tls);
  QVERIFY(m_province->start());
  enrolTheHall();
  m_hall = std::make_unique<GatewayProcess>(m_folder->filePath(QStringLiteral("hall")));
  m_hall->alsoServe({QStringLiteral("--upstream"), QString::fromLatin1(m_province->url())});
}

void TestUpstreamLine::enrolTheHall() {
  const QList<QByteArray> told =
      m_province
          ->told({QStringLiteral("enrol-code"), QStringLiteral("--name"), QStringLiteral("hall"),
                  QStringLiteral("--role"), QStringLiteral("gateway")})
          .split('\n');
  QProcess process;
  process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  process.start(QStringLiteral(HALL_ENROL),
                {QStringLiteral("enrol"), QStringLiteral("--gateway"), QString::fromLatin1(m_province->url()),
                 QStringLiteral("--data"), m_folder->filePath(QStringLiteral("hall/upstream"))});
  process.write(told.value(0).mid(4).trimmed() + '\n' + told.value(1).mid(11).trimmed() + '\n');
  process.closeWriteChannel();
  QVERIFY(process.waitForFinished(60000) && process.exitCode() == 0);
}

// In place of the hall's certificate one that was given so many days ago.
void TestUpstreamLine::age(int days) {
  const QString data = m_folder->filePath(QStringLiteral("province"));
  const auto line = gateway::LineKeys::open(data).value();
  const auto present = LineCredential::open(keys()).value();
  const QDateTime then = m_clock.now().addDays(-days);
  const QByteArray id = present.certificate().commonName();
  const auto old = line.authority()
                       .issueTerminal(seal::CertificateRequest::make(present.pair()).value(), id, "gateway", then,
                                      gateway::kCertificateLife)
                       .value();
  const auto storage =
      gateway::Storage::open(gateway::sql::Source::embedded(data + QStringLiteral("/gateway.sqlite"))).value();
  QVERIFY(storage->begin());
  QVERIFY(gateway::MachineRows(storage->writing()).addCertificate({old.serial(), id, old.pem(), then, old.notAfter()}));
  QVERIFY(storage->commit());
  QVERIFY(LineCredential::store(keys(), old, line.authority().certificate()));
}

QByteArray TestUpstreamLine::figures() const {
  engine::HttpOptions options;
  options.baseUrl = m_hall->url();
  const auto answer = engine::HttpTransport::create(options).value()->send({"GET", "/metrics", {}, {}}, {});
  if (!answer) return {};
  const auto begin = answer->body.indexOf("\nhall_upstream_certificate_days ");
  return answer->body.mid(begin + 1).split('\n').first().split(' ').value(1);
}

void TestUpstreamLine::renewsItsCertificate() {
  age(300);
  const auto old = LineCredential::open(keys())->certificate().serial();
  QVERIFY(m_hall->start());
  QTRY_VERIFY_WITH_TIMEOUT(LineCredential::open(keys())->certificate().serial() != old, 30'000);
  QVERIFY(LineCredential::open(keys())->certificate().notAfter() > m_clock.now().addDays(360));
  QTRY_VERIFY_WITH_TIMEOUT(figures().toDouble() > 360, 30'000);
  // What is young is left.
  const auto fresh = LineCredential::open(keys())->certificate().serial();
  m_hall->kill();
  QVERIFY(m_hall->start());
  QTRY_VERIFY_WITH_TIMEOUT(figures().toDouble() > 360, 30'000);
  QCOMPARE(LineCredential::open(keys())->certificate().serial(), fresh);
}

void TestUpstreamLine::handsOnForWhomItIntroduced() {
  QVERIFY(m_hall->start());
  const auto key =
      seal::TerminalKey::openOrCreate(m_folder->filePath(QStringLiteral("terminal/keys")), m_clock).value();
  QVERIFY(m_hall->admit(key.certificatePem()));
  const auto box = outbox::Outbox::open(m_folder->filePath(QStringLiteral("terminal")), key, m_hall->certificates(),
                                        m_clock, m_log, {.minimumFreeBytes = 0})
                       .value();
  engine::HttpOptions options;
  options.baseUrl = m_hall->url();
  const auto line = engine::HttpTransport::create(options).value();
  engine::SendingEngine engine(*box, *line, m_clock, m_log, engine::SendingEngine::Callbacks());
  const auto submission = box->seal({mintIdentifier(m_clock),
                                     "residence-permit",
                                     "service",
                                     {{QStringLiteral("words"), QStringLiteral("a wish")}},
                                     {}})
                              .value();
  engine.wake();
  const auto atTheTop = [&] {
    const QJsonArray list = m_province->list();
    return !list.isEmpty() && list[0][QLatin1String("state")].toString() == QLatin1String("received");
  };
  QTRY_VERIFY_WITH_TIMEOUT(atTheTop(), 30'000);
  const QJsonValue one = m_province->list()[0];
  QCOMPARE(one[QLatin1String("submission_id")].toString().toLatin1(), submission.submissionId);
  QCOMPARE(one[QLatin1String("terminal_id")].toString().toLatin1(), key.terminalId());
}

QTEST_GUILESS_MAIN(TestUpstreamLine)
#include "tst_upstream_line.moc"
