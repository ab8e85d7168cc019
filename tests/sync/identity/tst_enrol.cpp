// From the code on the gateway's screen to a machine on the line and off it again: real programs, real TLS, a key in a
// file and a key in a TPM.
#include <sys/stat.h>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/engine/http_transport.h"
#include "sync/identity/renew.h"
#include "sync/seal/terminal_key.h"
#include "sync/seal/tpm.h"
#include "tests/support/fake_clock.h"
#include "tests/support/gateway_process.h"
#include "tests/support/tpm_sim.h"

using namespace hall;

class TestEnrol : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void comesInOnceAndStays();
  void believesTheFingerprintAlone();
  void survivesALostAnswer();
  void renewsInTime();
  void renewsWithANewKey();
  void hearsThatItWasCalledBack();
  void refusesAKeyThatOthersMayRead();
  void speaksWithAKeyInATpm();

 private:
  struct Code {
    QByteArray code;
    QByteArray fingerprint;
  };
  Code newCode() {
    const QByteArray told =
        m_gateway->told({QStringLiteral("enrol-code"), QStringLiteral("--name"), QStringLiteral("一楼自助机3")});
    const auto field = [&told](const QByteArray& name) {
      const qsizetype start = told.indexOf(name) + name.size();
      return told.mid(start, told.indexOf('\n', start) - start).trimmed();
    };
    return {field("code"), field("fingerprint")};
  }
  // Exit status of hall-enrol.
  int enrolTool(const QStringList& words, const Code& typed) {
    QProcess process;
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(QStringLiteral(HALL_ENROL), words);
    process.write(typed.code + '\n' + typed.fingerprint + '\n');
    process.closeWriteChannel();
    process.waitForFinished(60000);
    m_said = process.readAllStandardError() + process.readAllStandardOutput();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }
  int enrol(const QString& data, const Code& typed, const QStringList& more = {}) {
    return enrolTool(QStringList{QStringLiteral("enrol"), QStringLiteral("--gateway"),
                                 QString::fromLatin1(m_gateway->url()), QStringLiteral("--data"), data}
                         << more,
                     typed);
  }
  [[nodiscard]] std::unique_ptr<engine::HttpTransport> line(const QString& data) const {
    engine::HttpOptions options;
    options.baseUrl = m_gateway->url();
    options.keys = data + QStringLiteral("/keys");
    return engine::HttpTransport::create(options).value();
  }
  // What the gateway says to a question that only a machine may ask.
  static QByteArray heard(engine::Transport& line) {
    const auto answer = line.send({"GET", "/v1/submissions/01920000-0000-7000-8000-000000000001", {}, {}}, {});
    if (!answer) return answer.error().code;
    return QJsonDocument::fromJson(answer->body).object().value(QStringLiteral("type")).toString().toLatin1().mid(17);
  }
  QString folder() { return m_folder.filePath(QStringLiteral("machine-%1").arg(++m_count)); }
  static QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  QTemporaryDir m_folder;
  std::unique_ptr<test::GatewayProcess> m_gateway;
  QByteArray m_said;
  int m_count = 0;
};

void TestEnrol::initTestCase() {
  m_gateway = std::make_unique<test::GatewayProcess>(m_folder.filePath(QStringLiteral("gateway")), QByteArray(),
                                                     test::GatewayProcess::Line::Tls);
  QVERIFY(m_gateway->start());
}

void TestEnrol::comesInOnceAndStays() {
  const QString data = folder();
  QVERIFY2(enrol(data, newCode()) == 0, m_said.constData());
  QCOMPARE(heard(*line(data)), QByteArray("unknown-submission"));  // it is being talked to
  QCOMPARE(readAll(data + QStringLiteral("/platform.pem")), m_gateway->certificatesPem());
  const QByteArray machines = m_gateway->told({QStringLiteral("machines"), QStringLiteral("--json")});
  QVERIFY(QString::fromUtf8(machines).contains(QStringLiteral("一楼自助机3")));
  struct stat about {};
  for (const char* name : {"/keys/identity.pem", "/keys/subject.secret"}) {
    QCOMPARE(::stat(QFile::encodeName(data + QLatin1String(name)).constData(), &about), 0);
    QCOMPARE(about.st_mode & 0777U, mode_t{0600});
  }
  QCOMPARE(::stat(QFile::encodeName(data + QStringLiteral("/keys")).constData(), &about), 0);
  QCOMPARE(about.st_mode & 0777U, mode_t{0700});
  // Who was not enrolled is nobody.
  engine::HttpOptions stranger;
  stranger.baseUrl = m_gateway->url();
  stranger.authorities = data + QStringLiteral("/keys/authority.pem");
  QCOMPARE(heard(**engine::HttpTransport::create(stranger)), QByteArray("no-certificate"));
  stranger.authorities.clear();
  QCOMPARE(heard(**engine::HttpTransport::create(stranger)), QByteArray("line.untrusted"));
}

void TestEnrol::believesTheFingerprintAlone() {
  Code typed = newCode();
  const Code right = typed;
  test::GatewayProcess other(m_folder.filePath(QStringLiteral("other")));
  typed.fingerprint = other.told({QStringLiteral("enrol-code"), QStringLiteral("--name"), QStringLiteral("x")})
                          .split('\n')
                          .value(1)
                          .mid(11)
                          .trimmed();
  const QString data = folder();
  QVERIFY(enrol(data, typed) != 0);
  QVERIFY2(m_said.contains("enrolment.authority"), m_said.constData());
  QVERIFY(!QFile::exists(data + QStringLiteral("/keys/line.pem")));
  QVERIFY2(enrol(data, right) == 0, m_said.constData());  // the code was not used up, for it was never sent
  typed.code[0] = typed.code[0] == 'A' ? 'B' : 'A';
  QVERIFY(enrol(data, typed) != 0);
  QVERIFY2(m_said.contains("code.mistyped"), m_said.constData());
}

void TestEnrol::survivesALostAnswer() {
  const QString data = folder();
  const Code typed = newCode();
  QVERIFY2(enrol(data, typed) == 0, m_said.constData());
  const QByteArray first = readAll(data + QStringLiteral("/keys/line.pem"));
  QVERIFY(QFile::remove(data + QStringLiteral("/keys/line.pem")));
  QVERIFY2(enrol(data, typed) == 0, m_said.constData());
  QCOMPARE(readAll(data + QStringLiteral("/keys/line.pem")), first);
  QVERIFY(enrol(folder(), typed) != 0);  // another machine's key
  QVERIFY2(m_said.contains("enrolment.refused"), m_said.constData());
}

void TestEnrol::renewsInTime() {
  const QString data = folder();
  const QString keys = data + QStringLiteral("/keys");
  QVERIFY2(enrol(data, newCode()) == 0, m_said.constData());
  const auto transport = line(data);
  const auto before = seal::LineCredential::open(keys)->certificate();
  test::FakeClock clock(QDateTime::currentDateTimeUtc());
  QCOMPARE(identity::renew(*transport, keys, clock).value(), identity::Renewal::NotDue);
  clock.advance(std::chrono::hours(24 * 250));
  QCOMPARE(identity::renew(*transport, keys, clock).value(), identity::Renewal::Renewed);
  const auto after = seal::LineCredential::open(keys)->certificate();
  QVERIFY(after.serial() != before.serial());
  QCOMPARE(after.keyFingerprint(), before.keyFingerprint());
  QCOMPARE(heard(*transport), QByteArray("unknown-submission"));
  clock.advance(std::chrono::hours(24 * 200));
  QCOMPARE(identity::renew(*transport, keys, clock).error().code, QByteArray("enrolment.over"));
}

void TestEnrol::renewsWithANewKey() {
  const QString data = folder();
  const QString keys = data + QStringLiteral("/keys");
  QVERIFY2(enrol(data, newCode()) == 0, m_said.constData());
  const auto transport = line(data);
  const test::FakeClock clock(QDateTime::currentDateTimeUtc());
  const auto before = seal::LineCredential::open(keys)->certificate();
  QCOMPARE(identity::renew(*transport, keys, clock, identity::When::Now, identity::Key::New).value(),
           identity::Renewal::Renewed);
  QVERIFY(seal::LineCredential::open(keys)->certificate().keyFingerprint() != before.keyFingerprint());
  QCOMPARE(heard(*transport), QByteArray("unknown-submission"));
  // A power cut between the certificate and the last rename.
  QVERIFY(QFile::rename(keys + QStringLiteral("/line-key.pem"), seal::LineCredential::nextKeyPath(keys)));
  QCOMPARE(heard(*line(data)), QByteArray("unknown-submission"));
}

void TestEnrol::hearsThatItWasCalledBack() {
  const QString data = folder();
  QVERIFY2(enrol(data, newCode()) == 0, m_said.constData());
  const auto transport = line(data);
  QCOMPARE(heard(*transport), QByteArray("unknown-submission"));
  const QString id =
      QString::fromLatin1(seal::LineCredential::open(data + QStringLiteral("/keys"))->certificate().commonName());
  (void)m_gateway->told({QStringLiteral("revoke"), id, QStringLiteral("--reason"), QStringLiteral("stolen")});
  QCOMPARE(heard(*transport), QByteArray("revoked"));  // by the same connection
}

void TestEnrol::refusesAKeyThatOthersMayRead() {
  const QString data = folder();
  QVERIFY2(enrol(data, newCode()) == 0, m_said.constData());
  QVERIFY(QFile::setPermissions(data + QStringLiteral("/keys/identity.pem"),
                                QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
  engine::HttpOptions options;
  options.baseUrl = m_gateway->url();
  options.keys = data + QStringLiteral("/keys");
  QCOMPARE(engine::HttpTransport::create(options).error().code, QByteArray("key.rights"));
}

void TestEnrol::speaksWithAKeyInATpm() {
  test::TpmSim chip;
  QVERIFY2(chip.start(), "swtpm of packages.txt is missing or does not start");
  QVERIFY2(seal::checkTpm(), "tpm2-openssl of packages.txt is missing");
  const QString data = folder();
  QVERIFY2(enrol(data, newCode(), {QStringLiteral("--tpm")}) == 0, m_said.constData());
  QVERIFY(seal::isTpmKey(readAll(data + QStringLiteral("/keys/identity.pem"))));
  QCOMPARE(heard(*line(data)), QByteArray("unknown-submission"));
}

QTEST_GUILESS_MAIN(TestEnrol)
#include "tst_enrol.moc"
