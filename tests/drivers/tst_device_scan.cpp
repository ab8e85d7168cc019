// hall-device scan: one line a code whatever the file is, and a file that is none harms nobody.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "drivers/sim/sim_frame_source.h"
#include "drivers/tool/scan.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using sim::Condition;
using sim::pictureOfCode;

class TestDeviceScan : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void printsOneLineACode();
  void printsEveryCodeInView();
  void escapesWhatWouldBreakALine();
  void goesOnBehindABadFile_data();
  void goesOnBehindABadFile();
  void tellsPassesAsJson();
  void takesAList();

 private:
  QString written(const QString& name, const cv::Mat& picture) {
    const QString path = m_dir.filePath(name);
    cv::imwrite(path.toStdString(), picture);
    return path;
  }
  int scan(const QStringList& files, tool::Format format = tool::Format::Lines) {
    return tool::scan(files, 2s, format, tool::Columns::Three, m_out, m_errors);
  }

  QTemporaryDir m_dir;
  QString m_text;
  QString m_trouble;
  QTextStream m_out{&m_text};
  QTextStream m_errors{&m_trouble};
};

void TestDeviceScan::init() {
  m_text.clear();
  m_trouble.clear();
  m_out.setString(&m_text);
  m_errors.setString(&m_trouble);
}

void TestDeviceScan::printsOneLineACode() {
  const QString code = written(QStringLiteral("code.png"), pictureOfCode(QStringLiteral("样例"), Condition::Whole));
  const QString none = written(QStringLiteral("none.jpg"), cv::Mat(480, 640, CV_8UC1, cv::Scalar(90)));
  QCOMPARE(scan({code, none}), 0);
  QCOMPARE(m_text, code + QStringLiteral("\tQRCode\t样例\n") + none + QStringLiteral("\t\t\n"));
  QVERIFY(m_trouble.isEmpty());
}

void TestDeviceScan::printsEveryCodeInView() {
  cv::Mat small;
  cv::Mat both(720, 1280, CV_8UC1, cv::Scalar(200));
  for (const int i : {0, 1}) {
    cv::resize(pictureOfCode(QStringLiteral("code %1").arg(i), Condition::Whole)(cv::Rect(320, 40, 640, 640)), small,
               cv::Size(360 - 60 * i, 360 - 60 * i), 0, 0, cv::INTER_AREA);
    small.copyTo(both(cv::Rect(420 + 440 * i, 160, small.cols, small.rows)));
  }
  QCOMPARE(scan({written(QStringLiteral("both.png"), both)}), 0);
  const QStringList lines = m_text.split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 2);
  QVERIFY2(lines[0].endsWith(QStringLiteral("\tQRCode\tcode 0")), qPrintable(m_text));  // larger, nearer the middle
  QVERIFY2(lines[1].endsWith(QStringLiteral("\tQRCode\tcode 1")), qPrintable(m_text));
}

void TestDeviceScan::escapesWhatWouldBreakALine() {
  const QString path =
      written(QStringLiteral("hostile.png"), pictureOfCode(QStringLiteral("a\tb\nc\\d\x1B[31m"), Condition::Whole));
  QCOMPARE(scan({path}), 0);
  QCOMPARE(m_text, path + QStringLiteral("\tQRCode\ta\\x09b\\x0Ac\\x5Cd\\x1B[31m\n"));
}

void TestDeviceScan::goesOnBehindABadFile_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("code");
  QTest::newRow("empty") << QByteArray() << QStringLiteral("file.broken");
  QTest::newRow("no picture") << QByteArray(5000, 'x') << QStringLiteral("file.broken");
  QTest::newRow("torn PNG") << QByteArray("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\0\0\0\0", 33) + "rest"
                            << QStringLiteral("file.broken");
  // A few bytes that would become 10 000 000 000 pixels.
  QTest::newRow("bomb") << QByteArray("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\1\x86\xA0\0\1\x86\xA0\x08\0\0\0\0", 33) + "rest"
                        << QStringLiteral("file.too-large");
  QTest::newRow("endless JPEG") << QByteArray("\xFF\xD8") + QByteArray(4000, '\xFF') << QStringLiteral("file.broken");
}

void TestDeviceScan::goesOnBehindABadFile() {
  QFETCH(const QByteArray, bytes);
  QFETCH(const QString, code);
  const QString bad = m_dir.filePath(QStringLiteral("bad.png"));
  QFile file(bad);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
  file.close();
  const QString good = written(QStringLiteral("good.png"), pictureOfCode(QStringLiteral("42"), Condition::Whole));
  QCOMPARE(scan({bad, m_dir.filePath(QStringLiteral("nowhere.png")), good}), 1);
  const QStringList lines = m_text.split(u'\n');
  QCOMPARE(lines[0], bad + QStringLiteral("\t\t"));
  QVERIFY(lines[1].endsWith(QStringLiteral("nowhere.png\t\t")));
  QCOMPARE(lines[2], good + QStringLiteral("\tQRCode\t42"));
  QVERIFY2(m_trouble.contains(code) && m_trouble.contains(QStringLiteral("file.gone")), qPrintable(m_trouble));
}

void TestDeviceScan::tellsPassesAsJson() {
  const QString path = written(QStringLiteral("code.png"), pictureOfCode(QStringLiteral("样例"), Condition::Whole));
  QCOMPARE(scan({path}, tool::Format::Json), 0);
  const QJsonObject object = QJsonDocument::fromJson(m_text.toUtf8()).object();
  QCOMPARE(object[QStringLiteral("text")].toString(), QStringLiteral("样例"));
  QVERIFY(!object[QStringLiteral("passes")].toArray().isEmpty());
}

void TestDeviceScan::takesAList() {
  const QString path = written(QStringLiteral("code.png"), pictureOfCode(QStringLiteral("样例"), Condition::Whole));
  QFile list(m_dir.filePath(QStringLiteral("list.txt")));
  QVERIFY(list.open(QIODevice::WriteOnly));
  list.write(path.toUtf8() + '\n' + path.toUtf8() + '\n');
  list.close();
  QProcess program;
  program.start(QStringLiteral(HALL_DEVICE), {QStringLiteral("scan"), QStringLiteral("--list"), list.fileName()});
  QVERIFY(program.waitForFinished(20'000));
  QCOMPARE(program.exitCode(), 0);
  const QStringList lines = QString::fromUtf8(program.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 2);
  for (const QString& line : lines) {
    QCOMPARE(line.section(u'\t', 0, 2), path + QStringLiteral("\tQRCode\t样例"));
    bool isNumber = false;
    QVERIFY(line.section(u'\t', 3).toDouble(&isNumber) > 0 && isNumber);
  }
}

QTEST_GUILESS_MAIN(TestDeviceScan)
#include "tst_device_scan.moc"
