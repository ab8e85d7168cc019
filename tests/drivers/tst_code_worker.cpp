// The worker that reads codes may overrun, die or talk nonsense: the picture is given up and the next one is read.
#include <QTemporaryDir>
#include <QtTest>
#include <opencv2/imgproc.hpp>

#include "drivers/code/decoder_process.h"
#include "drivers/sim/sim_frame_source.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using sim::Condition;
using sim::pictureOfCode;

class TestCodeWorker : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void outlivesPicturesFullOfMarks();
  void readsOnWhenTheWorkerDied();
  void refusesAnAnswerThatIsNone_data();
  void refusesAnAnswerThatIsNone();
  void doesWithoutAWorker();
  void refusesPicturesItCannotTake();
  void packsWhatItSaw();
};

void TestCodeWorker::outlivesPicturesFullOfMarks() {
  cv::Mat poster(720, 1280, CV_8UC1, cv::Scalar(255));
  for (int y = 4; y + 14 < poster.rows; y += 18) {
    for (int x = 4; x + 14 < poster.cols; x += 18) {
      cv::rectangle(poster, cv::Rect(x, y, 14, 14), cv::Scalar(0), cv::FILLED);
      cv::rectangle(poster, cv::Rect(x + 2, y + 2, 10, 10), cv::Scalar(255), cv::FILLED);
      cv::rectangle(poster, cv::Rect(x + 4, y + 4, 6, 6), cv::Scalar(0), cv::FILLED);
    }
  }
  DecoderProcess decoder(QStringLiteral(HALL_CODE_WORKER));
  const cv::Mat code = pictureOfCode(QStringLiteral("样例"), Condition::Whole);
  for (int round = 0; round < 3; ++round) {
    QVERIFY(decoder.look(poster, Deadline::in(50ms), 0).codes.isEmpty());
    QCOMPARE(decoder.look(code, Deadline::in(2s), 0).codes.value(0).bytes, QByteArray("样例"));
  }
}

void TestCodeWorker::readsOnWhenTheWorkerDied() {
  // A worker that says it is ready and dies of its first picture; the real one comes behind it.
  const QTemporaryDir dir;
  const QString program = dir.filePath(QStringLiteral("worker"));
  QFile script(program);
  QVERIFY(script.open(QIODevice::WriteOnly));
  script.write("#!/bin/sh\nif [ ! -e " + dir.filePath(QStringLiteral("died")).toLocal8Bit() +
               " ]; then\n  printf '\\0\\0\\0\\0'\n  head -c 16 >/dev/null\n  touch " +
               dir.filePath(QStringLiteral("died")).toLocal8Bit() + "\n  kill -9 $$\nfi\nexec " HALL_CODE_WORKER "\n");
  script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  script.close();
  DecoderProcess decoder(program);
  const cv::Mat code = pictureOfCode(QStringLiteral("样例"), Condition::Whole);
  QByteArray read;
  for (int round = 0; round < 4 && read.isEmpty(); ++round) {
    read = decoder.look(code, Deadline::in(2s), 0).codes.value(0).bytes;
  }
  QVERIFY(QFile::exists(dir.filePath(QStringLiteral("died"))));
  QCOMPARE(read, QByteArray("样例"));
}

void TestCodeWorker::refusesAnAnswerThatIsNone_data() {
  QTest::addColumn<QByteArray>("says");
  QTest::newRow("nothing") << QByteArray("head -c 16 >/dev/null; exec sleep 20");
  QTest::newRow("too much") << QByteArray("head -c 16 >/dev/null; printf '\\377\\377\\377\\177'; exec sleep 20");
  QTest::newRow("nonsense") << QByteArray("head -c 16 >/dev/null; printf '\\4\\0\\0\\0abcd'; exec sleep 20");
}

void TestCodeWorker::refusesAnAnswerThatIsNone() {
  QFETCH(const QByteArray, says);
  const QTemporaryDir dir;
  const QString program = dir.filePath(QStringLiteral("worker"));
  QFile script(program);
  QVERIFY(script.open(QIODevice::WriteOnly));
  script.write("#!/bin/sh\nprintf '\\0\\0\\0\\0'\n" + says + "\n");
  script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  script.close();
  DecoderProcess decoder(program);
  const Sight sight = decoder.look(cv::Mat(100, 100, CV_8UC1, cv::Scalar(9)), Deadline::in(50ms), 0);
  QCOMPARE(int(sight.kind), int(Sight::Kind::Unreadable));
  QVERIFY(sight.codes.isEmpty());
}

void TestCodeWorker::doesWithoutAWorker() {
  DecoderProcess decoder(QStringLiteral("/nowhere/hall-code-worker"));
  QVERIFY(!decoder.warm());
  QCOMPARE(int(decoder.look(cv::Mat(100, 100, CV_8UC1, cv::Scalar(9)), Deadline::in(50ms), 0).kind),
           int(Sight::Kind::Nothing));
}

void TestCodeWorker::refusesPicturesItCannotTake() {
  DecoderProcess decoder(QStringLiteral(HALL_CODE_WORKER));
  QCOMPARE(decoder.look(cv::Mat(), Deadline::in(50ms), 0), Sight());
  QCOMPARE(decoder.look(cv::Mat(10, 10, CV_8UC3), Deadline::in(50ms), 0), Sight());
  QCOMPARE(decoder.look(cv::Mat(1, DecoderWorker::longestSide + 1, CV_8UC1, cv::Scalar(0)), Deadline::in(50ms), 0),
           Sight());
  QVERIFY(decoder.look(cv::Mat(1, 1, CV_8UC1, cv::Scalar(0)), Deadline::in(2s), 0).codes.isEmpty());
}

void TestCodeWorker::packsWhatItSaw() {
  const Sight sight{Sight::Kind::Read,
                    {{"QRCode", QByteArray("a\0b", 3), {QPoint(1, 2), QPoint(3, 4), QPoint(5, 6), QPoint(-7, 8)}}},
                    {"sample", "plain"}};
  const QByteArray bytes = packed(sight);
  QCOMPARE(unpacked(bytes), std::optional(sight));
  for (qsizetype i = 0; i < bytes.size(); ++i) QVERIFY(!unpacked(bytes.left(i)));
  QVERIFY(!unpacked(bytes + 'x'));
}

QTEST_GUILESS_MAIN(TestCodeWorker)
#include "tst_code_worker.moc"
