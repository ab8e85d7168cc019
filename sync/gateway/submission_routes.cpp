#include "sync/gateway/submission_routes.h"

#include <QJsonDocument>

#include "sync/gateway/acceptance.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/submission_answers.h"

namespace hall::gateway {

namespace {

void announce(Office& office, const Call& call, const Reply& reply) {
  const QByteArray submissionId = call["submission_id"];
  const auto announcement = announcementFromJson(submissionId, call.request.body);
  if (!announcement) return reply(problem(Problem::BadRequest));
  const auto allowed = office.delegations.mayActFor(call.request.peer, announcement->terminalId);
  if (!allowed) return reply(office.failed(allowed.error()));
  if (!*allowed) return reply(problem(Problem::NotYours));
  if (const auto admitted = office.storage.terminalCertificate(announcement->terminalId); !admitted) {
    return reply(admitted.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted)
                                                            : office.failed(admitted.error()));
  }
  office.writer.add(
      [announcement, now = office.clock.now()](Storage& storage) { return storage.announce(*announcement, now); },
      [&office, submissionId, reply](const Result<void>& done) {
        reply(done ? tellMissing(office, 200, submissionId) : office.failed(done.error()));
      });
}

void receive(Office& office, const Announcement& announcement, const Reply& reply) {
  std::vector<Intake> one{intakeOf(office, announcement, Intake::Arrival::InParts, {})};
  office.writer.add(std::move(one), [&office, reply](const Result<Writer::Receipts>& done) {
    if (!done) return reply(office.failed(done.error()));
    const Storage::Receipt& receipt = done->front();
    office.metrics.countSubmissions(receipt ? Metrics::Outcome::Received : Metrics::Outcome::Refused, 1);
    reply(receipt ? jsonResponse(200, receivedJson(*receipt)) : office.failed(receipt.error()));
  });
}

void commit(Office& office, const Call& call, const Reply& reply) {
  const QByteArray submissionId = call["submission_id"];
  const QByteArray digest =
      QJsonDocument::fromJson(call.request.body).object().value(QStringLiteral("digest")).toString().toLatin1();
  if (!isDigest(digest)) return reply(problem(Problem::BadRequest));
  const auto record = office.storage.find(submissionId);
  if (!record) return reply(office.failed(record.error()));
  if (record->announcement.digest != digest) return reply(problem(Problem::DigestConflict));
  if (record->received()) return reply(jsonResponse(200, receivedJson(record->receipt)));
  const auto missing = office.storage.missing(submissionId);
  if (!missing) return reply(office.failed(missing.error()));
  if (!missing->isEmpty()) return reply(jsonResponse(202, announcedJson(*missing)));
  const auto envelope = office.storage.part(submissionId, record->announcement.parts.value(0).digest);
  if (!envelope) return reply(office.failed(envelope.error()));
  if (auto refused = refusal(office.certificates, office.keys, record->announcement, *envelope)) {
    noteRefusal(office, submissionId, *refused);
    return reply(std::move(*refused));
  }
  receive(office, record->announcement, reply);
}

void tell(Office& office, const Call& call, const Reply& reply) {
  const QByteArray submissionId = call["submission_id"];
  const auto record = office.storage.find(submissionId);
  if (!record) return reply(office.failed(record.error()));
  reply(record->received() ? jsonResponse(200, receivedJson(record->receipt)) : tellMissing(office, 200, submissionId));
}

}  // namespace

QList<Route> submissionRoutes(Office& office) {
  const auto with = [&office](void (*handler)(Office&, const Call&, const Reply&)) {
    return [&office, handler](const Call& call, const Reply& reply) { handler(office, call, reply); };
  };
  const QByteArray one = "/v1/submissions/{submission_id}";
  return {{"GET", one, Right::Terminal, kMaximumJsonBytes, with(tell)},
          {"PUT", one, Right::Terminal, kMaximumJsonBytes, with(commit)},
          {"PUT", one + "/announcement", Right::Terminal, kMaximumJsonBytes, with(announce)}};
}

}  // namespace hall::gateway
