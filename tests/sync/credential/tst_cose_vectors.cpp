// Signatures that others published verify here, and no longer once a byte of what they cover is changed.
#include <QCborArray>
#include <QtTest>

#include "tests/sync/credential/made.h"

using namespace hall;
using credential::Check;
using seal::PublicKey;
using seal::SignatureAlgorithm;

namespace {

// RFC 9052, appendix C.2.1, with the key "11" of appendix C.7.1.
const char kSign1[] =
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c0831"
    "06c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36";
const char kKey11[] =
    "04bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed"
    "6b6fb6ed28bbfc117e";
// RFC 8392, appendices A.3 and A.2.3.
const char kCwt[] =
    "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e6578616d706c652e636f6d026565"
    "72696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b71584054"
    "27c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b63632c5"
    "7209120e1c9e30";
const char kCwtKey[] =
    "04143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d1"
    "68db9529971a36e7b9";

QByteArray hex(const char* digits) {
  return QByteArray::fromHex(digits);
}

}  // namespace

class TestCoseVectors : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aSignatureOfTheCoseStandard();
  void aTokenOfTheCwtStandard();
  void signaturesOfTheEd25519Standard();
  void everyKindVerifiesOnlyItsOwn();
};

void TestCoseVectors::aSignatureOfTheCoseStandard() {
  const auto items = credential::readCoseItems(hex(kSign1));
  const auto message = credential::readCoseSign1(items.value()).value();
  QCOMPARE(message.payload, QByteArray("This is the content."));
  QCOMPARE(message.kid(), QByteArray("11"));
  QCOMPARE(message.algorithm().value(), SignatureAlgorithm::Es256);
  const auto key = PublicKey::fromRaw(hex(kKey11)).value();
  QVERIFY(key.verifies(SignatureAlgorithm::Es256, message.signedBytes(), message.signature));
  auto changed = message;
  changed.payload[0] = 't';
  QVERIFY(!key.verifies(SignatureAlgorithm::Es256, changed.signedBytes(), message.signature));
  changed = message;
  changed.protectedBytes = hex("a10127");
  QVERIFY(!key.verifies(SignatureAlgorithm::Es256, changed.signedBytes(), message.signature));
}

void TestCoseVectors::aTokenOfTheCwtStandard() {
  credential::Signer signer{"AsymmetricECDSA256", PublicKey::fromRaw(hex(kCwtKey)).value(), {}, {}, {}, {}, {}};
  signer.name.zh = QStringLiteral("示例");
  signer.uses = {credential::Kind::Cwt};
  const auto list = test::listOf({signer});
  const QByteArray text = test::textOf(hex(kCwt));
  const auto verdict = credential::verify(text, &list, test::at("2015-10-05T00:00:00Z"));
  QVERIFY2(verdict.isValid(), verdict.failed ? credential::name(*verdict.failed).constData() : "");
  QCOMPARE(verdict.claims.issuer, QStringLiteral("coap://as.example.com"));
  QCOMPARE(verdict.claims.expires.toSecsSinceEpoch(), 1444064944);
  QCOMPARE(verdict.claims.notBefore.toSecsSinceEpoch(), 1443944944);
  QCOMPARE(verdict.claims.id, hex("0b71"));
  QCOMPARE(credential::verify(text, &list, test::at("2016-10-05T00:00:00Z")).failed.value(), Check::Expired);
}

void TestCoseVectors::signaturesOfTheEd25519Standard() {
  // RFC 8032, section 7.1, tests 1 and 2.
  const auto first = PublicKey::fromRaw(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  QVERIFY(first->verifies(SignatureAlgorithm::EdDsa, "",
                          hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
                              "1cf9b46bd25bf5f0595bbe24655141438e7a100b")));
  const auto second = PublicKey::fromRaw(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  const QByteArray signature =
      hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
          "2aeeb00d291612bb0c00");
  QVERIFY(second->verifies(SignatureAlgorithm::EdDsa, "\x72", signature));
  QVERIFY(!second->verifies(SignatureAlgorithm::EdDsa, "\x73", signature));
  QVERIFY(!first->verifies(SignatureAlgorithm::EdDsa, "\x72", signature));
}

void TestCoseVectors::everyKindVerifiesOnlyItsOwn() {
  const QList<seal::SigningKey> keys{test::p256(), test::rsa(), test::ed25519()};
  const QList<SignatureAlgorithm> kinds{SignatureAlgorithm::Es256, SignatureAlgorithm::Ps256,
                                        SignatureAlgorithm::EdDsa};
  for (int i = 0; i < keys.size(); ++i) {
    QCOMPARE(keys[i].algorithm(), kinds[i]);
    const QByteArray signature = keys[i].sign("message").value();
    for (int key = 0; key < keys.size(); ++key) {
      for (const SignatureAlgorithm kind : kinds) {
        QCOMPARE(keys[key].signer().key.verifies(kind, "message", signature), key == i && kind == kinds[i]);
      }
    }
    QVERIFY(!keys[i].signer().key.verifies(kinds[i], "message", {}));
    QVERIFY(!keys[i].signer().key.verifies(kinds[i], "message", QByteArray(signature.size(), '\0')));
    QVERIFY(!keys[i].signer().key.verifies(kinds[i], "message", signature + '\0'));
  }
}

QTEST_APPLESS_MAIN(TestCoseVectors)
#include "tst_cose_vectors.moc"
