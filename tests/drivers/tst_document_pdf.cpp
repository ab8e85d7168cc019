// Several pages become one PDF: the pictures unchanged, the pages of true size, the same bytes each time, and bounds.
// What is in it is told by poppler's tools, not by our own reading.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/camera/video_document_camera.h"
#include "drivers/document_pdf.h"
#include "drivers/sim/page_scene.h"

using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

const QDateTime kMoment(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);

QByteArray said(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  if (!process.waitForFinished() || process.exitCode() != 0) return "failed: " + process.readAllStandardError();
  return process.readAllStandardOutput();
}

DocumentPage pageOfSheet(sim::Sheet sheet, int filling) {
  sim::PageScene scene;
  scene.frame = {2592, 1944};
  scene.sheet = sheet;
  scene.content = sim::Content::Certificate;
  scene.pose = {3, 8, 4, filling / 100.0, {}};
  Result<PageSight> sight = sightOf(sim::pictureOf(scene), {}, {});
  if (!sight) qFatal("no sight");
  Result<DocumentPage> page = pageOf(*sight);
  if (!page) qFatal("no page");
  return std::move(*page);
}

}  // namespace

class TestDocumentPdf : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void picturesGoInUnchanged();
  void pagesHaveTheirTrueSize();
  void sameBytesEachTime();
  void titleAndNothingElse();
  void boundsHold();
  void refusesWhatIsNoPicture();

 private:
  QTemporaryDir m_dir;
  QString m_path = m_dir.filePath(QStringLiteral("pages.pdf"));
  QList<DocumentPage> m_pages;
  QByteArray m_pdf;
};

void TestDocumentPdf::initTestCase() {
  m_pages = {pageOfSheet(sim::Sheet::A4, 90), pageOfSheet(sim::Sheet::IdCard, 50)};
  const Result<QByteArray> pdf = documentPdf(m_pages, QStringLiteral("申请材料"), kMoment);
  QVERIFY(pdf);
  m_pdf = *pdf;
  QFile file(m_path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(m_pdf) == m_pdf.size());
}

void TestDocumentPdf::picturesGoInUnchanged() {
  const QByteArrayList lines = said(QStringLiteral("pdfimages"), {QStringLiteral("-list"), m_path}).split('\n');
  QCOMPARE(lines.size(), 5);  // two of head, two of pictures, the end
  for (int i = 0; i < 2; ++i) {
    const QByteArrayList fields = lines[2 + i].simplified().split(' ');
    QCOMPARE(fields[3].toInt(), m_pages[i].width);
    QCOMPARE(fields[4].toInt(), m_pages[i].height);
    QCOMPARE(fields[8], QByteArray("jpeg"));
    QVERIFY(std::abs(fields[12].toInt() - m_pages[i].dotsPerInch) <= 1);
  }
  static_cast<void>(
      said(QStringLiteral("pdfimages"), {QStringLiteral("-all"), m_path, m_dir.filePath(QStringLiteral("p"))}));
  for (int i = 0; i < 2; ++i) {
    QFile file(m_dir.filePath(QStringLiteral("p-00%1.jpg").arg(i)));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll() == m_pages[i].jpeg);
  }
  qInfo("A4 %lld bytes at %d dpi, card %lld bytes at %d dpi", m_pages[0].jpeg.size(), m_pages[0].dotsPerInch,
        m_pages[1].jpeg.size(), m_pages[1].dotsPerInch);
  QVERIFY(m_pages[0].jpeg.size() > 100'000 && m_pages[0].jpeg.size() < 450'000);
}

void TestDocumentPdf::pagesHaveTheirTrueSize() {
  const QByteArray info = said(QStringLiteral("pdfinfo"), {QStringLiteral("-f"), QStringLiteral("1"),
                                                           QStringLiteral("-l"), QStringLiteral("2"), m_path});
  QVERIFY2(info.contains("Pages:           2"), info.constData());
  static const QRegularExpression size(QStringLiteral("Page +\\d size: +([\\d.]+) x ([\\d.]+) pts"));
  auto sizes = size.globalMatch(QString::fromLatin1(info));
  for (const auto& [width, height] : {std::pair(595.28, 841.89), std::pair(153.01, 242.65)}) {
    QVERIFY(sizes.hasNext());
    const auto match = sizes.next();
    QVERIFY2(std::abs(match.captured(1).toDouble() - width) < 1, info.constData());
    QVERIFY2(std::abs(match.captured(2).toDouble() - height) < 1, info.constData());
  }
}

void TestDocumentPdf::sameBytesEachTime() {
  QTest::qWait(1100);  // a second later, in which a clock of the library's own would show
  QVERIFY(documentPdf(m_pages, QStringLiteral("申请材料"), kMoment).value() == m_pdf);
}

void TestDocumentPdf::titleAndNothingElse() {
  const QByteArray info = said(QStringLiteral("pdfinfo"), {QStringLiteral("-isodates"), m_path});
  QVERIFY(info.contains("Title:           申请材料"));
  QVERIFY2(info.contains("CreationDate:    2026-01-02T03:04:05Z"), info.constData());
  for (const char* field : {"Author", "Subject", "Keywords"}) QVERIFY(!info.contains(field));
}

void TestDocumentPdf::boundsHold() {
  const Result<QByteArray> many = documentPdf(QList<DocumentPage>(mostDocumentPages + 1, m_pages[1]), {}, kMoment);
  QCOMPARE(many.error().kind, Failure::Full);
  QCOMPARE(many.error().code, QByteArray("document.too-large"));
  QVERIFY(documentPdf(QList<DocumentPage>(mostDocumentPages, m_pages[1]), {}, kMoment));
  DocumentPage heavy = m_pages[1];
  heavy.jpeg.append(QByteArray(mostDocumentBytes, '\0'));
  QCOMPARE(documentPdf({heavy}, {}, kMoment).error().code, QByteArray("document.too-large"));
}

void TestDocumentPdf::refusesWhatIsNoPicture() {
  QCOMPARE(documentPdf({}, {}, kMoment).error().code, QByteArray("document.pdf"));
  for (const QByteArray& bytes : {QByteArray(), QByteArray("%PDF-1.5"), QByteArray("\xFF\xD8", 2)}) {
    DocumentPage page = m_pages[1];
    page.jpeg = bytes;
    QCOMPARE(documentPdf({page}, {}, kMoment).error().code, QByteArray("document.pdf"));
  }
  DocumentPage flat = m_pages[1];
  flat.height = 0;
  QCOMPARE(documentPdf({flat}, {}, kMoment).error().code, QByteArray("document.pdf"));
}

QTEST_GUILESS_MAIN(TestDocumentPdf)
#include "tst_document_pdf.moc"
