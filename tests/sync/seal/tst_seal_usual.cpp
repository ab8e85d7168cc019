// What is read and written straight from the bytes is what OpenSSL would have read and written, and nothing else.
#include <openssl/cms.h>
#include <openssl/evp.h>

#include <QProcess>
#include <QtTest>

#include "sync/seal/cms.h"
#include "sync/seal/cms_message.h"
#include "sync/seal/der_build.h"
#include "sync/seal/digest.h"
#include "sync/seal/openssl.h"
#include "sync/seal/usual_message.h"

using namespace hall;
using seal::KeyPair;
using seal::KeyUse;

class TestSealUsual : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isTheShapeOpenSslWrites_data();
  void isTheShapeOpenSslWrites();
  void isReadByTheTool();
  void neverTakesWhatOpenSslRefuses();
  void leavesOtherShapesToOpenSsl();
  void leavesAgreementsOnStrangePointsToOpenSsl();
  void knowsItsRecipientByName();
  void takesNoOtherDer_data();
  void takesNoOtherDer();

 private:
  KeyPair m_terminal = KeyPair::generate("terminal", KeyUse::SignAndAgree).value();
  KeyPair m_other = KeyPair::generate("terminal", KeyUse::SignAndAgree).value();  // of the same name
  KeyPair m_platform = KeyPair::generate("platform", KeyUse::Agree).value();
  const QByteArray m_content = "eighty yuan";

  // With the flags of signAttached, but for the additions.
  [[nodiscard]] seal::openssl::Cms signedWith(unsigned int more, const EVP_MD* digest = EVP_sha256()) const {
    seal::openssl::Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_BINARY | CMS_PARTIAL));
    const unsigned int flags = CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL | more;
    CMS_add1_signer(message.get(), m_terminal.certificate().handle(), m_terminal.handle(), digest, flags);
    return message;
  }
  [[nodiscard]] QByteArray finished(CMS_ContentInfo* message) const {
    const auto source = seal::openssl::reader(m_content);
    return CMS_final(message, source.get(), nullptr, CMS_BINARY) == 1 ? seal::der(message) : QByteArray();
  }
};

void TestSealUsual::isTheShapeOpenSslWrites_data() {
  QTest::addColumn<QByteArray>("content");
  for (const int size : {0, 1, 90, 127, 128, 255, 256, 65535, 65536, 3000000}) {
    QTest::newRow(qPrintable(QString::number(size))) << QByteArray(size, 'x');
  }
}

void TestSealUsual::isTheShapeOpenSslWrites() {
  QFETCH(QByteArray, content);
  const QByteArray theirs = seal::signByOpenSsl(content, m_terminal).value();
  const QByteArray ours = seal::signUsual(content, m_terminal).value();
  QCOMPARE(seal::verifyUsual(theirs, m_terminal.certificate()).value(), content);
  QCOMPARE(seal::verifyByOpenSsl(ours, m_terminal.certificate()).value(), content);
  const QByteArray sealedContent = seal::encrypt(content, {m_other.certificate(), m_platform.certificate()}).value();
  for (const KeyPair* reader : {&m_other, &m_platform}) {
    QCOMPARE(seal::decryptUsual(sealedContent, *reader).value(), content);
    QCOMPARE(seal::decryptByOpenSsl(sealedContent, *reader).value(), content);
  }
  QCOMPARE(seal::contentDigest(content),
           "sha-256:" + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

// The receipt a clerk takes to court is judged by stock tools.
void TestSealUsual::isReadByTheTool() {
  QTemporaryDir folder;
  const auto write = [&](const char* name, const QByteArray& bytes) {
    QFile file(folder.filePath(QLatin1String(name)));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  };
  const QByteArray message = seal::signUsual(m_content, m_terminal).value();
  QByteArray changed = message;
  changed.replace("eighty", "ninety");
  QVERIFY(write("good", message) && write("changed", changed) && write("signer", m_terminal.certificate().pem()));
  const auto judge = [&](const char* name) {
    QProcess tool;
    tool.setWorkingDirectory(folder.path());
    tool.start(QStringLiteral("openssl"),
               {QStringLiteral("cms"), QStringLiteral("-verify"), QStringLiteral("-binary"), QStringLiteral("-inform"),
                QStringLiteral("DER"), QStringLiteral("-in"), QLatin1String(name), QStringLiteral("-nointern"),
                QStringLiteral("-certfile"), QStringLiteral("signer"), QStringLiteral("-noverify")});
    tool.waitForFinished();
    return std::pair(tool.exitCode(), tool.readAllStandardOutput());
  };
  QCOMPARE(judge("good"), std::pair(0, m_content));
  QVERIFY(judge("changed").first != 0);
}

void TestSealUsual::neverTakesWhatOpenSslRefuses() {
  const QByteArray message = seal::signUsual(m_content, m_terminal).value();
  const QByteArray sealedContent = seal::encrypt(m_content, {m_platform.certificate()}).value();
  int taken = 0;
  for (qsizetype i = 0; i < std::max(message.size(), sealedContent.size()); ++i) {
    for (const int bit : {0x01, 0x80}) {
      QByteArray changed = message;
      if (i < changed.size()) changed[i] = static_cast<char>(changed[i] ^ bit);
      const auto verified = seal::verifyUsual(changed, m_terminal.certificate());
      QVERIFY(!verified || *verified == seal::verifyByOpenSsl(changed, m_terminal.certificate()).value());
      if (verified && i < changed.size()) ++taken;
      changed = sealedContent;
      if (i < changed.size()) changed[i] = static_cast<char>(changed[i] ^ bit);
      const auto opened = seal::decryptUsual(changed, m_platform);
      QVERIFY(!opened || *opened == seal::decryptByOpenSsl(changed, m_platform).value());
      if (opened && i < changed.size()) ++taken;
    }
  }
  QCOMPARE(taken, 0);  // every byte of this shape says something
  QVERIFY(!seal::verifyUsual(message, m_other.certificate()));
  QVERIFY(!seal::decryptUsual(sealedContent, m_other));
  for (const QByteArray& wrong : {message + 'x', message.chopped(1), QByteArray()}) {
    QVERIFY(!seal::verifyUsual(wrong, m_terminal.certificate()));
    QVERIFY(!seal::decryptUsual(wrong, m_platform));
  }
}

void TestSealUsual::leavesOtherShapesToOpenSsl() {
  QByteArrayList others;
  others.append(finished(signedWith(0).get()));                            // with the certificate inside
  others.append(finished(signedWith(CMS_NOCERTS | CMS_USE_KEYID).get()));  // names its signer by the key
  others.append(finished(signedWith(CMS_NOCERTS | CMS_NOATTR).get()));     // signs the content itself
  const auto attributed = signedWith(CMS_NOCERTS);
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(attributed.get()), 0);
  CMS_signed_add1_attr_by_txt(signer, "unstructuredName", MBSTRING_ASC, "x", 1);
  others.append(finished(attributed.get()));
  for (const QByteArray& message : others) {
    QVERIFY(!message.isEmpty());
    QVERIFY(!seal::verifyUsual(message, m_terminal.certificate()));
    QCOMPARE(seal::verifyAttached(message, m_terminal.certificate()).value(), m_content);
  }
  // Two signatures: the second would pass unread.
  const auto twice = signedWith(CMS_NOCERTS);
  CMS_add1_signer(twice.get(), m_other.certificate().handle(), m_other.handle(), EVP_sha256(),
                  CMS_BINARY | CMS_NOCERTS | CMS_NOSMIMECAP | CMS_PARTIAL);
  QCOMPARE(seal::verifyAttached(finished(twice.get()), m_terminal.certificate()).error().code,
           QByteArray("cms.algorithm"));
  const QByteArray weak = finished(signedWith(CMS_NOCERTS, EVP_sha1()).get());
  QCOMPARE(seal::verifyAttached(weak, m_terminal.certificate()).error().code, QByteArray("cms.algorithm"));
}

void TestSealUsual::leavesAgreementsOnStrangePointsToOpenSsl() {
  const QByteArray sealedContent = seal::encrypt(m_content, {m_platform.certificate()}).value();
  const QByteArray before = QByteArray::fromHex(
      "034200"
      "04");
  const qsizetype point = sealedContent.indexOf(before) + before.size();
  QVERIFY(point > before.size());
  QByteArray zero = sealedContent;
  zero.replace(point, 64, QByteArray(64, '\0'));
  QByteArray off = sealedContent;
  off.replace(point, 64, QByteArray(64, '\x01'));
  QByteArray beyond = sealedContent;  // not a number of the field
  beyond.replace(point, 64, QByteArray(64, '\xFF'));
  QByteArray odd = sealedContent;  // says that it is compressed
  odd[point - 1] = '\x02';
  for (const QByteArray& changed : {zero, off, beyond, odd}) {
    QVERIFY(!seal::decryptUsual(changed, m_platform));
    QCOMPARE(seal::decrypt(changed, m_platform).error().kind, Failure::Invalid);
  }
}

void TestSealUsual::knowsItsRecipientByName() {
  const KeyPair stranger = KeyPair::generate("platform", KeyUse::Agree).value();  // another serial number
  const QByteArray theirs = seal::encrypt(m_content, {stranger.certificate()}).value();
  QVERIFY(!seal::decryptUsual(theirs, m_platform));
  const QByteArray twice = seal::encrypt(m_content, {m_platform.certificate(), m_platform.certificate()}).value();
  QVERIFY(!seal::decryptUsual(twice, m_platform));
  QCOMPARE(seal::decrypt(twice, m_platform).has_value(), seal::decryptByOpenSsl(twice, m_platform).has_value());
}

void TestSealUsual::takesNoOtherDer_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<bool>("good");
  QTest::newRow("short form") << QByteArray::fromHex("0402aabb") << true;
  QTest::newRow("empty") << QByteArray::fromHex("0400") << true;
  QTest::newRow("long form") << QByteArray::fromHex("048180") + QByteArray(0x80, 'x') << true;
  QTest::newRow("longer form") << QByteArray::fromHex("04820100") + QByteArray(0x100, 'x') << true;
  QTest::newRow("long form of a short length") << QByteArray::fromHex("048102aabb") << false;
  QTest::newRow("zeros before the length") << QByteArray::fromHex("04820080") + QByteArray(0x80, 'x') << false;
  QTest::newRow("no definite length") << QByteArray::fromHex("0480aabb0000") << false;
  QTest::newRow("another tag") << QByteArray::fromHex("0502aabb") << false;
  QTest::newRow("cut in the head") << QByteArray::fromHex("04") << false;
  QTest::newRow("cut in the length") << QByteArray::fromHex("0482ff") << false;
  QTest::newRow("cut in the content") << QByteArray::fromHex("0403aabb") << false;
  QTest::newRow("the longest length") << QByteArray::fromHex("0484ffffffff00") << false;
  QTest::newRow("a length of five bytes") << QByteArray::fromHex("0485010000000000") << false;
  QTest::newRow("something behind") << QByteArray::fromHex("0402aabbcc") << false;
  QTest::newRow("nothing") << QByteArray() << false;
}

void TestSealUsual::takesNoOtherDer() {
  QFETCH(QByteArray, bytes);
  QFETCH(bool, good);
  seal::DerPull pull(bytes);
  pull.element(seal::DerTag::Octets);
  QCOMPARE(pull.finished(), good);
  // The same inside another element, whose end is not the end of the bytes.
  seal::DerBuild build(bytes.size() + 64);
  const qsizetype end = build.mark();
  build.put(bytes);
  build.wrap(seal::DerTag::Sequence, end);
  const QByteArray wrapped = build.take();
  seal::DerPull outer(wrapped);
  outer.enter(seal::DerTag::Sequence);
  outer.element(seal::DerTag::Octets);
  outer.leave();
  QCOMPARE(outer.finished(), good);
}

QTEST_GUILESS_MAIN(TestSealUsual)
#include "tst_seal_usual.moc"
