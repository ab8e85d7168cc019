// A credential that was cut short or changed in any one bit is not genuine, unless what was signed is still the same.
#include <QtTest>

#include "tests/sync/credential/made.h"

using namespace hall;

class TestCredentialDamage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cutShortAtEveryByte();
  void oneBitOfTheText();
  void oneBitOfTheStream();
  void oneBitOfTheMessage();

 private:
  const seal::SigningKey m_key = test::p256();
  const credential::TrustList m_list = test::listOf({test::signerOf(m_key, {credential::Kind::Receipt})});
  const QByteArray m_text = credential::issue(test::receipt(), test::terms(), m_key).value();
  const QByteArray m_stream = credential::decodeBase45(QByteArrayView(m_text).sliced(6)).value();
  const QByteArray m_message = credential::unpack(m_stream, credential::kLargestContent).value();

  [[nodiscard]] credential::Verdict verdict(const QByteArray& text) const {
    return credential::verify(text, &m_list, test::at("2026-06-20T00:00:00Z"));
  }
  static QByteArray flipped(QByteArray bytes, qsizetype bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
  }
  // Which of the bits of `whole`, turned over, leave a genuine credential.
  template <class Wrap>
  QList<qsizetype> harmless(const QByteArray& whole, Wrap wrap) const {
    QList<qsizetype> bits;
    for (qsizetype bit = 0; bit < whole.size() * 8; ++bit) {
      if (verdict(wrap(flipped(whole, bit))).isValid()) bits.append(bit);
    }
    return bits;
  }
};

void TestCredentialDamage::cutShortAtEveryByte() {
  QVERIFY(verdict(m_text).isValid());
  for (qsizetype size = 0; size < m_text.size(); ++size) QVERIFY(!verdict(m_text.left(size)).isValid());
  const auto stream = [](const QByteArray& bytes) { return "HALL1:" + credential::encodeBase45(bytes); };
  for (qsizetype size = 0; size < m_stream.size(); ++size) QVERIFY(!verdict(stream(m_stream.left(size))).isValid());
  for (qsizetype size = 0; size < m_message.size(); ++size) {
    QVERIFY(!verdict(test::textOf(m_message.left(size), "HALL1:")).isValid());
  }
}

// A stream has a few bits that nobody reads, where it is filled up to whole bytes: what comes out of it is the same.
void TestCredentialDamage::oneBitOfTheText() {
  const auto bits = harmless(m_text, [](const QByteArray& text) { return text; });
  for (const qsizetype bit : bits) {
    const auto stream = credential::decodeBase45(QByteArrayView(flipped(m_text, bit)).sliced(6));
    QCOMPARE(credential::unpack(stream.value(), credential::kLargestContent).value(), m_message);
  }
}

void TestCredentialDamage::oneBitOfTheStream() {
  const auto bits =
      harmless(m_stream, [](const QByteArray& bytes) { return "HALL1:" + credential::encodeBase45(bytes); });
  QVERIFY(bits.size() <= 14);
  for (const qsizetype bit : bits) {
    QCOMPARE(credential::unpack(flipped(m_stream, bit), credential::kLargestContent).value(), m_message);
  }
}

void TestCredentialDamage::oneBitOfTheMessage() {
  const auto bits = harmless(m_message, [](const QByteArray& bytes) { return test::textOf(bytes, "HALL1:"); });
  QCOMPARE(bits, QList<qsizetype>());
}

QTEST_APPLESS_MAIN(TestCredentialDamage)
#include "tst_credential_damage.moc"
