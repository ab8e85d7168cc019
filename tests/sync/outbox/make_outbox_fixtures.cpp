// Makes what earlier releases left on the disk: one outbox in every shape that its schema has had (the steps of
// schema.cpp are never changed, so the first n of them are release n), with the keys it belongs to. Run once for a new
// schema, and the file is committed:
//   make_outbox_fixtures FOLDER
// Files that exist are left alone; the keys and the rows in them are made up.
#include <QCoreApplication>
#include <QDirIterator>
#include <cstdio>

#include "sync/outbox/schema.h"
#include "sync/store/migration.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;

namespace {

const QByteArray kNumber = "11010519491231002X";

void check(bool fine, const char* what) {
  if (!fine) qFatal("%s", what);
}

// One of each kind, in the words of today.
void fill(outbox::Outbox& box, const Clock& clock, const seal::TerminalKey& key, const test::PlatformKeys& platform) {
  const auto wish = [&](const QByteArray& service) {
    return outbox::SealRequest{.caseId = mintIdentifier(clock),
                               .serviceId = service,
                               .kind = "service",
                               .content = {{QStringLiteral("words"), QStringLiteral("a wish")}},
                               .attachments = {{QByteArray(500, 'p'), "image/jpeg"}},
                               .subjectKey = key.subjectKey(kNumber)};
  };
  const auto received = box.seal(wish("received")).value();
  check(box.announced(received.submissionId) && box.beginCommit(received.submissionId), "commit");
  check(box.settle(received.submissionId, platform.receipt(received.submissionId, received.digest)).has_value(),
        "settle");
  const auto waiting = box.seal(wish("waiting")).value();
  check(box.retryLater(waiting.submissionId, "line.timeout", clock.now().addSecs(60)).has_value(), "retry");
  const auto held = box.seal(wish("held")).value();
  check(box.hold(held.submissionId, "http.403").has_value(), "hold");
  const auto doubted = box.seal(wish("doubted")).value();
  check(box.announced(doubted.submissionId) && box.beginCommit(doubted.submissionId), "commit");
  check(box.doubt(doubted.submissionId, "line.timeout").has_value(), "doubt");
  const auto done = box.askEffect(received.submissionId, "print.official-receipt").value();
  check(box.confirmEffect(done).has_value(), "effect");
  check(box.askEffect(waiting.submissionId, "print.local-receipt").has_value(), "effect");
  check(box.saveDraft(mintIdentifier(clock), "draft", key.subjectKey(kNumber),
                      {{QStringLiteral("name"), QStringLiteral("嬴政")}})
            .has_value(),
        "draft");
}

QByteArray columnsOf(store::Database& database, const QByteArray& table) {
  QByteArray columns;
  auto asked = database.prepare("SELECT name FROM pragma_table_info(?, 'main')").value();
  asked.bind(table);
  while (asked.step().value()) columns += (columns.isEmpty() ? "" : ", ") + asked.bytes(0);
  return columns;
}

// Before schema 4 a draft was sealed to the terminal, and found by what now opens it.
void sealOldDraft(store::Database& database, const seal::TerminalKey& key) {
  const QByteArray sealed = key.sealToSelf(QStringLiteral("{\"name\":\"嬴政\"}").toUtf8()).value();
  const QByteArray person = key.subjectKey(kNumber);
  check(database.run("UPDATE draft SET sealed = ?, subject_key = ?", store::Blob{sealed}, store::Blob{person})
            .has_value(),
        "old draft");
}

void makeRelease(const QString& today, const QString& path, size_t release, const seal::TerminalKey& key) {
  {
    auto database = store::Database::open(path).value();
    check(store::migrate(*database, outbox::schema().first(release)).has_value(), "schema");
    check(database->execute(("ATTACH '" + today.toUtf8() + "' AS today; PRAGMA foreign_keys=OFF").constData())
              .has_value(),
          "attach");
    for (const char* table : {"terminal", "submission", "part", "draft", "effect", "journal", "inventory_proof",
                              "statement", "draft_attachment", "unlisted"}) {
      const QByteArray columns = columnsOf(*database, table);
      if (columns.isEmpty()) continue;
      const QByteArray copy =
          "INSERT INTO main." + QByteArray(table) + " (" + columns + ") SELECT " + columns + " FROM today." + table;
      check(database->execute(copy.constData()).has_value(), "copy");
    }
    if (release < 4) sealOldDraft(*database, key);
    if (release == 2 || release == 3) {
      const QByteArray person = key.subjectKey(kNumber);
      check(database->run("UPDATE submission SET subject_key = ?", store::Blob{person}).has_value(), "old person");
    }
    check(database->execute("DETACH today; VACUUM").has_value(), "vacuum");
  }
  std::printf("%s\n", qUtf8Printable(path));
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QString folder = QCoreApplication::arguments().value(1);
  if (folder.isEmpty() || QFile::exists(folder + QStringLiteral("/released"))) return 2;
  const QString home = folder + QStringLiteral("/released");
  check(QDir().mkpath(home), "folder");
  const test::FakeClock clock;
  Log log(clock, [](const QByteArray&) {});
  const auto key = seal::TerminalKey::openOrCreate(home + QStringLiteral("/key"), clock).value();
  using seal::KeyPair;
  using seal::KeyUse;
  const test::PlatformKeys platform{
      KeyPair::openOrCreate(home + QStringLiteral("/signing.pem"), "platform signing", KeyUse::Sign).value(),
      KeyPair::openOrCreate(home + QStringLiteral("/encryption.pem"), "platform encryption", KeyUse::Agree).value()};
  const QString today = home + QStringLiteral("/outbox");
  {
    const auto box =
        outbox::Outbox::open(today, key, platform.certificates(), clock, log, {.minimumFreeBytes = 0}).value();
    fill(*box, clock, key, platform);
  }
  for (size_t release = 1; release <= outbox::schema().size(); ++release) {
    makeRelease(today + QStringLiteral("/outbox.sqlite"), home + QStringLiteral("/schema-%1.sqlite").arg(release),
                release, key);
  }
  QFile::remove(today + QStringLiteral("/outbox.lock"));
  check(QFile::remove(today + QStringLiteral("/outbox.sqlite")), "remove");
  // The house knows what is not text by its name.
  QDirIterator attachments(today, QDir::Files, QDirIterator::Subdirectories);
  QStringList files{home + QStringLiteral("/key/subject.secret")};
  while (attachments.hasNext()) files.append(attachments.next());
  for (const QString& file : files) check(QFile::rename(file, file + QStringLiteral(".bin")), "rename");
  return 0;
}
