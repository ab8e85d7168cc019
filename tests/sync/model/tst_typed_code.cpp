// A code survives being read aloud and typed, and a slip of the finger is found before anything is asked with it.
#include <QRandomGenerator>
#include <QtTest>

#include "sync/model/typed_code.h"

using namespace hall;
using model::kEnrolmentSymbols;
using model::readTypedCode;
using model::typedCode;

class TestTypedCode : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void looksAsAgreed();
  void isReadAsPeopleType();
  void findsEveryWrongCharacter();
  void findsTwoThatChangedPlaces();
  void refusesWhatIsNoCode_data();
  void refusesWhatIsNoCode();

 private:
  const QByteArray m_code = typedCode(QByteArray::fromHex("00112233445566778899aabbccddeeff"), kEnrolmentSymbols);
};

void TestTypedCode::looksAsAgreed() {
  // The first nineteen in Crockford's alphabet, worked out by hand; then the check.
  QCOMPARE(m_code.left(23), QByteArray("008J-4CT4-ANK7-F24S-NAX"));
  QCOMPARE(m_code.size(), qsizetype{24});
  QCOMPARE(readTypedCode(m_code, kEnrolmentSymbols).value().size(), qsizetype{kEnrolmentSymbols});
}

void TestTypedCode::isReadAsPeopleType() {
  const QByteArray bare = readTypedCode(m_code, kEnrolmentSymbols).value();
  QByteArray typed = m_code.toLower();
  QCOMPARE(readTypedCode(typed, kEnrolmentSymbols).value(), bare);
  QCOMPARE(readTypedCode(typed.replace('-', ' '), kEnrolmentSymbols).value(), bare);
  QCOMPARE(readTypedCode(typed.replace('0', 'o').replace('1', 'l'), kEnrolmentSymbols).value(), bare);
}

void TestTypedCode::findsEveryWrongCharacter() {
  const QByteArray alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (qsizetype i = 0; i < m_code.size(); ++i) {
    if (m_code[i] == '-') continue;
    for (const char other : alphabet) {
      QByteArray typed = m_code;
      typed[i] = other;
      QCOMPARE(readTypedCode(typed, kEnrolmentSymbols).has_value(), other == m_code[i]);
    }
  }
}

void TestTypedCode::findsTwoThatChangedPlaces() {
  QByteArray bare = m_code;
  bare.replace('-', "");
  int missed = 0;
  for (qsizetype i = 0; i + 1 < bare.size(); ++i) {
    QByteArray typed = bare;
    std::swap(typed[i], typed[i + 1]);
    const bool found = !readTypedCode(typed, kEnrolmentSymbols);
    missed += found || typed == bare ? 0 : 1;
  }
  QCOMPARE(missed, 0);
}

void TestTypedCode::refusesWhatIsNoCode_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("nothing") << QByteArray();
  QTest::newRow("short") << m_code.left(20);
  QTest::newRow("long") << m_code + "0";
  QTest::newRow("endless") << QByteArray(1000000, '0');
  QTest::newRow("foreign") << QByteArray("008J-4CT4-ANK7-F24S-N\xe4\xb8\x80");
}

void TestTypedCode::refusesWhatIsNoCode() {
  QFETCH(QByteArray, text);
  QCOMPARE(readTypedCode(text, kEnrolmentSymbols).error().code, QByteArray("code.mistyped"));
}

QTEST_GUILESS_MAIN(TestTypedCode)
#include "tst_typed_code.moc"
