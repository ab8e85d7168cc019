// What is on the paper, as the tools of others see it: embedded fonts, text that can be found, a code that scans.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "kiosk-app/papers/acceptance_notice.h"
#include "kiosk-app/papers/certificate_paper.h"

using namespace hall::papers;
using hall::model::LocalText;
using hall::model::Words;

namespace {

const QString kRare = QStringLiteral("䶮") + QString::fromUcs4(U"\U00020BB7\U0002A6A5");

AcceptanceNotice sample() {
  AcceptanceNotice notice;
  notice.hallName = {QStringLiteral("样板区政务服务大厅"), QStringLiteral("Sample District Government Service Hall")};
  notice.authority = {QStringLiteral("样板区人力资源和社会保障局"),
                      QStringLiteral("Sample District Human Resources and Social Security Bureau")};
  notice.serviceName = {QStringLiteral("高龄津贴申请"), QStringLiteral("Allowance for people of 80 and over")};
  notice.acceptanceNo = QStringLiteral("YB-2026-11-000042");
  notice.receivedAt = QDateTime({2026, 11, 2}, {1, 30}, Qt::UTC);
  notice.applicant = QStringLiteral("王样") + kRare.first(1);
  notice.applicantNumber = QStringLiteral("110000190001010012");
  notice.materials = {{QStringLiteral("居民身份证"), QStringLiteral("Resident ID card")},
                      {QStringLiteral("银行卡号"), QStringLiteral("Number of a bank card")}};
  notice.legalWorkingDays = 15;
  notice.code = QStringLiteral("HALL1:R:3f0c3a52-7d1a-4d9e-9d3e-0a1b2c3d4e5f:0123456789abcdef");
  return notice;
}

CertificatePaper certificate() {
  CertificatePaper paper;
  paper.title = {QStringLiteral("居住证明"), QStringLiteral("Certificate of residence")};
  paper.holder = QStringLiteral("测试") + kRare;
  for (int i = 1; i <= 4; ++i) {
    paper.statements.append({{QStringLiteral("第 %1 项").arg(i), QStringLiteral("Item %1").arg(i)},
                             QStringLiteral("虚构省示例市样板区测试路 %1 号").arg(i)});
  }
  paper.issuer = {QStringLiteral("示例市公安局样板分局"), QStringLiteral("Sample City Public Security Bureau")};
  paper.date = {2026, 11, 2};
  paper.code = QString(600, u'A');  // as long as a signed credential
  return paper;
}

}  // namespace

class TestPapers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void embedsEveryFont();
  void holdsItsWordsAsText();
  void holdsRareCharactersAsText();
  void saysWhatItIs();
  void isTheSameEveryTime();
  void scans_data();
  void scans();
  void numbersItsPages();
  void masks_data();
  void masks();

 private:
  QByteArray run(const QString& program, const QStringList& words) const {
    QProcess process;
    process.start(program, words);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
      qWarning() << program << process.errorString() << process.readAllStandardError();
    }
    return process.readAllStandardOutput();
  }
  [[nodiscard]] QString keep(const QByteArray& pdf) const {
    QFile file(m_dir->filePath(QStringLiteral("paper.pdf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(pdf) != pdf.size()) qFatal("cannot write");
    return file.fileName();
  }
  [[nodiscard]] QString textOf(const QByteArray& pdf) const {
    return QString::fromUtf8(
        run(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), keep(pdf), QStringLiteral("-")}));
  }

  const Words m_words = Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
  std::unique_ptr<QTemporaryDir> m_dir;
};

void TestPapers::init() {
  m_dir = std::make_unique<QTemporaryDir>();
}

void TestPapers::embedsEveryFont() {
  for (const auto& pdf : {acceptanceNotice(sample(), m_words), certificatePaper(certificate(), m_words)}) {
    QVERIFY(pdf);
    QVERIFY2(pdf->size() < 300 * 1024, qPrintable(QString::number(pdf->size())));
    const QList<QByteArray> lines = run(QStringLiteral("pdffonts"), {keep(*pdf)}).trimmed().split('\n');
    QVERIFY(lines.size() > 2);
    const qsizetype embedded = lines[0].indexOf("emb");
    QVERIFY(embedded > 0);
    for (qsizetype i = 2; i < lines.size(); ++i) {
      QCOMPARE(lines[i].mid(embedded, 11), QByteArray("yes yes yes"));  // embedded, a subset, with its text
    }
  }
}

void TestPapers::holdsItsWordsAsText() {
  const QString text = textOf(acceptanceNotice(sample(), m_words).value());
  for (const char* word :
       {"受理通知书", "Notice of acceptance", "样板区政务服务大厅", "YB-2026-11-000042", "2026-11-02 09:30",
        "高龄津贴申请", "居民身份证", "15 个工作日", "验证方法", "1100**********0012"}) {
    QVERIFY2(text.contains(QString::fromUtf8(word)), qPrintable(QString::fromUtf8(word) + u'\n' + text));
  }
  QVERIFY(!text.contains(QStringLiteral("110000190001010012")));
  QVERIFY(!text.contains(QStringLiteral("王样䶮")));
  QVERIFY(text.contains(QStringLiteral("王＊䶮")));
}

void TestPapers::holdsRareCharactersAsText() {
  const QString text = textOf(certificatePaper(certificate(), m_words).value());
  QVERIFY2(text.contains(QStringLiteral("测试") + kRare), qPrintable(text));
}

void TestPapers::saysWhatItIs() {
  const QByteArray pdf = acceptanceNotice(sample(), m_words).value();
  const QString info = QString::fromUtf8(run(QStringLiteral("pdfinfo"), {keep(pdf)}));
  QVERIFY2(info.contains(QRegularExpression(QStringLiteral("Title:\\s+受理通知书"))), qPrintable(info));
  QVERIFY(info.contains(QStringLiteral("A4")));
  QVERIFY(pdf.contains("/Lang (zh-CN)"));
}

void TestPapers::isTheSameEveryTime() {
  QCOMPARE(acceptanceNotice(sample(), m_words).value(), acceptanceNotice(sample(), m_words).value());
}

void TestPapers::scans_data() {
  QTest::addColumn<QByteArray>("pdf");
  QTest::addColumn<QString>("code");
  QTest::newRow("notice") << acceptanceNotice(sample(), m_words).value() << sample().code;
  QTest::newRow("certificate") << certificatePaper(certificate(), m_words).value() << certificate().code;
}

void TestPapers::scans() {
  QFETCH(const QByteArray, pdf);
  QFETCH(const QString, code);
  const QString picture = m_dir->filePath(QStringLiteral("page"));
  run(QStringLiteral("pdftoppm"), {QStringLiteral("-r"), QStringLiteral("150"), QStringLiteral("-png"),
                                   QStringLiteral("-singlefile"), keep(pdf), picture});
  const QByteArray seen = run(QStringLiteral(HALL_DEVICE), {QStringLiteral("scan"), QStringLiteral("--budget"),
                                                            QStringLiteral("5000"), picture + QStringLiteral(".png")});
  QVERIFY2(QString::fromUtf8(seen).contains(u'\t' + code), seen.constData());
}

void TestPapers::numbersItsPages() {
  AcceptanceNotice notice = sample();
  QVERIFY(textOf(acceptanceNotice(notice, m_words).value()).contains(QStringLiteral("第 1 页，共 1 页")));
  for (int i = 0; i < 30; ++i) {
    notice.materials.append({QStringLiteral("第 %1 份材料").arg(i), QStringLiteral("Item %1").arg(i)});
  }
  const QString text = textOf(acceptanceNotice(notice, m_words).value());
  const auto last = QRegularExpression(QStringLiteral("第 1 页，共 ([2-9]) 页")).match(text).captured(1);
  QVERIFY2(text.contains(QStringLiteral("Page %1 of %1").arg(last)), qPrintable(text));
  for (int i = 0; i < 30; ++i) QVERIFY(text.contains(QStringLiteral("第 %1 份材料").arg(i)));
}

void TestPapers::masks_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("masked");
  QTest::newRow("two") << QStringLiteral("王样") << QStringLiteral("王＊");
  QTest::newRow("four") << QStringLiteral("测试样例") << QStringLiteral("测＊＊例");
  QTest::newRow("one") << QStringLiteral("王") << QStringLiteral("王");
  QTest::newRow("none") << QString() << QString();
  QTest::newRow("pairs") << QString::fromUcs4(U"\U00020BB7\U0002A6A5\U00020BB7")
                         << QString::fromUcs4(U"\U00020BB7＊\U00020BB7");
}

void TestPapers::masks() {
  QFETCH(const QString, name);
  QFETCH(const QString, masked);
  QCOMPARE(maskedName(name), masked);
  QCOMPARE(maskedNumber(QStringLiteral("110000190001010012")), QStringLiteral("1100**********0012"));
  QCOMPARE(maskedNumber(QStringLiteral("1234")), QStringLiteral("＊＊＊＊"));
}

QTEST_GUILESS_MAIN(TestPapers)
#include "tst_papers.moc"
