// Every answer has words for the citizen, the clerk and the technician, and the list's date where it is needed.
#include <QRegularExpression>
#include <QtTest>

#include "sync/credential/verdict.h"
#include "sync/model/words.h"

using namespace hall;
using credential::Check;
using credential::Listener;
using model::Language;

class TestCredentialWords : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyAnswerHasWords();
  void noWordsForAnswersThatAreGone();
  void theDateOfTheListIsSaid();
  void citizensHearNoTechnicalWords();

 private:
  const model::Words m_words = model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();

  [[nodiscard]] static QList<credential::Verdict> answers() {
    QList<credential::Verdict> all(3);
    all[0].listDate = all[1].listDate = QDateTime::fromSecsSinceEpoch(1780272000);
    all[1].listStale = true;
    for (const Check check : credential::kChecks) {
      credential::Verdict failed;
      failed.failed = check;
      all.append(failed);
    }
    return all;
  }
};

void TestCredentialWords::everyAnswerHasWords() {
  const auto all = answers();
  QCOMPARE(all.size(), 21);
  for (const auto& verdict : all) {
    for (const Listener listener : {Listener::Citizen, Listener::Clerk, Listener::Technician}) {
      const QString id = credential::answerWord(verdict, listener);
      QVERIFY2(m_words.contains(id), qUtf8Printable(id));
    }
  }
}

void TestCredentialWords::noWordsForAnswersThatAreGone() {
  QSet<QString> said;
  const auto all = answers();
  for (const auto& verdict : all) {
    for (const Listener listener : {Listener::Citizen, Listener::Clerk, Listener::Technician}) {
      said.insert(credential::answerWord(verdict, listener));
    }
  }
  for (const QString& id : m_words.ids()) {
    if (id.startsWith(QStringLiteral("credential."))) QVERIFY2(said.contains(id), qUtf8Printable(id));
  }
}

void TestCredentialWords::theDateOfTheListIsSaid() {
  const auto all = answers();
  for (const auto& verdict : all) {
    const bool dated = !verdict.failed && verdict.listDate.isValid();
    for (const Language language : {Language::Chinese, Language::English}) {
      const QString text = m_words.text(credential::answerWord(verdict, Listener::Citizen), language);
      QCOMPARE(text.contains(QStringLiteral("%1")), dated);
    }
  }
  QCOMPARE(m_words.text(credential::answerWord(all[0], Listener::Citizen), Language::English),
           QStringLiteral("Genuine, checked offline, list of %1."));
}

void TestCredentialWords::citizensHearNoTechnicalWords() {
  static const QRegularExpression technical(QStringLiteral(
      "[A-Z]{3,}|zlib|[Bb]ase45|\\b(error|exception|failed to|null|hash|kid|algorithm|header)\\b|异常|哈希|算法"));
  const auto all = answers();
  for (const auto& verdict : all) {
    for (const Language language : {Language::Chinese, Language::English}) {
      const QString text = m_words.text(credential::answerWord(verdict, Listener::Citizen), language);
      QVERIFY2(!technical.match(text).hasMatch(), qUtf8Printable(text));
    }
  }
}

QTEST_APPLESS_MAIN(TestCredentialWords)
#include "tst_credential_words.moc"
