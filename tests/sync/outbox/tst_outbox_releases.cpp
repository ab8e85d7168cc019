// Every shape that a released outbox has had opens with today's code: nothing lost, the journal whole, and it goes on.
// What a newer program has written, or a disk that fails half way, leaves the old file as it was.
#include <QDirIterator>
#include <QtTest>

#include "sync/outbox/schema.h"
#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
namespace broken_disk = hall::test::broken_disk;

class TestOutboxReleases : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hasAFixtureOfEach();
  void opensWhole_data();
  void opensWhole();
  void refusesWhatIsNewer();
  void leavesTheOldFileWhenTheDiskFails_data();
  void leavesTheOldFileWhenTheDiskFails();
};

namespace {
const QString kReleased = QStringLiteral(HALL_FIXTURES "/outbox/released");
const QByteArray kNumber = "11010519491231002X";

// A copy of what a release left behind, and who may open it.
struct Left {
  explicit Left(int release) {
    copy(kReleased + QStringLiteral("/key"), temporary.path() + QStringLiteral("/key"));
    copy(kReleased + QStringLiteral("/outbox"), folder());
    if (!QFile::copy(kReleased + QStringLiteral("/schema-%1.sqlite").arg(release), database())) qFatal("no fixture");
    QFile::setPermissions(database(), QFile::ReadOwner | QFile::WriteOwner);
    const QString home = temporary.path() + QStringLiteral("/key");
    key = seal::TerminalKey::openOrCreate(home, clock).value();
    platform =
        test::PlatformKeys{readable(QStringLiteral("/signing.pem")), readable(QStringLiteral("/encryption.pem"))};
  }
  [[nodiscard]] QString folder() const { return temporary.path() + QStringLiteral("/outbox"); }
  [[nodiscard]] QString database() const { return folder() + QStringLiteral("/outbox.sqlite"); }
  [[nodiscard]] Result<std::unique_ptr<outbox::Outbox>> open() {
    return outbox::Outbox::open(folder(), *key, platform->certificates(), clock, log, {.minimumFreeBytes = 0});
  }

  QTemporaryDir temporary;
  test::FakeClock clock;
  Log log{clock, [](const QByteArray&) {}};
  std::optional<seal::TerminalKey> key;
  std::optional<test::PlatformKeys> platform;

 private:
  static void copy(const QString& from, const QString& to) {
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    QDir().mkpath(to);
    while (files.hasNext()) {
      const QString file = files.next();
      // In the repository, what is not text ends in ".bin".
      QString place = to + file.mid(from.size());
      if (place.endsWith(QStringLiteral(".bin"))) place.chop(4);
      QDir().mkpath(QFileInfo(place).path());
      if (!QFile::copy(file, place)) qFatal("cannot copy");
      // A key that others may read is refused, and version control keeps no such rights.
      QFile::setPermissions(place, QFile::ReadOwner | QFile::WriteOwner);
    }
  }
  [[nodiscard]] seal::KeyPair readable(const QString& name) const {
    const QString place = temporary.path() + name;
    if (!QFile::copy(kReleased + name, place)) qFatal("no key");
    QFile::setPermissions(place, QFile::ReadOwner | QFile::WriteOwner);
    return seal::KeyPair::open(place).value();
  }
};

qint64 versionOf(const QString& path) {
  auto database = store::Database::open(path).value();
  auto asked = database->prepare("PRAGMA user_version").value();
  return asked.step().value() ? asked.integer(0) : -1;
}

// All of it, whatever release wrote it.
void verifyWhole(const outbox::Outbox& box, const seal::TerminalKey& key) {
  const auto all = box.all().value();
  QCOMPARE(all.size(), 4);
  const QList states{Received, Sealed, Held, InDoubt};
  for (int i = 0; i < all.size(); ++i) {
    QCOMPARE(all[i].state, states[i]);
    QCOMPARE(all[i].terminalSeq, i + 1);
    QCOMPARE(all[i].parts.size(), 2);
    for (const auto& part : all[i].parts) QVERIFY(box.partBytes(all[i].submissionId, part.digest));
    QVERIFY(box.effects(all[i].submissionId));
  }
  QVERIFY(all[0].receipt);
  QCOMPARE(all[1].attempts, 1);
  QCOMPARE(all[2].heldCode, QByteArray("http.403"));
  QVERIFY(box.verifyJournal());
  QVERIFY(!box.gate());
  QCOMPARE(box.unfinishedEffects()->size(), 1);
  const auto draft = box.findDraft("draft", key.subjectKey(kNumber));
  QVERIFY2(draft, draft ? "" : draft.error().code.constData());
  QCOMPARE(draft->content.value(QStringLiteral("name")).toString(), QStringLiteral("嬴政"));
  QCOMPARE(box.findDraft("draft", key.subjectKey("other")).error().kind, Failure::NotFound);
}
}  // namespace

void TestOutboxReleases::hasAFixtureOfEach() {
  const auto newest = static_cast<int>(outbox::schema().size());
  QVERIFY2(QFile::exists(kReleased + QStringLiteral("/schema-%1.sqlite").arg(newest)),
           "a new schema needs its fixture: see make_outbox_fixtures.cpp");
}

void TestOutboxReleases::opensWhole_data() {
  QTest::addColumn<int>("release");
  for (int release = 1; release <= static_cast<int>(outbox::schema().size()); ++release) {
    QTest::addRow("schema %d", release) << release;
  }
}

void TestOutboxReleases::opensWhole() {
  QFETCH(int, release);
  Left left(release);
  QCOMPARE(versionOf(left.database()), release);
  auto box = left.open();
  QVERIFY2(box, box ? "" : box.error().code.constData());
  verifyWhole(**box, *left.key);
  const auto mine = (*box)->submittedBy("received", left.key->subjectKey(kNumber), {}).value();
  QCOMPARE(mine.size(), release == 1 ? 0 : 1);  // schema 1 did not know whose they were
  // It goes on where it was.
  const auto waiting = (*box)->all()->at(1);
  QVERIFY((*box)->beginCommits({waiting.submissionId}));
  QCOMPARE((*box)->settle(waiting.submissionId, left.platform->receipt(waiting.submissionId, waiting.digest))->state,
           Received);
  QCOMPARE((*box)->seal({mintIdentifier(left.clock), "new", "service", {}, {}})->terminalSeq, 5);
  box->reset();
  const auto again = left.open();
  QVERIFY(again);
  QCOMPARE((*again)->all()->size(), 5);
  QVERIFY((*again)->verifyJournal());
}

void TestOutboxReleases::refusesWhatIsNewer() {
  Left left(static_cast<int>(outbox::schema().size()));
  {
    auto database = store::Database::open(left.database()).value();
    QVERIFY(database->execute("PRAGMA user_version=99"));
  }
  QFile file(left.database());
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray before = file.readAll();
  const auto box = left.open();
  QCOMPARE(box.error().kind, Failure::Unsupported);
  QCOMPARE(box.error().code, QByteArray("store.newer"));
  QVERIFY(file.seek(0));
  QCOMPARE(file.readAll(), before);
}

void TestOutboxReleases::leavesTheOldFileWhenTheDiskFails_data() {
  QTest::addColumn<int>("release");
  QTest::addColumn<bool>("full");
  QTest::newRow("schema 1, full") << 1 << true;
  QTest::newRow("schema 4, broken") << 4 << false;
}

void TestOutboxReleases::leavesTheOldFileWhenTheDiskFails() {
  QFETCH(int, release);
  QFETCH(bool, full);
  int failures = 0;
  for (long operation = 0;; ++operation) {
    Left left(release);
    const auto misfortune = full ? broken_disk::Misfortune::Full : broken_disk::Misfortune::Broken;
    broken_disk::breakDisk(left.folder().toStdString(), misfortune, operation);
    const bool opened = left.open().has_value();
    broken_disk::mend();
    if (opened) break;
    ++failures;
    const qint64 version = versionOf(left.database());
    QVERIFY(version == release || version == static_cast<qint64>(outbox::schema().size()));
    const auto box = left.open();
    QVERIFY2(box, box ? "" : box.error().code.constData());
    verifyWhole(**box, *left.key);
  }
  QVERIFY(failures >= 2);
}

QTEST_GUILESS_MAIN(TestOutboxReleases)
#include "tst_outbox_releases.moc"
