// Words: every id once, in both languages; a hole shows its name.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/model/words.h"

using hall::model::Language;
using hall::model::Words;

class TestWords : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void speaksBothLanguages();
  void refuses_data();
  void refuses();
  void refusesAnEmptyFolder();
  void takesTheHouse();

 private:
  static void write(const QTemporaryDir& folder, const char* name, const QByteArray& text) {
    QFile file(folder.filePath(QString::fromLatin1(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
  }
};

void TestWords::speaksBothLanguages() {
  const QTemporaryDir folder;
  write(folder, "a.json", R"({"home.title": {"zh": "您好", "en": "Welcome"}})");
  write(folder, "b.json", R"({"home.start": {"zh": "开始", "en": "Start"}})");
  const auto words = Words::load(folder.path());
  QVERIFY(words);
  QCOMPARE(words->ids().size(), 2);
  QVERIFY(words->contains(QStringLiteral("home.start")));
  QCOMPARE(words->text(QStringLiteral("home.title"), Language::Chinese), QStringLiteral("您好"));
  QCOMPARE(words->text(QStringLiteral("home.title"), Language::English), QStringLiteral("Welcome"));
  QVERIFY(!words->contains(QStringLiteral("home.hole")));
  QCOMPARE(words->text(QStringLiteral("home.hole"), Language::English), QStringLiteral("home.hole"));
}

void TestWords::refuses_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("id of another file") << QByteArray(R"({"home.title": {"zh": "您好", "en": "Hi"}})")
                                      << QByteArray("words.entry");
  QTest::newRow("no English") << QByteArray(R"({"x": {"zh": "您好"}})") << QByteArray("words.entry");
  QTest::newRow("empty Chinese") << QByteArray(R"({"x": {"zh": "", "en": "Hi"}})") << QByteArray("words.entry");
  QTest::newRow("one text") << QByteArray(R"({"x": "Hi"})") << QByteArray("words.entry");
  QTest::newRow("list") << QByteArray("[]") << QByteArray("words.json");
  QTest::newRow("torn") << QByteArray(R"({"x": {"zh")") << QByteArray("words.json");
}

void TestWords::refuses() {
  QFETCH(const QByteArray, text);
  const QTemporaryDir folder;
  write(folder, "a.json", R"({"home.title": {"zh": "您好", "en": "Welcome"}})");
  write(folder, "b.json", text);
  const auto words = Words::load(folder.path());
  QVERIFY(!words);
  QTEST(words.error().code, "code");
  QVERIFY2(words.error().detail.contains(QStringLiteral("b.json: ")), qUtf8Printable(words.error().detail));
}

void TestWords::refusesAnEmptyFolder() {
  const QTemporaryDir folder;
  const auto words = Words::load(folder.path());
  QVERIFY(!words);
  QCOMPARE(words.error().code, "words.none");
}

void TestWords::takesTheHouse() {
  const auto words = Words::load(QStringLiteral(HALL_ASSETS "/i18n"));
  QVERIFY2(words, words ? "" : qUtf8Printable(words.error().detail));
  QVERIFY(words->ids().size() > 100);
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
