// A credential that was cut short or changed in any one bit is not genuine, unless what was signed is still the same.
#include <QtTest>

#include "tests/sync/credential/made.h"

using namespace hall;

namespace {

struct Sample {
  explicit Sample(const seal::SigningKey& key)
      : list(test::listOf({test::signerOf(key, {credential::Kind::Receipt})})),
        text(credential::issue(test::receipt(), test::terms(), key).value()) {}

  credential::TrustList list;
  QByteArray text;
  QByteArray stream = credential::decodeBase45(QByteArrayView(text).sliced(6)).value();
  QByteArray message = credential::unpack(stream, credential::kLargestContent).value();

  [[nodiscard]] bool isValid(const QByteArray& shown) const {
    return credential::verify(shown, &list, test::at("2026-06-20T00:00:00Z")).isValid();
  }
};

QByteArray asIs(const QByteArray& text) {
  return text;
}
QByteArray ofStream(const QByteArray& stream) {
  return "HALL1:" + credential::encodeBase45(stream);
}
QByteArray ofMessage(const QByteArray& message) {
  return test::textOf(message, "HALL1:");
}

QByteArray flipped(QByteArray bytes, qsizetype bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

// Which of the bits of `whole`, turned over, leave a genuine credential.
QList<qsizetype> harmless(const Sample& sample, const QByteArray& whole, QByteArray (*wrap)(const QByteArray&)) {
  QList<qsizetype> bits;
  for (qsizetype bit = 0; bit < whole.size() * 8; ++bit) {
    if (sample.isValid(wrap(flipped(whole, bit)))) bits.append(bit);
  }
  return bits;
}

}  // namespace

class TestCredentialDamage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cutShortAtEveryByte();
  void oneBitOfTheText();
  void oneBitOfTheStream();
  void oneBitOfTheMessage();

 private:
  const QList<Sample> m_samples{Sample(test::p256()), Sample(test::ed25519()), Sample(test::rsa())};
};

void TestCredentialDamage::cutShortAtEveryByte() {
  for (const Sample& sample : m_samples) {
    QVERIFY(sample.isValid(sample.text));
    for (qsizetype size = 0; size < sample.text.size(); ++size) QVERIFY(!sample.isValid(sample.text.left(size)));
    for (qsizetype size = 0; size < sample.stream.size(); ++size) {
      QVERIFY(!sample.isValid(ofStream(sample.stream.left(size))));
    }
    for (qsizetype size = 0; size < sample.message.size(); ++size) {
      QVERIFY(!sample.isValid(ofMessage(sample.message.left(size))));
    }
  }
}

// A stream has a few bits that nobody reads, where it is filled up to whole bytes: what comes out of it is the same.
void TestCredentialDamage::oneBitOfTheText() {
  for (const Sample& sample : m_samples) {
    const auto bits = harmless(sample, sample.text, asIs);
    for (const qsizetype bit : bits) {
      const auto stream = credential::decodeBase45(QByteArrayView(flipped(sample.text, bit)).sliced(6));
      QCOMPARE(credential::unpack(stream.value(), credential::kLargestContent).value(), sample.message);
    }
  }
}

void TestCredentialDamage::oneBitOfTheStream() {
  for (const Sample& sample : m_samples) {
    const auto bits = harmless(sample, sample.stream, ofStream);
    QVERIFY(bits.size() <= 14);
    for (const qsizetype bit : bits) {
      const auto content = credential::unpack(flipped(sample.stream, bit), credential::kLargestContent);
      QCOMPARE(content.value(), sample.message);
    }
  }
}

void TestCredentialDamage::oneBitOfTheMessage() {
  for (const Sample& sample : m_samples) {
    QCOMPARE(harmless(sample, sample.message, ofMessage), QList<qsizetype>());
  }
}

QTEST_APPLESS_MAIN(TestCredentialDamage)
#include "tst_credential_damage.moc"
