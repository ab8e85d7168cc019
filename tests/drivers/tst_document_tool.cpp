// hall-device document: pages from picture files or from the configured camera become a PDF, each page judged in words.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <opencv2/imgcodecs.hpp>

#include "drivers/sim/page_scene.h"
#include "drivers/tool/commands.h"

using namespace hall::drivers;
using tool::Commands;
using tool::Format;

class TestDocumentTool : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void init();
  void pagesFromFiles();
  void aPoorPageIsToldInWords();
  void nothingThere();
  void pagesFromTheCamera();
  void aMissingCamera();

 private:
  QString draw(const QString& file, const std::function<void(sim::PageScene&)>& how) {
    sim::PageScene scene;
    scene.pose.filling = 0.85;
    how(scene);
    cv::imwrite(m_dir.filePath(file).toStdString(), sim::pictureOf(scene));
    return m_dir.filePath(file);
  }
  int pagesOfPdf() const {
    QProcess info;
    info.start(QStringLiteral("pdfinfo"), {m_pdf});
    info.waitForFinished();
    static const QRegularExpression pages(QStringLiteral("Pages: +(\\d+)"));
    return pages.match(QString::fromLatin1(info.readAllStandardOutput())).captured(1).toInt();
  }
  int document(const tool::DocumentOrder& order, Format format = Format::Lines) {
    return Commands(m_terminal, format, m_out).document(order, QStringLiteral(HALL_ASSETS "/i18n"));
  }

  QTemporaryDir m_dir;
  QString m_pdf = m_dir.filePath(QStringLiteral("out.pdf"));
  QString m_good;
  tool::Terminal m_terminal;
  QString m_text;
  QTextStream m_out{&m_text};
};

void TestDocumentTool::initTestCase() {
  auto catalogue = readCatalogue(QStringLiteral(HALL_ASSETS "/devices"));
  QVERIFY(catalogue);
  m_terminal.catalogue = *catalogue;
  m_good = draw(QStringLiteral("good.png"), [](sim::PageScene&) {});
}

void TestDocumentTool::init() {
  m_text.clear();
  m_out.setString(&m_text);
  m_terminal.documentCamera.clear();
  QFile::remove(m_pdf);
}

void TestDocumentTool::pagesFromFiles() {
  QCOMPARE(document({m_pdf, 1, {m_good, m_good}}, Format::Json), 0);
  const QStringList lines = m_text.split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 2);
  const QJsonObject page = QJsonDocument::fromJson(lines[1].toUtf8()).object();
  QCOMPARE(page[QLatin1String("page")].toInt(), 2);
  QVERIFY(page[QLatin1String("flaws")].toArray().isEmpty());
  QVERIFY(page[QLatin1String("dotsPerInch")].toInt() > 80);
  QCOMPARE(pagesOfPdf(), 2);
}

void TestDocumentTool::aPoorPageIsToldInWords() {
  const QString cut = draw(QStringLiteral("cut.png"), [](sim::PageScene& scene) { scene.pose.shift.y = 0.35; });
  QCOMPARE(document({m_pdf, 1, {cut, m_good}}), 1);
  QVERIFY2(m_text.contains(QStringLiteral("四个角都露出来")), qPrintable(m_text));
  QVERIFY(m_text.contains(QStringLiteral("four corners")));
  QVERIFY(m_text.contains(QStringLiteral("good")));
  QCOMPARE(pagesOfPdf(), 2);
}

void TestDocumentTool::nothingThere() {
  const QString empty = draw(QStringLiteral("empty.png"), [](sim::PageScene& scene) { scene.empty = true; });
  QCOMPARE(document({m_pdf, 1, {empty, m_dir.filePath(QStringLiteral("none.png"))}}), 2);
  QVERIFY2(m_text.contains(QStringLiteral("document.none")), qPrintable(m_text));
  QVERIFY2(m_text.contains(QStringLiteral("document.frame")), qPrintable(m_text));
  QVERIFY(!QFile::exists(m_pdf));
}

void TestDocumentTool::pagesFromTheCamera() {
  draw(QStringLiteral("desk_0.png"), [](sim::PageScene&) {});
  m_terminal.documentCamera = m_dir.filePath(QStringLiteral("desk_%d.png"));
  QCOMPARE(document({m_pdf, 2, {}}), 0);
  QCOMPARE(pagesOfPdf(), 2);
}

void TestDocumentTool::aMissingCamera() {
  m_terminal.documentCamera = QStringLiteral("/dev/video63");
  QCOMPARE(document({m_pdf, 1, {}}), 2);
  QVERIFY2(m_text.contains(QStringLiteral("document.gone")), qPrintable(m_text));
}

QTEST_GUILESS_MAIN(TestDocumentTool)
#include "tst_document_tool.moc"
