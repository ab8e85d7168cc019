#include "sync/gateway/upstream/downward.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <algorithm>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/engine/refresh.h"
#include "sync/gateway/agency/statement_rows.h"
#include "sync/gateway/mirror_rows.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/upstream/upstream_rows.h"
#include "sync/gateway/upstream/upward.h"
#include "sync/model/business_statement.h"
#include "sync/seal/cms.h"

namespace hall::gateway::upstream {

namespace {

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kPages = 100;  // of statements for one terminal at once
constexpr int kBrokenInARow = 3;

bool isOfTheLine(const Result<void>& done) {
  return !done && (done.error().kind == Failure::Disconnected || done.error().kind == Failure::Timeout);
}

// The statement's own fault, not that of the database.
bool isPassedOver(const Error& error) {
  return error.kind == Failure::NotFound || error.kind == Failure::Refused || error.kind == Failure::Invalid;
}

bool isUnknownCursor(const engine::Response& answer) {
  return QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("type")).toString().toLatin1() ==
         typeOf(Problem::UnknownCursor);
}

Result<engine::Response> ask(engine::Transport& line, const QByteArray& terminalId, const QByteArray& cursor,
                             const std::stop_token& stop) {
  QByteArray path = "/v1/terminals/" + terminalId + "/statuses?limit=200";
  if (!cursor.isEmpty()) path += "&after=" + QUrl::toPercentEncoding(QString::fromLatin1(cursor));
  return line.send({"GET", path, {}, {}}, stop);
}

}  // namespace

struct Downward::Page {
  QJsonArray items;
  QByteArray reached;  // the last cursor; empty: there are no items
  bool more = false;
};

// One after the other, whatever became of the one before. A line that is gone is not waited for once for each terminal:
// the next look begins where this one has ended.
Result<void> Downward::bring(const std::stop_token& stop) {
  Result<void> first;
  const auto note = [&first](const Result<void>& done) {
    if (first && !done) first = done;
  };
  auto terminals = UpstreamRows(m_storage.writing()).terminals();
  if (!terminals) return failure(terminals.error());
  std::ranges::rotate(*terminals, std::ranges::lower_bound(*terminals, m_next));
  m_next.clear();
  int broken = 0;  // one after the other
  for (const QByteArray& terminalId : *terminals) {
    if (stop.stop_requested()) return first;
    const auto brought = bringStatements(terminalId, stop);
    note(brought);
    broken = isOfTheLine(brought) ? broken + 1 : 0;
    if (broken < kBrokenInARow) continue;
    m_next = terminalId;
    break;
  }
  for (const char* collection : {"services", "trust-list"}) note(bringCollection(collection, stop));
  return first;
}

Result<void> Downward::bringStatements(const QByteArray& terminalId, const std::stop_token& stop) {
  for (int count = 0; count < kPages && !stop.stop_requested(); ++count) {
    const auto page = fetch(terminalId, stop);
    if (!page) return failure(page.error());
    if (auto kept = keepPage(terminalId, *page); !kept) return kept;
    if (!page->more) return {};
  }
  return {};
}

// What the gateway above does not know as a cursor (it was put back to an older copy) is no place to go on from: then
// everything is heard once more, which changes nothing that is here.
Result<Downward::Page> Downward::fetch(const QByteArray& terminalId, const std::stop_token& stop) {
  auto cursor = UpstreamRows(m_storage.writing()).cursor(terminalId);
  if (!cursor) return failure(cursor.error());
  auto answer = ask(m_line, terminalId, *cursor, stop);
  if (answer && answer->status == kBadRequest && !cursor->isEmpty() && isUnknownCursor(*answer)) {
    m_place.log.event(Log::Level::Warning, "gateway.statuses-anew",
                      {{QStringLiteral("terminal"), QString::fromLatin1(terminalId)}});
    cursor->clear();
    answer = ask(m_line, terminalId, *cursor, stop);
  }
  if (!answer) return failure(answer.error());
  const QJsonObject json = QJsonDocument::fromJson(answer->body).object();
  if (answer->status != kOk || !json.value(QStringLiteral("items")).isArray()) {
    return failure(Failure::Garbled, "upstream.answer", QStringLiteral("HTTP %1").arg(answer->status));
  }
  Page page{json.value(QStringLiteral("items")).toArray(), {}, false};
  if (!page.items.isEmpty()) page.reached = page.items.last()[QLatin1String("cursor")].toString().toLatin1();
  page.more = json.contains(QStringLiteral("next")) && !page.reached.isEmpty() && page.reached != *cursor;
  return page;
}

Result<void> Downward::keepPage(const QByteArray& terminalId, const Page& page) {
  if (page.reached.isEmpty()) return {};
  return change(m_storage, [&](Storage& storage) -> Result<void> {
    for (const QJsonValue& item : page.items) {
      const auto kept =
          keepStatement(storage, QByteArray::fromBase64(item[QLatin1String("statement")].toString().toLatin1()));
      if (kept) continue;
      if (!isPassedOver(kept.error())) return kept;
      m_place.log.event(Log::Level::Warning, "gateway.statement-passed-over",
                        {{QStringLiteral("terminal"), QString::fromLatin1(terminalId)},
                         {QStringLiteral("cursor"), item[QLatin1String("cursor")].toString()},
                         {QStringLiteral("code"), QString::fromLatin1(kept.error().code)}});
    }
    return UpstreamRows(storage.writing()).keepCursor(terminalId, page.reached);
  });
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
  if (!refreshed && refreshed.error().code == "mirror.not-offered") return {};
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
  return change(m_storage, [&](Storage& storage) {
    return MirrorRows(storage.writing()).adopt(*folder->current(), files, m_place.keys.signing());
  });
}

}  // namespace hall::gateway::upstream
