#include "sync/gateway/agency/export_desk.h"

#include <QJsonArray>
#include <algorithm>
#include <future>

#include "sync/gateway/agency/cursor.h"
#include "sync/gateway/agency/disclosure.h"
#include "sync/gateway/agency/feed_json.h"
#include "sync/gateway/agency/who.h"
#include "sync/gateway/problem.h"

namespace hall::gateway::agency {

namespace {

constexpr int kScannedAtOnce = 2000;  // rows of other agencies' services that one page may pass over

Response bytesResponse(const QByteArray& contentType, const QByteArray& bytes) {
  Response response;
  response.status = 200;
  response.contentType = contentType;
  response.body = bytes;
  return response;
}

}  // namespace

Result<void> changeByWriter(Office& office, const Writer::Job& job) {
  auto promise = std::make_shared<std::promise<Result<void>>>();
  auto done = promise->get_future();
  office.writer.add(job, [promise](Result<void> result) { promise->set_value(std::move(result)); });
  return done.get();
}

void ExportDesk::list(const Call& call, const Reply& reply) {
  const auto after = cursorPosition(call.parameter("after"));
  const auto limit = pageLimit(call.parameter("limit"));
  if (!after || !limit) return reply(problem(Problem::BadRequest));
  const auto agency = whoAsks(call.request.peer, m_agencies);
  if (!agency) return reply(problem(Problem::NotAdmitted));
  const auto grown = m_feed.grow([this](const Writer::Job& job) { return changeByWriter(m_office, job); });
  if (!grown) return reply(m_office.failed(grown.error()));
  const auto session = m_office.storage.reading();
  if (!session) return reply(m_office.failed(session.error()));
  const auto found = FeedRows(**session).after(*after, kScannedAtOnce);
  if (!found) return reply(m_office.failed(found.error()));
  QJsonArray items;
  qint64 last = *after;
  bool more = found->size() == kScannedAtOnce;
  for (const FeedItem& item : *found) {
    if (items.size() == *limit) {
      more = true;
      break;
    }
    last = item.position;
    if (agency->sees(item.serviceId)) items.append(toJson(item));
  }
  const QString cursor = QString::fromLatin1(cursorText(last));
  QJsonObject page{{QStringLiteral("items"), items}, {QStringLiteral("cursor"), cursor}};
  if (more) page.insert(QStringLiteral("next"), cursor);
  reply(jsonResponse(200, page));
}

tl::expected<ExportDesk::Asked, Response> ExportDesk::asked(const Call& call) {
  auto agency = whoAsks(call.request.peer, m_agencies);
  if (!agency) return tl::unexpected(problem(Problem::NotAdmitted));
  auto record = m_office.storage.find(call["submission_id"]);
  if (!record) return tl::unexpected(m_office.failed(record.error()));
  if (!record->received()) return tl::unexpected(problem(Problem::UnknownSubmission));
  const auto may = mayServe(m_office, *agency, record->announcement);
  if (!may) return tl::unexpected(m_office.failed(may.error()));
  if (!*may) return tl::unexpected(problem(Problem::UnknownSubmission));
  const QByteArray digest = call["digest"];
  const auto& parts = record->announcement.parts;
  if (!digest.isEmpty() && std::ranges::find(parts, digest, &model::Part::digest) == parts.end()) {
    return tl::unexpected(problem(Problem::UnknownPart));
  }
  return Asked{std::move(*agency), std::move(*record)};
}

void ExportDesk::tell(const Call& call, const Reply& reply) {
  const auto about = asked(call);
  if (!about) return reply(about.error());
  reply(jsonResponse(200, toJson(about->record)));
}

void ExportDesk::part(const Call& call, const Reply& reply) {
  const auto about = asked(call);
  if (!about) return reply(about.error());
  auto bytes = m_office.storage.part(call["submission_id"], call["digest"]);
  if (!bytes) return reply(m_office.failed(bytes.error()));
  reply(bytesResponse("application/cms", *bytes));
}

void ExportDesk::content(const Call& call, const Reply& reply) {
  const auto about = asked(call);
  if (!about) return reply(about.error());
  auto shown = disclose(m_office.storage, m_office.keys, about->agency, about->record.announcement, call["digest"]);
  if (!shown) return reply(problem(Problem::Unavailable));
  // Written down before it is shown: a look that left no trace must not be possible.
  const QByteArray event = "opened for agency " + about->agency.agencyId;
  m_office.writer.add([this, event, submissionId = call["submission_id"]](
                          Storage& storage) { return storage.noteAccess(submissionId, event, m_office.clock.now()); },
                      [this, reply, shown = std::move(*shown)](const Result<void>& done) {
                        reply(done ? bytesResponse(shown.contentType, shown.bytes) : m_office.failed(done.error()));
                      });
}

}  // namespace hall::gateway::agency
