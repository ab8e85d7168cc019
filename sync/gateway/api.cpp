#include "sync/gateway/api.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/gateway/acceptance.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/limits.h"
#include "sync/model/receipt.h"
#include "sync/seal/cms.h"

namespace hall::gateway {

namespace {

const QByteArray kSubmissions = "/v1/submissions/";

// /v1/submissions/{id}, …/announcement, …/parts/{digest}: anything else is no path of ours.
struct Path {
  enum class Kind { Unknown, Health, Submission, Announcement, Part } kind = Kind::Unknown;
  QByteArray submissionId;
  QByteArray digest;
};

Path parse(const QByteArray& target) {
  if (target == "/healthz") return {Path::Kind::Health, {}, {}};
  if (!target.startsWith(kSubmissions)) return {};
  const QList<QByteArray> pieces = target.mid(kSubmissions.size()).split('/');
  if (!isIdentifier(pieces[0])) return {};
  if (pieces.size() == 1) return {Path::Kind::Submission, pieces[0], {}};
  if (pieces.size() == 2 && pieces[1] == "announcement") return {Path::Kind::Announcement, pieces[0], {}};
  if (pieces.size() == 3 && pieces[1] == "parts" && isDigest(pieces[2])) {
    return {Path::Kind::Part, pieces[0], pieces[2]};
  }
  return {};
}

QByteArrayList allowed(Path::Kind kind) {
  switch (kind) {
    case Path::Kind::Health:
      return {"GET"};
    case Path::Kind::Submission:
      return {"GET", "PUT"};
    default:
      return {"PUT"};
  }
}

Response received(const QByteArray& receipt) {
  return jsonResponse(200, {{QStringLiteral("state"), QStringLiteral("received")},
                            {QStringLiteral("receipt"), QString::fromLatin1(receipt.toBase64())}});
}

constexpr std::chrono::milliseconds kDay = std::chrono::hours(24);
constexpr int kDroppedAtOnce = 50;  // the writer must not be busy with old ones for long

}  // namespace

Api::Api(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log)
    : m_storage(storage),
      m_keys(keys),
      m_clock(clock),
      m_log(log),
      m_tidiedAt(clock.monotonic().count()),
      m_writer(storage) {
  dropUnfinished();
}

void Api::handle(const Request& request, const Reply& reply) {
  tidyDaily();
  const Path path = parse(request.target);
  if (path.kind == Path::Kind::Unknown) return reply(problem(Problem::NotFound));
  const QByteArrayList methods = allowed(path.kind);
  if (!methods.contains(request.method)) {
    Response refused = problem(Problem::MethodNotAllowed);
    refused.allow = methods.join(", ");
    return reply(std::move(refused));
  }
  switch (path.kind) {
    case Path::Kind::Health:
      return reply(jsonResponse(200, {{QStringLiteral("status"), QStringLiteral("ok")}}));
    case Path::Kind::Announcement:
      return announce(path.submissionId, request.body, reply);
    case Path::Kind::Part:
      return addPart(path.submissionId, path.digest, request.body, reply);
    default:
      break;
  }
  if (request.method == "GET") return reply(tell(path.submissionId));
  commit(path.submissionId, request.body, reply);
}

Prospect Api::prospect(const RequestHead& head) {
  const Path path = parse(head.target);
  if (path.kind != Path::Kind::Part || head.method != "PUT") return {kMaximumJsonBytes};
  const auto record = m_storage.find(path.submissionId);
  if (!record) return {0, failed(record.error())};
  const auto part = std::ranges::find(record->announcement.parts, path.digest, &model::Part::digest);
  if (part == record->announcement.parts.end()) return {0, problem(Problem::UnknownPart)};
  if (head.contentLength && *head.contentLength > part->size) return {0, problem(Problem::TooLarge)};
  if (head.contentLength && *head.contentLength < part->size) return {0, problem(Problem::PartDiffers)};
  return {part->size};
}

void Api::tidyDaily() {
  const qint64 now = m_clock.monotonic().count();
  qint64 last = m_tidiedAt;
  if (now - last < kDay.count() || !m_tidiedAt.compare_exchange_strong(last, now)) return;
  dropUnfinished();
}

void Api::dropUnfinished() {
  auto dropped = std::make_shared<int>(0);
  const std::chrono::milliseconds age = kOpenAnnouncementAge;
  m_writer.add(
      [dropped, before = m_clock.now().addMSecs(-age.count())](Storage& storage) -> Result<void> {
        const auto done = storage.dropUnfinished(before, kDroppedAtOnce);
        if (!done) return failure(done.error());
        *dropped = *done;
        return {};
      },
      [this, dropped](const Result<void>& done) {
        if (!done) (void)failed(done.error());
        if (!done || *dropped == 0) return;
        m_log.event(Log::Level::Info, "gateway.unfinished-dropped", {{QStringLiteral("count"), *dropped}});
        if (*dropped == kDroppedAtOnce) dropUnfinished();
      });
}

void Api::announce(const QByteArray& submissionId, const QByteArray& body, const Reply& reply) {
  const auto announcement = announcementFromJson(submissionId, body);
  if (!announcement) return reply(problem(Problem::BadRequest));
  if (const auto admitted = m_storage.terminalCertificate(announcement->terminalId); !admitted) {
    return reply(admitted.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : failed(admitted.error()));
  }
  m_writer.add([announcement, now = m_clock.now()](Storage& storage) { return storage.announce(*announcement, now); },
               [this, submissionId, reply](const Result<void>& done) {
                 reply(done ? tellMissing(200, submissionId) : failed(done.error()));
               });
}

void Api::addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& body,
                  const Reply& reply) {
  const auto record = m_storage.find(submissionId);
  if (!record) return reply(failed(record.error()));
  const auto part = std::ranges::find(record->announcement.parts, digest, &model::Part::digest);
  if (part == record->announcement.parts.end()) return reply(problem(Problem::UnknownPart));
  if (body.size() != part->size || model::contentDigest(body) != digest) return reply(problem(Problem::PartDiffers));
  m_writer.add([=](Storage& storage) { return storage.addPart(submissionId, digest, body); },
               [this, reply](const Result<void>& done) { reply(done ? emptyResponse() : failed(done.error())); });
}

void Api::commit(const QByteArray& submissionId, const QByteArray& body, const Reply& reply) {
  const QByteArray digest =
      QJsonDocument::fromJson(body).object().value(QStringLiteral("digest")).toString().toLatin1();
  if (!isDigest(digest)) return reply(problem(Problem::BadRequest));
  const auto record = m_storage.find(submissionId);
  if (!record) return reply(failed(record.error()));
  if (record->announcement.digest != digest) return reply(problem(Problem::DigestConflict));
  if (record->received()) return reply(received(record->receipt));
  const auto missing = m_storage.missing(submissionId);
  if (!missing) return reply(failed(missing.error()));
  if (!missing->isEmpty()) return reply(tellMissing(202, submissionId));
  if (auto refused = refusal(m_storage, m_keys, record->announcement)) {
    m_log.event(Log::Level::Warning, "gateway.refused",
                {{QStringLiteral("submission"), QString::fromLatin1(submissionId)},
                 {QStringLiteral("status"), refused->status}});
    return reply(std::move(*refused));
  }
  auto receipt = std::make_shared<QByteArray>();
  m_writer.add(
      [this, receipt, announcement = record->announcement](Storage& storage) -> Result<void> {
        const QDateTime now = m_clock.now();
        auto given = storage.receive(
            announcement.submissionId, announcement.digest, now, m_clock.today(),
            [&](const QByteArray& acceptanceNo) { return signReceipt(announcement, now, acceptanceNo); });
        if (!given) return failure(given.error());
        *receipt = std::move(*given);
        return {};
      },
      [this, receipt, reply](const Result<void>& done) { reply(done ? received(*receipt) : failed(done.error())); });
}

Response Api::tell(const QByteArray& submissionId) {
  const auto record = m_storage.find(submissionId);
  if (!record) return failed(record.error());
  return record->received() ? received(record->receipt) : tellMissing(200, submissionId);
}

Response Api::tellMissing(int status, const QByteArray& submissionId) {
  const auto missing = m_storage.missing(submissionId);
  if (!missing) return failed(missing.error());
  QJsonArray digests;
  for (const QByteArray& digest : *missing) digests.append(QString::fromLatin1(digest));
  return jsonResponse(status,
                      {{QStringLiteral("state"), QStringLiteral("announced")}, {QStringLiteral("missing"), digests}});
}

Result<QByteArray> Api::signReceipt(const Announcement& announcement, const QDateTime& now,
                                    const QByteArray& acceptanceNo) const {
  const model::Receipt receipt{announcement.submissionId, announcement.digest, now, acceptanceNo, "received"};
  return seal::signAttached(QJsonDocument(model::toJson(receipt)).toJson(QJsonDocument::Compact), m_keys.signing());
}

Response Api::failed(const Error& error) {
  if (error.kind != Failure::NotFound && error.kind != Failure::Conflict && error.code != "gateway.quota") {
    m_log.event(Log::Level::Critical, "gateway.storage", {{QStringLiteral("code"), QString::fromLatin1(error.code)}});
  }
  return problem(error);
}

}  // namespace hall::gateway
