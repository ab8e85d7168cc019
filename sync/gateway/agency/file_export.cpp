#include "sync/gateway/agency/file_export.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <cstdio>

#include "sync/base/durable_file.h"
#include "sync/gateway/agency/cursor.h"
#include "sync/gateway/agency/disclosure.h"
#include "sync/gateway/agency/feed_json.h"
#include "sync/model/submission.h"
#include "sync/seal/cms.h"

namespace hall::gateway::agency {

namespace {

constexpr int kRead = 200;
constexpr qint64 kCursorLimit = 64;
constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

QString nameOf(const FeedItem& item) {
  return QStringLiteral("%1-%2").arg(item.position, 12, 10, QLatin1Char('0')).arg(QLatin1String(item.submissionId));
}

// Writes files and remembers them for the manifest.
struct Folder {
  Result<void> add(const QString& name, const QByteArray& bytes) {
    files.append(QJsonObject{{QStringLiteral("name"), name},
                             {QStringLiteral("digest"), QString::fromLatin1(model::contentDigest(bytes))},
                             {QStringLiteral("size"), bytes.size()}});
    return writeDurably(path + u'/' + name, bytes, kFileMode);
  }
  QString path;
  QJsonArray files{};
};

}  // namespace

FileExport::FileExport(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log, Agency agency,
                       QString target)
    : m_storage(storage),
      m_keys(keys),
      m_clock(clock),
      m_agency(std::move(agency)),
      m_target(std::move(target)),
      m_feed(storage, keys, log) {}

Result<int> FileExport::run() {
  if (auto made = makeFolderDurably(m_target, kFolderMode); !made) return failure(made.error());
  auto position = cursor();
  if (!position) return failure(position.error());
  for (int written = 0;;) {
    const auto grown = m_feed.grow([this](const Writer::Job& job) { return change(job); });
    if (!grown) return failure(grown.error());
    const auto items = FeedRows(m_storage.writing()).after(*position, kRead);
    if (!items) return failure(items.error());
    if (items->isEmpty()) return written;
    for (const FeedItem& item : *items) {
      if (m_agency.sees(item.serviceId)) {
        if (auto done = write(item); !done) return failure(done.error());
        ++written;
      }
      position = item.position;
      // In the same folder: what syncs the cursor's name syncs the set's as well.
      if (auto kept = keepCursor(*position); !kept) return failure(kept.error());
    }
  }
}

Result<qint64> FileExport::cursor() const {
  const auto kept = readWholeFile(m_target + QStringLiteral("/cursor"), kCursorLimit);
  if (!kept && kept.error().kind == Failure::NotFound) return 0;
  if (!kept) return failure(kept.error());
  const auto position = cursorPosition(kept->trimmed());
  return position ? Result<qint64>(*position) : failure(Failure::Corrupt, "agency.cursor");
}

Result<void> FileExport::keepCursor(qint64 position) const {
  return writeDurably(m_target + QStringLiteral("/cursor"), cursorText(position) + '\n', kFileMode);
}

Result<void> FileExport::write(const FeedItem& item) {
  const QString place = m_target + u'/' + nameOf(item);
  if (QDir(place).exists()) return {};  // made just before the cursor would have been written
  const auto record = m_storage.find(item.submissionId);
  if (!record) return failure(record.error());
  const QString partial = m_target + QStringLiteral("/.partial");
  QDir(partial).removeRecursively();  // of a run that was broken off
  if (auto made = makeFolderDurably(partial, kFolderMode); !made) return made;
  if (auto written = writeSet(item, *record, partial); !written) return written;
  if (std::rename(QFile::encodeName(partial).constData(), QFile::encodeName(place).constData()) != 0) {
    return failure(systemError(errno));
  }
  return {};
}

Result<void> FileExport::writeSet(const FeedItem& item, const Record& record, const QString& path) {
  Folder folder{path};
  auto done = folder.add(QStringLiteral("receipt.cms"), record.receipt);
  const auto& parts = record.announcement.parts;
  if (done && m_agency.recipient) {
    // Written down before it is shown, as everywhere.
    done = change([&](Storage& storage) {
      return storage.noteAccess(item.submissionId, "exported for agency " + m_agency.agencyId, m_clock.now());
    });
  }
  for (qsizetype i = 0; done && i < parts.size(); ++i) {
    const QString number = QStringLiteral("%1.cms").arg(i, 2, 10, QLatin1Char('0'));
    const auto bytes = m_storage.part(item.submissionId, parts[i].digest);
    if (!bytes) return failure(bytes.error());
    done = folder.add(QStringLiteral("part-") + number, *bytes);
    if (!done || !m_agency.recipient) continue;
    const auto shown = disclose(m_storage, m_keys, m_agency, record.announcement, parts[i].digest);
    if (!shown) return failure(shown.error());
    done = folder.add(QStringLiteral("content-") + number, shown->bytes);
  }
  if (!done) return done;
  QJsonObject manifest = toJson(item);
  manifest.insert(QStringLiteral("terminal_id"), QString::fromLatin1(record.announcement.terminalId));
  manifest.insert(QStringLiteral("terminal_seq"), record.announcement.terminalSeq);
  manifest.insert(QStringLiteral("files"), folder.files);
  const auto message = seal::signAttached(QJsonDocument(manifest).toJson(QJsonDocument::Compact), m_keys.signing());
  return message ? folder.add(QStringLiteral("manifest.cms"), *message) : failure(message.error());
}

Result<void> FileExport::change(const Writer::Job& job) {
  if (auto begun = m_storage.begin(); !begun) return begun;
  if (auto done = job(m_storage); !done) {
    m_storage.rollback();
    return done;
  }
  return m_storage.commit();
}

}  // namespace hall::gateway::agency
