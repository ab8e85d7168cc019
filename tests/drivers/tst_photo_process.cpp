// A vendor's library decodes the photo in a process of its own; whatever else it does costs the photo and no more.
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QtTest>

#include "drivers/idcard/photo_process.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

QByteArray photo() {
  QByteArray wlt(1024, '\0');
  for (int i = 0; i < wlt.size(); ++i) wlt[i] = char(7 * i + 3);
  return wlt;
}

QStringList leftovers() {
  return QDir(QStringLiteral("/dev/shm")).entryList({QStringLiteral("hall-photo-%1-*").arg(getpid())}, QDir::Dirs);
}

PhotoProcess process(const char* entry, PhotoCall::Way way = PhotoCall::Way::Memory) {
  return {QStringLiteral(HALL_PHOTO_WORKER), QStringLiteral(HALL_PHOTO_LIBRARY), {entry, way}};
}

}  // namespace

class TestPhotoProcess : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cleanup() { QCOMPARE(leftovers(), QStringList()); }
  void decodes_data();
  void decodes();
  void turnsRowsAndSides();
  void costsNoMoreThanThePhoto_data();
  void costsNoMoreThanThePhoto();
  void endsWhatHangs_data();
  void endsWhatHangs();
  void doesWithoutWorkerOrLibrary();
  void clearsAwayWhatADeadOneLeft();
  void readsCalls();
};

void TestPhotoProcess::decodes_data() {
  QTest::addColumn<QByteArray>("entry");
  QTest::addColumn<int>("way");
  QTest::newRow("dots in memory") << QByteArray("unpack") << int(PhotoCall::Way::Memory);
  QTest::newRow("BMP in memory") << QByteArray("unpackBmp") << int(PhotoCall::Way::Memory);
  QTest::newRow("from file to file") << QByteArray("wlt2Bmp") << int(PhotoCall::Way::FilePair);
  QTest::newRow("to a file beside") << QByteArray("GetBmp") << int(PhotoCall::Way::FileBeside);
  QTest::newRow("talks meanwhile") << QByteArray("chatters") << int(PhotoCall::Way::Memory);
  QTest::newRow("leaves files about") << QByteArray("litters") << int(PhotoCall::Way::Memory);
}

void TestPhotoProcess::decodes() {
  QFETCH(QByteArray, entry);
  QFETCH(int, way);
  const Result<Portrait> portrait = process(entry.constData(), PhotoCall::Way(way)).decode(photo(), Deadline::in(20s));
  QVERIFY2(portrait, portrait ? "" : qPrintable(portrait.error().detail));
  QCOMPARE(portrait->width, 102);
  QCOMPARE(portrait->height, 126);
  QCOMPARE(portrait->rgb.size(), 3 * 102 * 126);
  QCOMPARE(portrait->rgb.first(3), QByteArray("\7\0\0", 3));  // red, green, blue of the top left
  QCOMPARE(portrait->rgb.mid(3 * (102 * 5 + 9), 3), QByteArray("\7\5\11", 3));
  QCOMPARE(portrait->rgb.last(3), QByteArray("\7\175\145", 3));
}

void TestPhotoProcess::turnsRowsAndSides() {
  PhotoCall call;
  call.rows = PhotoCall::Rows::TopDown;
  call.sides = PhotoCall::Sides::Mirrored;
  QByteArray dots(photoDotsSize, '\0');
  dots.replace(0, 3, "bgr");
  const Result<Portrait> portrait = portraitOf(dots, call);
  QVERIFY(portrait);
  QCOMPARE(portrait->rgb.mid(3 * 101, 3), QByteArray("rgb"));
}

void TestPhotoProcess::costsNoMoreThanThePhoto_data() {
  QTest::addColumn<int>("way");
  for (const char* entry :
       {"crashes", "aborts", "exits", "saysNothing", "eatsMemory", "overruns", "noSuchEntry", "forks"}) {
    QTest::newRow(entry) << int(PhotoCall::Way::Memory);
  }
  QTest::newRow("tooLongAFile") << int(PhotoCall::Way::FilePair);
  QTest::newRow("fillsTheDisk") << int(PhotoCall::Way::FilePair);
}

void TestPhotoProcess::costsNoMoreThanThePhoto() {
  QFETCH(int, way);
  const Result<Portrait> portrait =
      process(QTest::currentDataTag(), PhotoCall::Way(way)).decode(photo(), Deadline::in(3s));
  QVERIFY(!portrait);
  QCOMPARE(portrait.error().code, QByteArray("card.photo"));
  QVERIFY(process("unpack").decode(photo(), Deadline::in(20s)));
}

void TestPhotoProcess::endsWhatHangs_data() {
  QTest::addColumn<bool>("stopped");
  QTest::newRow("hangs") << false;
  QTest::newRow("burns") << false;
  QTest::newRow("pause") << true;
}

void TestPhotoProcess::endsWhatHangs() {
  QFETCH(bool, stopped);
  std::stop_source source;
  if (stopped) source.request_stop();
  const Deadline deadline = stopped ? Deadline::in(10min, source.get_token()) : Deadline::in(200ms);
  const Result<Portrait> portrait = process(stopped ? "hangs" : QTest::currentDataTag()).decode(photo(), deadline);
  QVERIFY(!portrait);
  QCOMPARE(portrait.error().kind, Failure::Timeout);
}

void TestPhotoProcess::doesWithoutWorkerOrLibrary() {
  const PhotoProcess noLibrary(QStringLiteral(HALL_PHOTO_WORKER), QStringLiteral("/nowhere/libwlt.so"), {});
  QCOMPARE(noLibrary.decode(photo(), Deadline::in(20s)).error().code, QByteArray("card.photo"));
  const PhotoProcess noWorker(QStringLiteral("/nowhere/hall-photo-worker"), QStringLiteral(HALL_PHOTO_LIBRARY), {});
  QCOMPARE(noWorker.decode(photo(), Deadline::in(20s)).error().code, QByteArray("card.photo"));
  QCOMPARE(process("unpack").decode("short", Deadline::in(20s)).error().code, QByteArray("card.photo"));
}

void TestPhotoProcess::clearsAwayWhatADeadOneLeft() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  QVERIFY(waitpid(child, nullptr, 0) == child);
  const QString left = QStringLiteral("/dev/shm/hall-photo-%1-abcdef").arg(child);
  QVERIFY(QDir().mkpath(left));
  QFile file(left + QStringLiteral("/photo.wlt"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  QVERIFY(process("unpack").decode(photo(), Deadline::in(20s)));
  QVERIFY(!QFileInfo::exists(left));
}

void TestPhotoProcess::readsCalls() {
  const auto call = readPhotoCall({{QStringLiteral("entry"), QStringLiteral("GetBmp")},
                                   {QStringLiteral("call"), QStringLiteral("file-beside")},
                                   {QStringLiteral("mode"), 2},
                                   {QStringLiteral("mirrored"), true}});
  QVERIFY(call);
  QCOMPARE(*call,
           (PhotoCall{"GetBmp", PhotoCall::Way::FileBeside, 2, PhotoCall::Rows::BottomUp, PhotoCall::Sides::Mirrored}));
  QCOMPARE(*readPhotoCall({}), PhotoCall());
  QVERIFY(!readPhotoCall({{QStringLiteral("call"), QStringLiteral("telepathy")}}));
  QVERIFY(!readPhotoCall({{QStringLiteral("rows"), QStringLiteral("sideways")}}));
}

QTEST_GUILESS_MAIN(TestPhotoProcess)
#include "tst_photo_process.moc"
