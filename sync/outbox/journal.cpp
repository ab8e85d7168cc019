#include "sync/outbox/journal.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace hall::outbox {

namespace {
QByteArray chained(const QByteArray& previous, const QByteArray& entry) {
  return QCryptographicHash::hash(previous + entry, QCryptographicHash::Sha256);
}
}  // namespace

Result<Journal::Head> Journal::head() {
  if (m_head) return *m_head;
  return storedHead();
}

Result<Journal::Head> Journal::storedHead() {
  auto asked = m_database.prepare("SELECT journal_line, journal_hash FROM terminal");
  if (!asked) return failure(asked.error());
  const auto row = asked->step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::Corrupt, "journal.broken");
  return Head{asked->integer(0), asked->bytes(1)};
}

Result<qint64> Journal::lastLine() {
  {
    auto asked = m_database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'terminal'");
    if (!asked) return failure(asked.error());
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return 0;
  }
  auto asked = m_database.prepare("SELECT max(journal_line) FROM terminal");
  if (!asked) return failure(asked.error());
  const auto row = asked->step();
  if (!row) return failure(row.error());
  return *row ? asked->integer(0) : 0;
}

Result<void> Journal::add(const QByteArray& event, const QByteArray& subject, const QByteArray& code) {
  const auto last = head();
  if (!last) return failure(last.error());
  const qint64 line = last->line + 1;
  const QJsonObject fields{{QStringLiteral("line"), line},
                           {QStringLiteral("at"), QString::fromLatin1(rfc3339(m_clock.now()))},
                           {QStringLiteral("boot_id"), QString::fromLatin1(m_clock.bootId())},
                           {QStringLiteral("monotonic_ms"), static_cast<qint64>(m_clock.monotonic().count())},
                           {QStringLiteral("event"), QString::fromLatin1(event)},
                           {QStringLiteral("subject"), QString::fromLatin1(subject)},
                           {QStringLiteral("code"), QString::fromLatin1(code)}};
  const QByteArray entry = QJsonDocument(fields).toJson(QJsonDocument::Compact);
  const QByteArray hash = chained(last->hash, entry);
  auto added =
      m_database.run("INSERT INTO journal (line, entry, hash) VALUES (?, ?, ?)", line, entry, store::Blob{hash});
  if (!added) return added;
  m_added = line;
  m_head = Head{line, hash};
  return m_elapsed.save(line, hash);
}

Result<bool> Journal::tells(const QByteArray& event, const QByteArray& subject) {
  auto lines = m_database.prepare("SELECT 1 FROM journal WHERE instr(entry, ?) > 0 AND instr(entry, ?) > 0 LIMIT 1");
  if (!lines) return failure(lines.error());
  const QByteArray eventField = "\"event\":\"" + event + '"';
  const QByteArray subjectField = "\"subject\":\"" + subject + '"';
  return lines->bind(eventField, subjectField).step();
}

Result<void> Journal::verify() {
  const auto last = storedHead();
  if (!last) return failure(last.error());
  auto lines = m_database.prepare("SELECT line, entry, hash FROM journal ORDER BY line");
  if (!lines) return failure(lines.error());
  Head reached;
  while (true) {
    const auto row = lines->step();
    if (!row) return failure(row.error());
    if (!*row) break;
    const QByteArray hash = chained(reached.hash, lines->bytes(1));
    if (lines->integer(0) != reached.line + 1 || lines->bytes(2) != hash) {
      return failure(Failure::Corrupt, "journal.broken", QStringLiteral("line %1").arg(reached.line + 1));
    }
    reached = {reached.line + 1, hash};
  }
  if (reached.line != last->line || reached.hash != last->hash) {
    return failure(Failure::Corrupt, "journal.broken", QStringLiteral("the end is missing"));
  }
  return {};
}

}  // namespace hall::outbox
