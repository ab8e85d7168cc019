#include "sync/gateway/upstream/downward.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/engine/refresh.h"
#include "sync/gateway/agency/statement_rows.h"
#include "sync/gateway/mirror_rows.h"
#include "sync/gateway/upstream/upstream_rows.h"
#include "sync/model/business_statement.h"
#include "sync/seal/cms.h"

namespace hall::gateway::upstream {

namespace {

constexpr int kOk = 200;
constexpr int kPages = 100;  // of statements for one terminal at once

}  // namespace

Result<void> Downward::change(const Writer::Job& job) {
  if (auto begun = m_storage.begin(); !begun) return begun;
  if (auto done = job(m_storage); !done) {
    m_storage.rollback();
    return done;
  }
  return m_storage.commit();
}

Result<void> Downward::bring(const std::stop_token& stop) {
  const auto terminals = UpstreamRows(m_storage.writing()).terminals();
  if (!terminals) return failure(terminals.error());
  for (const QByteArray& terminalId : *terminals) {
    if (auto brought = bringStatements(terminalId, stop); !brought) return brought;
  }
  for (const char* collection : {"services", "trust-list"}) {
    if (auto brought = bringCollection(collection, stop); !brought) return brought;
  }
  return {};
}

Result<void> Downward::bringStatements(const QByteArray& terminalId, const std::stop_token& stop) {
  for (int page = 0; page < kPages && !stop.stop_requested(); ++page) {
    const auto cursor = UpstreamRows(m_storage.writing()).cursor(terminalId);
    if (!cursor) return failure(cursor.error());
    QByteArray path = "/v1/terminals/" + terminalId + "/statuses?limit=200";
    if (!cursor->isEmpty()) path += "&after=" + QUrl::toPercentEncoding(QString::fromLatin1(*cursor));
    const auto answer = m_line.send({"GET", path, {}, {}}, stop);
    if (!answer) return failure(answer.error());
    const QJsonObject json = QJsonDocument::fromJson(answer->body).object();
    const QJsonValue items = json.value(QStringLiteral("items"));
    if (answer->status != kOk || !items.isArray()) {
      return failure(Failure::Garbled, "upstream.answer", QStringLiteral("HTTP %1").arg(answer->status));
    }
    QByteArray reached = *cursor;
    auto kept = change([&](Storage& storage) -> Result<void> {
      for (const QJsonValue& item : items.toArray()) {
        const QByteArray message = QByteArray::fromBase64(item[QLatin1String("statement")].toString().toLatin1());
        if (auto done = keepStatement(storage, message); !done) return done;
        reached = item[QLatin1String("cursor")].toString().toLatin1();
      }
      return reached == *cursor ? Result<void>() : UpstreamRows(storage.writing()).keepCursor(terminalId, reached);
    });
    if (!kept) return kept;
    if (!json.contains(QStringLiteral("next")) || reached == *cursor) return {};
  }
  return {};
}

// Verified as a terminal would verify it; what the terminals of this gateway get is the same word under our signature.
Result<void> Downward::keepStatement(Storage& storage, const QByteArray& message) {
  auto content = seal::verifyAttached(message, m_place.above.signing());
  if (!content) return failure(content.error());
  const auto statement = model::businessStatementFromJson(QJsonDocument::fromJson(*content).object());
  if (!statement) return failure(statement.error());
  const auto record = storage.find(statement->submissionId);
  if (!record) return failure(record.error());
  if (record->announcement.digest != statement->digest) return failure(Failure::Refused, "statement.digest");
  const QByteArray name = model::contentDigest(*content);
  auto ours = seal::signAttached(*content, m_place.keys.signing());
  wipe(*content);
  if (!ours) return failure(ours.error());
  auto sealed = seal::encrypt(*ours, {m_place.keys.encryption().certificate()});
  wipe(*ours);
  if (!sealed) return failure(sealed.error());
  const auto kept = agency::StatementRows(storage.writing())
                        .keep({.decisionId = name,
                               .wish = name,
                               .agencyId = {},
                               .submissionId = statement->submissionId,
                               .caseId = record->announcement.caseId,
                               .terminalId = record->announcement.terminalId,
                               .at = m_place.clock.now(),
                               .sealed = std::move(*sealed)});
  return kept ? Result<void>() : failure(kept.error());
}

Result<void> Downward::bringCollection(const QByteArray& collection, const std::stop_token& stop) {
  auto folder =
      mirror::MirroredFolder::open(m_place.folder + QStringLiteral("/mirror/") + QString::fromLatin1(collection),
                                   collection, m_place.above.signing());
  if (!folder) return failure(folder.error());
  const auto refreshed = engine::refresh(*folder, m_line, stop);
  // A collection that the gateway above does not offer is none of ours to offer either.
  if (!refreshed && refreshed.error().detail == QLatin1String("HTTP 404")) return {};
  if (!refreshed) return failure(refreshed.error());
  const auto offered = MirrorRows(m_storage.writing()).newest(collection);
  if (!offered && offered.error().kind != Failure::NotFound) return failure(offered.error());
  if (!folder->current() || (offered && offered->version >= folder->version())) return {};
  QMap<QByteArray, QByteArray> files;
  for (const mirror::File& file : folder->current()->files) {
    auto bytes =
        readWholeFile(folder->files() + QLatin1Char('/') + QString::fromLatin1(file.name), mirror::kMaximumFileBytes);
    if (!bytes) return failure(bytes.error());
    files.insert(file.name, std::move(*bytes));
  }
  return change([&](Storage& storage) {
    return MirrorRows(storage.writing()).adopt(*folder->current(), files, m_place.keys.signing());
  });
}

}  // namespace hall::gateway::upstream
