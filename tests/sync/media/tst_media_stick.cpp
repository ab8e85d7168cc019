// A stick that is full, write-protected, pulled, or lies: the file is there whole and read back, or it is not there.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QtTest>

#include "sync/media/stick.h"
#include "tests/support/broken_disk.h"

using namespace hall;
using media::Stick;
using test::broken_disk::Misfortune;
namespace broken_disk = hall::test::broken_disk;

Q_DECLARE_METATYPE(Misfortune)

class TestMediaStick : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesAndReadsBack();
  void failsByNameAtEveryOperation_data();
  void failsByNameAtEveryOperation();
  void noRoom();
  void nothingThere();
  void anotherFolderUnderTheName_data();
  void anotherFolderUnderTheName();
  void contentThatEndsEarly();

 private:
  static Result<media::ReadBack> write(Stick& stick, const QByteArray& bytes) {
    return stick.write(QStringLiteral("a.hallbundle"), bytes.size(), [&](const Stick::Sink& sink) -> Result<void> {
      if (auto first = sink(bytes.left(bytes.size() / 2)); !first) return first;
      return sink(bytes.mid(bytes.size() / 2));
    });
  }
};

void TestMediaStick::writesAndReadsBack() {
  QTemporaryDir folder;
  auto stick = Stick::open(folder.path()).value();
  for (const int size : {0, 1, 4095, 4096, 1024 * 1024, 2 * 1024 * 1024 + 4096, 3 * 1024 * 1024 + 1}) {
    const QByteArray bytes(size, 'b');
    const auto way = write(stick, bytes);
    QVERIFY2(way, way ? "" : way.error().code.constData());
    QFile file(folder.filePath(QStringLiteral("a.hallbundle")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bytes);
  }
  QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestMediaStick::failsByNameAtEveryOperation_data() {
  QTest::addColumn<Misfortune>("misfortune");
  QTest::addColumn<QByteArrayList>("codes");
  QTest::newRow("full") << Misfortune::Full << QByteArrayList{"stick.full"};
  QTest::newRow("half written, then full") << Misfortune::ShortWrite << QByteArrayList{"stick.full"};
  QTest::newRow("errors") << Misfortune::Broken << QByteArrayList{"stick.io", "stick.unreadable"};
  QTest::newRow("pulled") << Misfortune::Gone << QByteArrayList{"stick.gone"};
  QTest::newRow("became read-only") << Misfortune::ReadOnly << QByteArrayList{"stick.read-only"};
  QTest::newRow("gives nothing back") << Misfortune::Unreadable << QByteArrayList{"stick.unreadable"};
  QTest::newRow("gives something else back") << Misfortune::Lies << QByteArrayList{"stick.differs"};
}

void TestMediaStick::failsByNameAtEveryOperation() {
  QFETCH(Misfortune, misfortune);
  QFETCH(QByteArrayList, codes);
  QTemporaryDir folder;
  auto stick = Stick::open(folder.path()).value();
  int failures = 0;
  for (long operation = 0;; ++operation) {
    broken_disk::breakDisk(folder.path().toStdString(), misfortune, operation);
    const auto done = write(stick, QByteArray(5000, 'b'));
    const bool reached = broken_disk::operations() > operation;
    broken_disk::mend();
    if (done) {
      if (!reached) break;
      continue;
    }
    ++failures;
    QVERIFY2(codes.contains(done.error().code), done.error().code.constData());
    QVERIFY(QDir(folder.path()).isEmpty());
  }
  QVERIFY(failures > 0);
  QVERIFY(write(stick, QByteArray(5000, 'b')));
}

void TestMediaStick::noRoom() {
  QTemporaryDir folder;
  auto stick = Stick::open(folder.path()).value();
  const auto done = stick.write(QStringLiteral("a"), qint64{1} << 60, [](const Stick::Sink&) -> Result<void> {
    qFatal("there was no need to begin");
    return {};
  });
  QCOMPARE(done.error().code, QByteArray("stick.full"));
  QVERIFY(QDir(folder.path()).isEmpty());
}

void TestMediaStick::nothingThere() {
  QTemporaryDir folder;
  QCOMPARE(Stick::open(folder.filePath(QStringLiteral("none"))).error().code, QByteArray("stick.missing"));
  QFile file(folder.filePath(QStringLiteral("file")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(Stick::open(file.fileName()).error().code, QByteArray("stick.missing"));
}

// The stick is unmounted before or while it is written: what lies under its name now is the machine's own disk.
void TestMediaStick::anotherFolderUnderTheName_data() {
  QTest::addColumn<bool>("before");
  QTest::newRow("before") << true;
  QTest::newRow("while") << false;
}

void TestMediaStick::anotherFolderUnderTheName() {
  QFETCH(bool, before);
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("stick"));
  const QString pulled = folder.filePath(QStringLiteral("pulled"));
  QVERIFY(QDir().mkdir(path));
  auto stick = Stick::open(path).value();
  const auto unmount = [&] {
    QDir().rename(path, pulled);
    QDir().mkdir(path);
  };
  if (before) unmount();
  const auto done = stick.write(QStringLiteral("a"), 4, [&](const Stick::Sink& sink) {
    if (!before) unmount();
    return sink("true");
  });
  QCOMPARE(done.error().code, QByteArray("stick.gone"));
  QVERIFY2(QDir(path).isEmpty(), "it lies on the machine's own disk");
  QVERIFY(QDir(pulled).isEmpty());
}

void TestMediaStick::contentThatEndsEarly() {
  QTemporaryDir folder;
  auto stick = Stick::open(folder.path()).value();
  const auto done = stick.write(QStringLiteral("a"), 100, [](const Stick::Sink& sink) -> Result<void> {
    if (auto first = sink("beginning"); !first) return first;
    return failure(Failure::Corrupt, "attachment.missing");
  });
  QCOMPARE(done.error().code, QByteArray("attachment.missing"));
  QVERIFY(QDir(folder.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestMediaStick)
#include "tst_media_stick.moc"
