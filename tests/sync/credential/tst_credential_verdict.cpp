// Every check fails by its own name, in its order, and nothing that failed one is called genuine.
#include <QCborArray>
#include <QtTest>

#include "tests/sync/credential/made.h"

using namespace hall;
using credential::Check;
using credential::Kind;

namespace {

const QCborMap kHealth{
    {1, QStringLiteral("XX")},
    {4, 1798761600},  // 2027-01-01
    {6, 1780272000},  // 2026-06-01
    {-260, QCborMap{{1, QCborMap{{QStringLiteral("v"), QCborArray{QCborMap{{QStringLiteral("ci"),
                                                                            QStringLiteral("URN:UVCI:01:XX:1")}}}}}}}}};

QCborMap with(QCborMap claims, qint64 label, const QCborValue& value) {
  claims[label] = value;
  return claims;
}

}  // namespace

class TestCredentialVerdict : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isGenuine();
  void failsByName_data();
  void failsByName();
  void withoutAListNobodyIsKnown();
  void anOldListStillJudges();
  void ofTwoSignersWithOneKidTheRightOneCounts();
  void theProtectedKidCounts();
  void tagsMayBeThereOrNot();
  void whatIsRevokedIsRefused();

 private:
  const seal::SigningKey m_key = test::p256();
  const seal::SigningKey m_rsa = test::rsa();
  const seal::SigningKey m_ed = test::ed25519();
  const QDateTime m_now = test::at("2026-06-20T12:00:00Z");
  const QList<Kind> m_health{Kind::Vaccination, Kind::Cwt};

  [[nodiscard]] credential::TrustList list() const {
    return test::listOf(
        {test::signerOf(m_key, m_health), test::signerOf(m_rsa, m_health), test::signerOf(m_ed, m_health)});
  }
  [[nodiscard]] QByteArray message(const QCborMap& header, const QCborMap& open = {}) const {
    return test::signedMessage(header, open, QCborValue(kHealth).toCbor(), m_key);
  }
};

void TestCredentialVerdict::isGenuine() {
  const auto trusted = list();
  for (const auto* key : {&m_key, &m_rsa, &m_ed}) {
    const auto verdict = credential::verify(test::signedText(kHealth, *key), &trusted, m_now);
    QVERIFY(verdict.isValid());
    QCOMPARE(verdict.kinds, QList<Kind>{Kind::Vaccination});
    QCOMPARE(verdict.algorithm.value(), key->algorithm());
    QCOMPARE(verdict.kid, key->signer().kid);
    QCOMPARE(verdict.signer.en, QStringLiteral("Example authority"));
    QCOMPARE(verdict.listDate, test::at("2026-06-01T00:00:00Z"));
    QVERIFY(!verdict.listStale);
  }
}

void TestCredentialVerdict::failsByName_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("failed");
  const QByteArray good = test::signedText(kHealth, m_key);
  const QByteArray payload = QCborValue(kHealth).toCbor();
  const QByteArray kid = m_key.signer().kid;
  const auto row = [](const char* what, const QByteArray& text, Check check) {
    QTest::newRow(what) << text << credential::name(check);
  };
  const auto claims = [this, &row](const char* what, const QCborMap& map, Check check) {
    row(what, test::signedText(map, m_key), check);
  };
  row("nothing", "", Check::Prefix);
  row("another prefix", "HC2:" + good.mid(4), Check::Prefix);
  row("no prefix", good.mid(4), Check::Prefix);
  row("too long", good + QByteArray(17000, '0'), Check::Prefix);
  row("small letters", "HC1:" + good.mid(4).toLower(), Check::Base45);
  row("not packed", "HC1:" + credential::encodeBase45("plain"), Check::Zlib);
  row("bytes behind the stream", "HC1:" + credential::encodeBase45(credential::pack("x") + "y"), Check::Zlib);
  row("no CBOR", test::textOf("\xFF\xFF"), Check::Cbor);
  row("bytes behind the message", test::textOf(message({{1, -7}, {4, kid}}) + '\0'), Check::Cbor);
  row("a payload that is no CBOR", test::textOf(test::signedMessage({{1, -7}, {4, kid}}, {}, "\xFF", m_key)),
      Check::Cbor);
  row("a map", test::textOf(payload), Check::Cose);
  row("three parts", test::textOf(QCborValue(QCborArray{QByteArray(), QCborMap{}, payload}).toCbor()), Check::Cose);
  row("no signature",
      test::textOf(
          QCborValue(QCborArray{QCborValue(QCborMap{{1, -7}}).toCbor(), QCborMap{}, payload, QByteArray()}).toCbor()),
      Check::Cose);
  row("no payload", test::textOf(QCborValue(QCborArray{QByteArray(), QCborMap{}, nullptr, QByteArray("s")}).toCbor()),
      Check::Cose);
  row("HMAC", test::textOf(message({{1, 5}, {4, kid}})), Check::Algorithm);
  row("ES384", test::textOf(message({{1, -35}, {4, kid}})), Check::Algorithm);
  row("no algorithm", test::textOf(message({{4, kid}})), Check::Algorithm);
  row("none", test::textOf(message({{1, 0}, {4, kid}})), Check::Algorithm);
  row("the algorithm where anybody can change it", test::textOf(message({{4, kid}}, {{1, -7}})), Check::Algorithm);
  row("an algorithm by name", test::textOf(message({{1, QStringLiteral("ES256")}, {4, kid}})), Check::Algorithm);
  row("a critical header", test::textOf(message({{1, -7}, {2, QCborArray{99}}, {4, kid}, {99, 1}})), Check::Critical);
  row("an empty list of critical ones", test::textOf(message({{1, -7}, {2, QCborArray{}}, {4, kid}})), Check::Critical);
  row("critical, unprotected", test::textOf(message({{1, -7}, {4, kid}}, {{2, QCborArray{4}}})), Check::Critical);
  claims("exp is a text", with(kHealth, 4, QStringLiteral("2027")), Check::Claims);
  claims("exp before 1970", with(kHealth, 4, -1), Check::Claims);
  claims("exp beyond 9999", with(kHealth, 4, 253402300800LL), Check::Claims);
  claims("exp far beyond", with(kHealth, 4, 1e300), Check::Claims);
  claims("iss is a number", with(kHealth, 1, 1), Check::Claims);
  claims("cti is a text", with(kHealth, 7, QStringLiteral("1")), Check::Claims);
  claims("hcert is no map", with(kHealth, -260, 1), Check::Claims);
  row("a stranger", test::signedText(kHealth, test::p256()), Check::SignerUnknown);
  row("no kid", test::textOf(message({{1, -7}})), Check::SignerUnknown);
  row("ES256 named, key of RSA", test::textOf(message({{1, -7}, {4, m_rsa.signer().kid}})), Check::KeyAlgorithm);
  row("PS256 named, key of P-256", test::textOf(message({{1, -37}, {4, kid}})), Check::KeyAlgorithm);
  row("EdDSA named, key of P-256", test::textOf(message({{1, -8}, {4, kid}})), Check::KeyAlgorithm);
  claims("a test, signed for vaccinations",
         with(kHealth, -260, QCborMap{{1, QCborMap{{QStringLiteral("t"), QCborArray{1}}}}}), Check::KeyUsage);
  row("a receipt, signed for vaccinations", credential::issue(test::receipt(), test::terms(), m_key).value(),
      Check::KeyUsage);
  row("signed by another", test::textOf(test::signedMessage({{1, -7}, {4, kid}}, {}, payload, test::p256())),
      Check::Signature);
  claims("not yet", with(kHealth, 5, m_now.addSecs(1).toSecsSinceEpoch()), Check::NotYetValid);
  claims("made in the future", with(kHealth, 6, m_now.addSecs(301).toSecsSinceEpoch()), Check::NotYetValid);
  claims("over this second", with(kHealth, 4, m_now.toSecsSinceEpoch()), Check::Expired);
  claims("over, as a fraction", with(kHealth, 4, static_cast<double>(m_now.toSecsSinceEpoch()) - 0.5), Check::Expired);
}

void TestCredentialVerdict::failsByName() {
  QFETCH(const QByteArray, text);
  QFETCH(const QByteArray, failed);
  const auto trusted = list();
  const auto verdict = credential::verify(text, &trusted, m_now);
  QVERIFY(!verdict.isValid());
  QCOMPARE(credential::name(*verdict.failed), failed);
}

void TestCredentialVerdict::withoutAListNobodyIsKnown() {
  const auto verdict = credential::verify(test::signedText(kHealth, m_key), nullptr, m_now);
  QCOMPARE(verdict.failed.value(), Check::SignerUnknown);
  QCOMPARE(verdict.claims.issuer, QStringLiteral("XX"));
}

void TestCredentialVerdict::anOldListStillJudges() {
  const auto trusted = list();
  const auto verdict = credential::verify(test::signedText(kHealth, m_key), &trusted, test::at("2026-07-02T00:00:00Z"));
  QVERIFY(verdict.isValid());
  QVERIFY(verdict.listStale);
  QCOMPARE(verdict.listDate, test::at("2026-06-01T00:00:00Z"));
}

void TestCredentialVerdict::ofTwoSignersWithOneKidTheRightOneCounts() {
  auto trusted = list();
  auto other = test::signerOf(test::p256(), m_health);
  other.kid = m_key.signer().kid;
  other.name.zh = QStringLiteral("别人");
  trusted.signers.prepend(other);
  const auto verdict = credential::verify(test::signedText(kHealth, m_key), &trusted, m_now);
  QVERIFY(verdict.isValid());
  QCOMPARE(verdict.signer.zh, QStringLiteral("示例机构"));
}

void TestCredentialVerdict::theProtectedKidCounts() {
  const auto trusted = list();
  const QByteArray kid = m_key.signer().kid;
  const auto failed = [&](const QCborMap& header, const QCborMap& open) {
    return credential::verify(test::textOf(message(header, open)), &trusted, m_now).failed;
  };
  QVERIFY(!failed({{1, -7}, {4, kid}}, {{4, QByteArray("foo")}}));
  QVERIFY(!failed({{1, -7}}, {{4, kid}}));
  QCOMPARE(failed({{1, -7}, {4, QByteArray("foo")}}, {{4, kid}}).value(), Check::SignerUnknown);
  QCOMPARE(failed({{1, -7}, {4, QStringLiteral("foo")}}, {{4, kid}}).value(), Check::Cose);
}

void TestCredentialVerdict::tagsMayBeThereOrNot() {
  const auto trusted = list();
  const QByteArray plain = message({{1, -7}, {4, m_key.signer().kid}});
  const auto failed = [&](const QByteArray& tags) {
    return credential::verify(test::textOf(tags + plain), &trusted, m_now).failed;
  };
  QVERIFY(!failed(""));
  QVERIFY(!failed("\xD2"));
  QVERIFY(!failed("\xD8\x3D\xD2"));
  QCOMPARE(failed("\xD2\xD2").value(), Check::Cbor);
  QCOMPARE(failed("\xD1").value(), Check::Cbor);          // COSE_Mac0
  QCOMPARE(failed("\xD2\xD8\x3D").value(), Check::Cbor);  // the wrong way round
}

void TestCredentialVerdict::whatIsRevokedIsRefused() {
  const QByteArray text = test::signedText(with(kHealth, 7, QByteArray("one")), m_key);
  const auto failed = [&](const credential::TrustList& trusted) {
    return credential::verify(text, &trusted, m_now).failed;
  };
  auto trusted = list();
  trusted.revoked[m_key.signer().kid] = {credential::idHash("another")};
  trusted.revoked[m_rsa.signer().kid] = {credential::idHash("one")};
  QVERIFY(!failed(trusted));
  for (const char* id : {"one", "URN:UVCI:01:XX:1"}) {
    trusted.revoked[m_key.signer().kid] = {credential::idHash(id)};
    QCOMPARE(failed(trusted).value(), Check::Revoked);
  }
  trusted.revoked.clear();
  trusted.signers[0].revokedSince = m_now.addSecs(1);
  QVERIFY(!failed(trusted));
  trusted.signers[0].revokedSince = m_now;
  QCOMPARE(failed(trusted).value(), Check::SignerRevoked);
  trusted.signers[0].revokedSince = {};
  trusted.signers[0].notBefore = m_now.addSecs(1);
  QCOMPARE(failed(trusted).value(), Check::SignerNotYetValid);
  trusted.signers[0].notBefore = {};
  trusted.signers[0].notAfter = m_now.addSecs(-1);
  QCOMPARE(failed(trusted).value(), Check::SignerExpired);
}

QTEST_APPLESS_MAIN(TestCredentialVerdict)
#include "tst_credential_verdict.moc"
