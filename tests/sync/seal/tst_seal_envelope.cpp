// An envelope opens for its recipient with the signature of its terminal, unchanged and whole, or not at all.
#include <openssl/cms.h>
#include <openssl/evp.h>

#include <QtTest>

#include "sync/seal/cms.h"
#include "sync/seal/openssl.h"
#include "sync/seal/platform_certificates.h"

using namespace hall;
using seal::KeyPair;
using seal::KeyUse;

class TestSealEnvelope : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensUnchanged_data();
  void opensUnchanged();
  void neverOpensAsSomethingElse();
  void doesNotOpenWhenCutShort();
  void doesNotOpenForAnother();
  void doesNotTakeAnotherTerminalsSignature();
  void doesNotTakeACertificateFromTheMessage();
  void doesNotTakeWeakAlgorithms();
  void signedIsNotSealed();
  void opensForEachOfSeveral();
  void readsThePlatformsCertificates();

 private:
  KeyPair m_terminal = KeyPair::generate("terminal", KeyUse::SignAndAgree).value();
  KeyPair m_other = KeyPair::generate("terminal", KeyUse::SignAndAgree).value();  // of the same name
  KeyPair m_platform = KeyPair::generate("platform", KeyUse::Agree).value();
  KeyPair m_signing = KeyPair::generate("platform", KeyUse::Sign).value();

  [[nodiscard]] QByteArray sealed(const QByteArray& content) const {
    return seal::sealEnvelope(content, m_terminal, {m_platform.certificate()}).value();
  }
};

void TestSealEnvelope::opensUnchanged_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("empty") << QByteArray("");
  QTest::newRow("text") << QByteArray("{\"name\":\"\xE5\xAC\xB4\xE6\x94\xBF\"}");
  QTest::newRow("line ends") << QByteArray("a\r\nb\nc\r");
  QTest::newRow("zeros") << QByteArray(1000, '\0');
  QTest::newRow("large") << QByteArray(3000000, 'x');
}

void TestSealEnvelope::opensUnchanged() {
  QFETCH(QByteArray, content);
  const auto opened = seal::openEnvelope(sealed(content), m_platform, m_terminal.certificate());
  QVERIFY2(opened, opened ? "" : opened.error().code.constData());
  QVERIFY(*opened == content);
  QVERIFY(sealed(content) != sealed(content));
}

void TestSealEnvelope::neverOpensAsSomethingElse() {
  const QByteArray content = "eighty yuan";
  const QByteArray envelope = sealed(content);
  int opened = 0;
  for (qsizetype i = 0; i < envelope.size(); ++i) {
    QByteArray changed = envelope;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto result = seal::openEnvelope(changed, m_platform, m_terminal.certificate());
    if (!result) continue;
    // Some bytes of the frame say nothing (version numbers); the submission's digest covers them, the content is safe.
    QCOMPARE(*result, content);
    ++opened;
  }
  QVERIFY2(opened < envelope.size() / 20, QByteArray::number(opened));
}

void TestSealEnvelope::doesNotOpenWhenCutShort() {
  const QByteArray envelope = sealed("content");
  for (qsizetype size = 0; size < envelope.size(); size += 7) {
    QVERIFY(!seal::openEnvelope(envelope.left(size), m_platform, m_terminal.certificate()));
  }
  QVERIFY(!seal::openEnvelope(envelope.chopped(1), m_platform, m_terminal.certificate()));
  QVERIFY(!seal::openEnvelope(envelope + 'x', m_platform, m_terminal.certificate()));
}

void TestSealEnvelope::doesNotOpenForAnother() {
  const auto opened = seal::openEnvelope(sealed("content"), m_other, m_terminal.certificate());
  QCOMPARE(opened.error().kind, Failure::Invalid);
}

void TestSealEnvelope::doesNotTakeAnotherTerminalsSignature() {
  const QByteArray envelope = seal::sealEnvelope("content", m_other, {m_platform.certificate()}).value();
  const auto opened = seal::openEnvelope(envelope, m_platform, m_terminal.certificate());
  QCOMPARE(opened.error().code, QByteArray("cms.signature"));
}

void TestSealEnvelope::doesNotTakeACertificateFromTheMessage() {
  // Signed by a stranger who put his own certificate in, as most software does.
  const QByteArray content = "content";
  const auto source = seal::openssl::reader(content);
  const seal::openssl::Cms message(
      CMS_sign(m_other.certificate().handle(), m_other.handle(), nullptr, source.get(), CMS_BINARY));
  const seal::openssl::Bio sink(BIO_new(BIO_s_mem()));
  QCOMPARE(i2d_CMS_bio(sink.get(), message.get()), 1);
  const QByteArray bytes = seal::openssl::contents(sink.get());
  QVERIFY(!seal::verifyAttached(bytes, m_terminal.certificate()));
  QCOMPARE(seal::verifyAttached(bytes, m_other.certificate()).value(), content);
}

void TestSealEnvelope::doesNotTakeWeakAlgorithms() {
  const QByteArray content = "content";
  const auto source = seal::openssl::reader(content);
  const seal::openssl::Cms weak(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_BINARY | CMS_PARTIAL));
  QVERIFY(CMS_add1_signer(weak.get(), m_terminal.certificate().handle(), m_terminal.handle(), EVP_sha1(),
                          CMS_BINARY | CMS_PARTIAL) != nullptr);
  QCOMPARE(CMS_final(weak.get(), source.get(), nullptr, CMS_BINARY), 1);
  const seal::openssl::Bio sink(BIO_new(BIO_s_mem()));
  QCOMPARE(i2d_CMS_bio(sink.get(), weak.get()), 1);
  QCOMPARE(seal::verifyAttached(seal::openssl::contents(sink.get()), m_terminal.certificate()).error().code,
           QByteArray("cms.algorithm"));

  // Encryption without authentication: CBC.
  const auto plain = seal::openssl::reader(content);
  const seal::openssl::X509List recipients(sk_X509_new_null());
  sk_X509_push(recipients.get(), m_platform.certificate().handle());
  const seal::openssl::Cms cbc(CMS_encrypt(recipients.get(), plain.get(), EVP_aes_256_cbc(), CMS_BINARY));
  const seal::openssl::Bio cbcSink(BIO_new(BIO_s_mem()));
  QCOMPARE(i2d_CMS_bio(cbcSink.get(), cbc.get()), 1);
  QCOMPARE(seal::decrypt(seal::openssl::contents(cbcSink.get()), m_platform).error().code, QByteArray("cms.algorithm"));
}

void TestSealEnvelope::signedIsNotSealed() {
  const QByteArray message = seal::signAttached("content", m_terminal).value();
  QVERIFY(!seal::openEnvelope(message, m_platform, m_terminal.certificate()));
  QVERIFY(!seal::verifyAttached(sealed("content"), m_terminal.certificate()));
  // Encrypted, but signed by nobody.
  const QByteArray encrypted = seal::encrypt("content", {m_platform.certificate()}).value();
  QVERIFY(!seal::openEnvelope(encrypted, m_platform, m_terminal.certificate()));
}

void TestSealEnvelope::opensForEachOfSeveral() {
  const KeyPair hall = KeyPair::generate("hall", KeyUse::Agree).value();
  const QByteArray message = seal::encrypt("content", {m_platform.certificate(), hall.certificate()}).value();
  QCOMPARE(seal::decrypt(message, m_platform).value(), QByteArray("content"));
  QCOMPARE(seal::decrypt(message, hall).value(), QByteArray("content"));
  QVERIFY(!seal::encrypt("content", {}));
}

void TestSealEnvelope::readsThePlatformsCertificates() {
  const QByteArray signing = m_signing.certificate().pem();
  const QByteArray encryption = m_platform.certificate().pem();
  for (const QByteArray& pem : {signing + encryption, encryption + signing}) {
    const auto read = seal::PlatformCertificates::fromPem(pem);
    QVERIFY(read);
    QCOMPARE(read->signing().fingerprint(), m_signing.certificate().fingerprint());
    QCOMPARE(read->encryption().fingerprint(), m_platform.certificate().fingerprint());
    QCOMPARE(read->recipients().size(), 1);
  }
  const KeyPair above = KeyPair::generate("province", KeyUse::Agree).value();
  const auto both = seal::PlatformCertificates::fromPem(encryption + above.certificate().pem() + signing);
  QVERIFY(both);
  QCOMPARE(both->recipients().size(), 2);
  QCOMPARE(both->encryption().fingerprint(), m_platform.certificate().fingerprint());
  QCOMPARE(both->recipients().last().fingerprint(), above.certificate().fingerprint());
  for (const QByteArray& pem :
       {QByteArray(), signing, signing + signing, encryption + encryption, signing + encryption + signing,
        signing + encryption.repeated(5), QByteArray("-----BEGIN CERTIFICATE-----\n")}) {
    QCOMPARE(seal::PlatformCertificates::fromPem(pem).error().kind, Failure::Invalid);
  }
}

QTEST_GUILESS_MAIN(TestSealEnvelope)
#include "tst_seal_envelope.moc"
