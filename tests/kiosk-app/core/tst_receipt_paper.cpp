// The local slip never says more than is true, the official one carries the platform's number, neither names a person.
#include <QtTest>

#include "kiosk-app/core/receipt_code.h"
#include "kiosk-app/core/receipt_paper.h"

using hall::drivers::PaperLine;
using hall::model::Language;

class TestReceiptPaper : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theLocalSlipClaimsOnlyWhatIsTrue_data() { languages(); }
  void theLocalSlipClaimsOnlyWhatIsTrue();
  void theOfficialOneCarriesTheNumber_data() { languages(); }
  void theOfficialOneCarriesTheNumber();
  void writesTimesAsPeopleDo();

 private:
  static void languages() {
    QTest::addColumn<Language>("language");
    QTest::newRow("Chinese") << Language::Chinese;
    QTest::newRow("English") << Language::English;
  }
  [[nodiscard]] QString paper(const hall::model::Submission& submission, Language language) const {
    QStringList lines;
    for (const PaperLine& line : hall::kiosk::receiptPaper({hall(), service(), submission}, m_words, language)) {
      lines.append(line.text);
    }
    return lines.join(u'\n');
  }
  static hall::model::LocalText hall() { return {QStringLiteral("样例大厅"), QStringLiteral("Example Hall")}; }
  static hall::model::LocalText service() { return {QStringLiteral("样例事项"), QStringLiteral("Example matter")}; }
  static hall::model::Submission submission() {
    hall::model::Submission kept;
    kept.submissionId = "01900000-0000-7000-8000-000000000001";
    kept.digest = "sha-256:" + QByteArray(64, 'a');
    kept.terminalSeq = 12;
    kept.sealedAt = QDateTime(QDate(2026, 11, 2), QTime(1, 5), Qt::UTC);
    return kept;
  }

  const hall::model::Words m_words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
};

void TestReceiptPaper::theLocalSlipClaimsOnlyWhatIsTrue() {
  QFETCH(const Language, language);
  const QString text = paper(submission(), language);
  QVERIFY(text.contains(hall().in(language)) && text.contains(service().in(language)));
  QVERIFY(text.contains(m_words.text(QStringLiteral("paper.local.title"), language)));
  QVERIFY(!text.contains(m_words.text(QStringLiteral("paper.official.title"), language)));
  QVERIFY(text.contains(QStringLiteral("0012")));
  QVERIFY(text.contains(hall::kiosk::receiptCodeText(submission().submissionId, submission().digest)));
  QVERIFY2(!text.contains(QStringLiteral("已受理")) && !text.contains(QStringLiteral("accepted"), Qt::CaseInsensitive),
           qUtf8Printable(text));
  QVERIFY2(!text.contains(u'%') && !text.contains(QStringLiteral("paper.")), qUtf8Printable(text));
}

void TestReceiptPaper::theOfficialOneCarriesTheNumber() {
  QFETCH(const Language, language);
  hall::model::Submission received = submission();
  received.receipt =
      hall::model::Receipt{received.submissionId, received.digest, QDateTime(QDate(2026, 11, 2), QTime(2, 0), Qt::UTC),
                           "20261102-000001", "received"};
  const QString text = paper(received, language);
  QVERIFY(text.contains(m_words.text(QStringLiteral("paper.official.title"), language)));
  QVERIFY(text.contains(QStringLiteral("20261102-000001")));
  QVERIFY(text.contains(hall::kiosk::timeText(received.receipt->receivedAt, language)));
  QVERIFY2(!text.contains(u'%') && !text.contains(QStringLiteral("paper.")), qUtf8Printable(text));
}

void TestReceiptPaper::writesTimesAsPeopleDo() {
  const QDateTime late(QDate(2026, 12, 31), QTime(17, 5), Qt::UTC);
  QCOMPARE(hall::kiosk::timeText(late, Language::Chinese), QStringLiteral("2027年1月1日 1:05"));
  QCOMPARE(hall::kiosk::timeText(late, Language::English), QStringLiteral("1 Jan 2027, 1:05"));
}

QTEST_GUILESS_MAIN(TestReceiptPaper)
#include "tst_receipt_paper.moc"
