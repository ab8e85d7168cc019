// What the authority issues is what stock tools accept, and nothing that was not proved is signed. The judge is the
// openssl command, which shares no code of ours.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/seal/certificate_authority.h"

using namespace hall;
using seal::CertificateAuthority;
using seal::CertificateRequest;
using seal::KeyPair;
using seal::KeyUse;

class TestCertificateAuthority : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void staysTheSame();
  void issuesForATerminal();
  void issuesForAServer();
  void refusesHostsThatAreNone_data();
  void refusesHostsThatAreNone();
  void refusesAnUnprovedRequest();
  void callsBack();
  void knowsItsOwn();
  void refusesAKeyFileOthersMayRead();

 private:
  QString store(const QString& name, const QByteArray& bytes) {
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("store");
    return file.fileName();
  }
  // Exit status of `openssl …`; what it said is kept.
  int openssl(const QStringList& words) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"), words);
    process.waitForFinished(20000);
    m_said = process.readAll();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }
  int verify(const seal::Certificate& certificate, const QStringList& more) {
    return openssl(QStringList{QStringLiteral("verify"), QStringLiteral("-x509_strict"), QStringLiteral("-CAfile"),
                               store(QStringLiteral("ca.pem"), m_authority.certificate().pem())}
                   << more << store(QStringLiteral("leaf.pem"), certificate.pem()));
  }
  [[nodiscard]] CertificateRequest request(const QByteArray& name = "terminal") const {
    return CertificateRequest::make(KeyPair::generate(name, KeyUse::Sign).value()).value();
  }

  QTemporaryDir m_folder;
  QByteArray m_said;
  const QDateTime m_now = QDateTime::currentDateTimeUtc();
  const std::chrono::hours m_year{24 * 365};
  CertificateAuthority m_authority =
      CertificateAuthority::openOrCreate(m_folder.filePath(QStringLiteral("authority.pem")), "Hall machines").value();
};

void TestCertificateAuthority::staysTheSame() {
  const auto again = CertificateAuthority::open(m_folder.filePath(QStringLiteral("authority.pem")));
  QVERIFY(again);
  QCOMPARE(again->certificate().fingerprint(), m_authority.certificate().fingerprint());
  QCOMPARE(CertificateAuthority::open(m_folder.filePath(QStringLiteral("none.pem"))).error().kind, Failure::NotFound);
}

void TestCertificateAuthority::issuesForATerminal() {
  const auto asked = request("a name of its own choice");
  const auto given = m_authority.issueTerminal(asked, "the-terminal", "kiosk", m_now, m_year);
  QVERIFY(given);
  QCOMPARE(verify(*given, {QStringLiteral("-purpose"), QStringLiteral("sslclient")}), 0);
  QVERIFY(verify(*given, {QStringLiteral("-purpose"), QStringLiteral("sslserver")}) != 0);
  QCOMPARE(given->commonName(), QByteArray("the-terminal"));
  QCOMPARE(given->unit(), QByteArray("kiosk"));
  QCOMPARE(given->keyFingerprint(), asked.keyFingerprint());
  QCOMPARE(given->notAfter().toSecsSinceEpoch(), m_now.addDays(365).toSecsSinceEpoch());
  QVERIFY(given->isSignedBy(m_authority.certificate()));
}

void TestCertificateAuthority::issuesForAServer() {
  const auto given = m_authority.issueServer(request(), {"gateway.hall.example", "10.1.2.3", "fd00::1"}, m_now, m_year);
  QVERIFY(given);
  const QStringList purpose{QStringLiteral("-purpose"), QStringLiteral("sslserver")};
  QCOMPARE(
      verify(*given, purpose + QStringList{QStringLiteral("-verify_hostname"), QStringLiteral("gateway.hall.example")}),
      0);
  QCOMPARE(verify(*given, purpose + QStringList{QStringLiteral("-verify_ip"), QStringLiteral("10.1.2.3")}), 0);
  QVERIFY(verify(*given, purpose + QStringList{QStringLiteral("-verify_ip"), QStringLiteral("10.1.2.4")}) != 0);
  QVERIFY(verify(*given, {QStringLiteral("-purpose"), QStringLiteral("sslclient")}) != 0);
  QCOMPARE(given->hosts(), (QList<QByteArray>{"gateway.hall.example", "10.1.2.3", "fd00::1"}));
}

void TestCertificateAuthority::refusesHostsThatAreNone_data() {
  QTest::addColumn<QList<QByteArray>>("hosts");
  QTest::newRow("none") << QList<QByteArray>{};
  QTest::newRow("empty") << QList<QByteArray>{""};
  QTest::newRow("two in one") << QList<QByteArray>{"a.example,DNS:b.example"};
  QTest::newRow("any") << QList<QByteArray>{"*"};
  QTest::newRow("with a port") << QList<QByteArray>{"a.example:443"};
  QTest::newRow("one of two") << QList<QByteArray>{"a.example", "-"};
}

void TestCertificateAuthority::refusesHostsThatAreNone() {
  QFETCH(QList<QByteArray>, hosts);
  const auto given = m_authority.issueServer(request(), hosts, m_now, m_year);
  QVERIFY(!given);
  QCOMPARE(given.error().code, QByteArray("request.host"));
}

void TestCertificateAuthority::refusesAnUnprovedRequest() {
  QVERIFY(CertificateRequest::fromPem(request().pem()));
  QCOMPARE(CertificateRequest::fromPem("no request").error().code, QByteArray("request.garbled"));
  // One bit of the signature, which is what stands last.
  const QByteArray pem = request().pem();
  const QList<QByteArray> lines = pem.trimmed().split('\n');
  QByteArray der = QByteArray::fromBase64(lines.mid(1, lines.size() - 2).join());
  der[der.size() - 1] = static_cast<char>(der.back() ^ 1);
  const QByteArray forged =
      "-----BEGIN CERTIFICATE REQUEST-----\n" + der.toBase64() + "\n-----END CERTIFICATE REQUEST-----\n";
  QCOMPARE(CertificateRequest::fromPem(forged).error().code, QByteArray("request.signature"));
  // A curve that stands in no suite of ours.
  QCOMPARE(openssl({QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                    QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-384"), QStringLiteral("-nodes"),
                    QStringLiteral("-keyout"), m_folder.filePath(QStringLiteral("other.key")), QStringLiteral("-subj"),
                    QStringLiteral("/CN=x"), QStringLiteral("-out"), m_folder.filePath(QStringLiteral("other.csr"))}),
           0);
  QFile other(m_folder.filePath(QStringLiteral("other.csr")));
  QVERIFY(other.open(QIODevice::ReadOnly));
  QCOMPARE(CertificateRequest::fromPem(other.readAll()).error().code, QByteArray("request.algorithm"));
}

void TestCertificateAuthority::callsBack() {
  const auto bad = m_authority.issueTerminal(request(), "bad", "kiosk", m_now, m_year).value();
  const auto good = m_authority.issueTerminal(request(), "good", "kiosk", m_now, m_year).value();
  const auto list = m_authority.revocationList({{bad.serial(), m_now}}, 7, m_now, m_now.addDays(1));
  QVERIFY(list);
  const QString der = store(QStringLiteral("list.der"), *list);
  const QString pem = m_folder.filePath(QStringLiteral("list.pem"));
  QCOMPARE(openssl({QStringLiteral("crl"), QStringLiteral("-inform"), QStringLiteral("DER"), QStringLiteral("-in"), der,
                    QStringLiteral("-out"), pem}),
           0);
  const QStringList check{QStringLiteral("-crl_check"), QStringLiteral("-CRLfile"), pem};
  QCOMPARE(verify(good, check), 0);
  QVERIFY(verify(bad, check) != 0);
  QVERIFY2(m_said.contains("revoked"), m_said.constData());
}

void TestCertificateAuthority::knowsItsOwn() {
  // The same name with another key.
  const auto other =
      CertificateAuthority::openOrCreate(m_folder.filePath(QStringLiteral("other.pem")), "Hall machines").value();
  const auto given = other.issueTerminal(request(), "terminal", "kiosk", m_now, m_year).value();
  QVERIFY(given.isSignedBy(other.certificate()));
  QVERIFY(!given.isSignedBy(m_authority.certificate()));
  QVERIFY(verify(given, {}) != 0);
}

void TestCertificateAuthority::refusesAKeyFileOthersMayRead() {
  const QString path = m_folder.filePath(QStringLiteral("open.pem"));
  QVERIFY(KeyPair::openOrCreate(path, "x", KeyUse::Sign));
  QVERIFY(KeyPair::open(path));
  QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
  QCOMPARE(KeyPair::open(path).error().code, QByteArray("key.rights"));
  QCOMPARE(KeyPair::openOrCreate(path, "x", KeyUse::Sign).error().code, QByteArray("key.rights"));
}

QTEST_GUILESS_MAIN(TestCertificateAuthority)
#include "tst_certificate_authority.moc"
