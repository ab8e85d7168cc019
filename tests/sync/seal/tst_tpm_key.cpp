// A terminal whose key lives in a TPM seals, asks for a certificate and starts again like any other, and its key file
// is worth nothing without that chip. Runs against a TPM in software; missing packages are a failure, not a skip.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/seal/certificate_authority.h"
#include "sync/seal/cms.h"
#include "sync/seal/terminal_key.h"
#include "sync/seal/tpm.h"
#include "tests/support/fake_clock.h"
#include "tests/support/tpm_sim.h"

using namespace hall;
using seal::KeyPlace;
using seal::TerminalKey;

class TestTpmKey : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void signsInTheChip();
  void staysTheSame();
  void asksForACertificate();
  void isWorthNothingInAnotherChip();

 private:
  const test::FakeClock m_clock;
  QTemporaryDir m_folder;
  std::unique_ptr<test::TpmSim> m_tpm = std::make_unique<test::TpmSim>();
};

void TestTpmKey::initTestCase() {
  QVERIFY2(m_tpm->start(), "swtpm of packages.txt is missing or does not start");
  QVERIFY2(seal::checkTpm(), "tpm2-openssl of packages.txt is missing");
}

void TestTpmKey::signsInTheChip() {
  const auto terminal = TerminalKey::openOrCreate(m_folder.path(), m_clock, KeyPlace::Tpm);
  QVERIFY2(terminal, terminal ? "" : qPrintable(terminal.error().detail));
  QFile file(m_folder.filePath(QStringLiteral("identity.pem")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray pem = file.readAll();
  QVERIFY(seal::isTpmKey(pem));
  QVERIFY(!pem.contains("BEGIN PRIVATE KEY"));

  const auto platform = seal::KeyPair::generate("platform", seal::KeyUse::Agree).value();
  const auto envelope = seal::sealEnvelope("content", terminal->pair(), {platform.certificate()});
  QVERIFY2(envelope, envelope ? "" : qPrintable(envelope.error().detail));
  QCOMPARE(seal::openEnvelope(*envelope, platform, terminal->pair().certificate()).value(), QByteArray("content"));
}

void TestTpmKey::staysTheSame() {
  const auto before = TerminalKey::openOrCreate(m_folder.path(), m_clock, KeyPlace::Tpm).value();
  const QByteArray draft = before.sealToSelf("draft").value();
  // Nobody has to say again where it lives.
  const auto after = TerminalKey::openOrCreate(m_folder.path(), m_clock).value();
  QCOMPARE(after.terminalId(), before.terminalId());
  QCOMPARE(after.openOwn(draft).value(), QByteArray("draft"));
  QVERIFY(seal::verifyAttached(seal::signAttached("x", after.pair()).value(), before.pair().certificate()));
}

void TestTpmKey::asksForACertificate() {
  const auto terminal = TerminalKey::openOrCreate(m_folder.path(), m_clock).value();
  const auto request = seal::CertificateRequest::make(terminal.pair());
  QVERIFY2(request, request ? "" : qPrintable(request.error().detail));
  const auto heard = seal::CertificateRequest::fromPem(request->pem());
  QVERIFY(heard);
  QCOMPARE(heard->keyFingerprint(), terminal.pair().certificate().keyFingerprint());
}

void TestTpmKey::isWorthNothingInAnotherChip() {
  // By the openssl command, since this process stays with the chip it began with.
  const auto signs = [this] {
    QProcess process;
    process.start(QStringLiteral("openssl"),
                  {QStringLiteral("dgst"), QStringLiteral("-provider"), QStringLiteral("tpm2"),
                   QStringLiteral("-provider"), QStringLiteral("default"), QStringLiteral("-propquery"),
                   QStringLiteral("?provider=tpm2"), QStringLiteral("-sha256"), QStringLiteral("-sign"),
                   m_folder.filePath(QStringLiteral("identity.pem")), QStringLiteral("-out"),
                   m_folder.filePath(QStringLiteral("signature")), m_folder.filePath(QStringLiteral("terminal.pem"))});
    process.waitForFinished(20000);
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
  };
  QVERIFY(signs());
  test::TpmSim other;
  QVERIFY(other.start());
  QVERIFY(!signs());
}

QTEST_GUILESS_MAIN(TestTpmKey)
#include "tst_tpm_key.moc"
