#include "sync/gateway/cases/case_desk.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/gateway/problem.h"

namespace hall::gateway::cases {

using Outcome = LeaseAnswer::Outcome;

// A case as it stands: its story, head, lease, and what is kept beside the head.
struct CaseDesk::Look {
  QByteArray caseId;
  Lease lease;
  QByteArray head;
  std::optional<Revision> headRevision;
  std::optional<model::CaseContent> headContent;
  QList<Beside> branches;
};

namespace {

// A machine speaks for itself; where there are no certificates, everybody is trusted (http_server.h).
bool isThemselves(const Peer& peer, const QByteArray& terminalId) {
  return peer.standing != Peer::Standing::Machine || peer.terminalId == terminalId;
}

Result<LeaseAnswer> change(Leases& leases, sql::SqlSession& session, const QByteArray& caseId, const LeaseBody& body) {
  if (!body.handTo.isEmpty()) {
    return leases.handOver(session, body.holder, body.fencing, {caseId, body.handTo, body.channel, body.duration});
  }
  if (body.duration.count() == 0) return leases.release(session, caseId, body.holder, body.fencing);
  return leases.take(session, {caseId, body.holder, body.channel, body.duration, !body.clerk.isEmpty()});
}

QByteArray eventOf(const LeaseBody& body) {
  if (!body.handTo.isEmpty()) return "handed-over";
  if (!body.clerk.isEmpty()) return "overruled";
  return body.duration.count() == 0 ? "given-back" : "held";
}

Response refused(const LeaseAnswer& answer, const QDateTime& now) {
  if (answer.outcome == Outcome::Lost) return problem(Problem::LeaseLost);
  Response held = problem(Problem::LeaseHeld);
  QJsonObject body = QJsonDocument::fromJson(held.body).object();
  const QJsonObject lease = toJson(answer.lease, answer.remaining, now);
  for (const char* name : {"channel", "expires_at"}) body.insert(QLatin1String(name), lease.value(QLatin1String(name)));
  held.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
  held.retryAfterSeconds = static_cast<int>(answer.remaining.count() / 1000) + 1;
  return held;
}

}  // namespace

CaseDesk::CaseDesk(Office& office)
    : m_office(office),
      m_watch(office.clock),
      m_leases(m_watch, office.clock),
      m_book(office.clock),
      m_contents(office.keys) {}

void CaseDesk::lease(const Call& call, const Reply& reply) {
  const auto body = leaseFromJson(call.request.body);
  if (!body) return reply(problem(Problem::BadRequest));
  if (!isThemselves(call.request.peer, body->holder)) return reply(problem(Problem::NotAdmitted));
  for (const QByteArray& holder : {body->holder, body->handTo}) {
    if (holder.isEmpty()) continue;
    if (const auto admitted = m_office.storage.terminalCertificate(holder); !admitted) {
      return reply(admitted.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted)
                                                              : failed(admitted.error()));
    }
  }
  auto answer = std::make_shared<LeaseAnswer>();
  m_office.writer.add(
      [this, answer, body, caseId = call["case_id"]](Storage& storage) -> Result<void> {
        const auto changed = change(m_leases, storage.writing(), caseId, *body);
        if (!changed) return failure(changed.error());
        *answer = *changed;
        if (answer->outcome != Outcome::Given) return {};
        return CaseRows(storage.writing())
            .note(caseId, eventOf(*body), body->clerk.isEmpty() ? body->holder : body->clerk,
                  QByteArray::number(answer->lease.fencing), m_office.clock.now());
      },
      [this, answer, reply](const Result<void>& done) {
        if (!done) return reply(failed(done.error()));
        const QDateTime now = m_office.clock.now();
        reply(answer->outcome == Outcome::Given ? jsonResponse(200, toJson(answer->lease, answer->remaining, now))
                                                : refused(*answer, now));
      });
}

void CaseDesk::revise(const Call& call, const Reply& reply) {
  auto revision = revisionFromJson(call["case_id"], call["draft_rev"], call.request.body);
  if (!revision) return reply(problem(Problem::BadRequest));
  if (!isThemselves(call.request.peer, revision->holder)) return reply(problem(Problem::NotAdmitted));
  add(std::move(*revision), reply);
}

void CaseDesk::decide(const Call& call, const Reply& reply) {
  auto revision = decisionFromJson(call["case_id"], call.request.body);
  if (!revision) return reply(problem(Problem::BadRequest));
  if (!isThemselves(call.request.peer, revision->holder)) return reply(problem(Problem::NotAdmitted));
  add(std::move(*revision), reply);
}

void CaseDesk::add(Revision revision, const Reply& reply) {
  const auto signer = m_office.storage.terminalCertificate(revision.holder);
  if (!signer) {
    return reply(signer.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : failed(signer.error()));
  }
  revision.signer = *signer;
  const auto content = m_contents.open(revision);
  if (!content) return reply(failed(content.error()));
  revision.serviceId = content->serviceId;
  auto kept = std::make_shared<Revision>(std::move(revision));
  m_office.writer.add(
      [this, kept](Storage& storage) -> Result<void> {
        auto added = m_book.add(storage.writing(), *kept);
        if (!added) return failure(added.error());
        *kept = std::move(*added);
        return {};
      },
      [this, kept, reply](const Result<void>& done) { reply(done ? became(*kept) : failed(done.error())); });
}

// By what was the head when it came, so that the same revision gets the same answer for ever.
Response CaseDesk::became(const Revision& revision) const {
  if (revision.standing == Standing::Applied) return jsonResponse(200, appliedJson(revision));
  const auto session = m_office.storage.reading();
  if (!session) return failed(session.error());
  CaseRows rows(**session);
  const auto story = rows.story(revision.caseId);
  if (!story) return failed(story.error());
  const auto beside = m_contents.compare(*story, revision.headThen, revision.draftRev, [&](const QByteArray& draftRev) {
    return rows.find(revision.caseId, draftRev);
  });
  return beside ? jsonResponse(200, keptJson(*beside)) : failed(beside.error());
}

void CaseDesk::tell(const Call& call, const Reply& reply) {
  const auto seen = look(call["case_id"]);
  if (!seen) return reply(failed(seen.error()));
  if (!*seen) return reply(problem(Problem::UnknownCase));
  const QByteArray reader = call.parameter("reader");
  if (reader.isEmpty()) return reply(answer(**seen, {}));
  if (!isThemselves(call.request.peer, reader)) return reply(problem(Problem::NotAdmitted));
  const auto pem = isIdentifier(reader) ? m_office.storage.terminalCertificate(reader)
                                        : Result<QByteArray>(failure(Failure::NotFound, "gateway.unknown"));
  if (!pem) {
    return reply(pem.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : failed(pem.error()));
  }
  const auto certificate = seal::Certificate::fromPem(*pem);
  const auto contents = certificate ? sealed(**seen, *certificate) : failure(certificate.error());
  if (!contents) return reply(failed(contents.error()));
  // Written down before it is shown: a look that left no trace must not be possible.
  m_office.writer.add(
      [this, reader, caseId = (*seen)->caseId, head = (*seen)->head](Storage& storage) {
        return CaseRows(storage.writing()).note(caseId, "looked-at", reader, head, m_office.clock.now());
      },
      [this, reply, told = answer(**seen, *contents)](const Result<void>& done) {
        reply(done ? told : failed(done.error()));
      });
}

Result<std::optional<CaseDesk::Look>> CaseDesk::look(const QByteArray& caseId) {
  const auto session = m_office.storage.reading();
  if (!session) return failure(session.error());
  CaseRows rows(**session);
  const auto story = rows.story(caseId);
  if (!story) return failure(story.error());
  auto lease = LeaseRows(**session).find(caseId);
  if (!lease) return failure(lease.error());
  if (story->isEmpty() && lease->fencing == 0) return std::optional<Look>();
  Look seen{caseId, std::move(*lease), {}, {}, {}, {}};
  const auto fetch = [&](const QByteArray& draftRev) { return rows.find(caseId, draftRev); };
  // The head of this story, not of a later one: what came between the two questions is seen next time.
  for (const Revision& one : *story) {
    if (one.standing == Standing::Applied) seen.head = one.draftRev;
  }
  if (!seen.head.isEmpty()) {
    auto head = fetch(seen.head);
    if (!head) return failure(head.error());
    auto content = m_contents.open(*head);
    if (!content) return failure(content.error());
    seen.headRevision = std::move(*head);
    seen.headContent = std::move(*content);
  }
  for (const Revision& one : *story) {
    if (one.standing == Standing::Applied || one.settled) continue;
    auto beside = m_contents.compare(*story, seen.head, one.draftRev, fetch);
    if (!beside) return failure(beside.error());
    seen.branches.append(std::move(*beside));
  }
  return std::optional<Look>(std::move(seen));
}

Response CaseDesk::answer(const Look& seen, const QByteArray& sealed) const {
  QJsonArray branches;
  for (const Beside& one : seen.branches) branches.append(outline(one));
  QJsonObject json{{QStringLiteral("case_id"), QString::fromLatin1(seen.caseId)},
                   {QStringLiteral("branches"), branches}};
  if (seen.headRevision) json.insert(QStringLiteral("head"), toJson(*seen.headRevision));
  if (const auto remaining = m_leases.remaining(seen.lease); remaining.count() > 0) {
    json.insert(QStringLiteral("lease"), toJson(seen.lease, remaining, m_office.clock.now()));
  }
  if (!sealed.isEmpty()) json.insert(QStringLiteral("sealed"), QString::fromLatin1(sealed.toBase64()));
  return jsonResponse(200, json);
}

Result<QByteArray> CaseDesk::sealed(const Look& seen, const seal::Certificate& reader) const {
  QJsonArray branches;
  for (const Beside& one : seen.branches) branches.append(sideBySide(one));
  QJsonObject json{{QStringLiteral("case_id"), QString::fromLatin1(seen.caseId)},
                   {QStringLiteral("branches"), branches}};
  if (seen.headContent) json.insert(QStringLiteral("head"), model::toJson(*seen.headContent));
  QByteArray plain = QJsonDocument(json).toJson(QJsonDocument::Compact);
  auto message = m_contents.sealFor(reader, plain);
  wipe(plain);
  return message;
}

Response CaseDesk::failed(const Error& error) const {
  if (error.code == "case.service") return problem(Problem::OtherService);
  if (error.code == "case.parent") return problem(Problem::UnknownRevision);
  if (error.code == "case.rev") return problem(Problem::RevisionDiffers);
  if (error.kind == Failure::Invalid) return problem(Problem::EnvelopeRefused);
  return m_office.failed(error);
}

}  // namespace hall::gateway::cases
