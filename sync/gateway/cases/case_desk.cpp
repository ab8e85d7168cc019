#include "sync/gateway/cases/case_desk.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/gateway/cases/limits.h"
#include "sync/gateway/problem.h"

namespace hall::gateway::cases {

using Outcome = LeaseAnswer::Outcome;

// A case as it stands: its head, lease, and what is kept beside the head. Of each pair that was compared only the words
// about it stay, so that never more than two contents and what both came from are in memory.
struct CaseDesk::Look {
  QByteArray caseId;
  Lease lease;
  std::optional<Revision> head;
  QJsonArray branches;
  QJsonObject contents;  // for a reader, in the clear until it is sealed
  QByteArray sealed;
};

namespace {

// A machine speaks for itself; where there are no certificates, everybody is trusted (http_server.h).
bool isThemselves(const Peer& peer, const QByteArray& terminalId) {
  return peer.standing != Peer::Standing::Machine || peer.terminalId == terminalId;
}

// A clerk sits at a counter: no other machine may speak for one.
bool speaksForAClerk(const Peer& peer) {
  using enum Peer::Standing;
  return peer.standing == Local || (peer.standing == Machine && peer.role == Role::Counter);
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

model::Lineage lineageOf(const QList<Revision>& story) {
  model::Lineage lineage;
  for (const Revision& one : story) lineage.add(one.draftRev, one.parents);
  return lineage;
}

// Of this story, not of a later one: what came between the two questions is seen next time.
QByteArray headOf(const QList<Revision>& story) {
  const auto head = std::ranges::find(story.rbegin(), story.rend(), Standing::Applied, &Revision::standing);
  return head == story.rend() ? QByteArray() : head->draftRev;
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
  if (!body->clerk.isEmpty() && !speaksForAClerk(call.request.peer)) return reply(problem(Problem::NotPermitted));
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
  if (!speaksForAClerk(call.request.peer)) return reply(problem(Problem::NotPermitted));
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
      [this, kept, reply](const Result<void>& done) {
        if (!done) return reply(failed(done.error()));
        if (kept->standing == Standing::Applied) return reply(jsonResponse(200, appliedJson(*kept)));
        slowly(reply, [this, kept] { return became(*kept); });
      });
}

void CaseDesk::slowly(const Reply& reply, std::function<Response()> work) {
  const bool taken = m_office.slowLane.add([reply, work = std::move(work)] { reply(work()); });
  if (!taken) reply(problem(Problem::Unavailable));
}

// By what was the head when it came, so that the same revision gets the same answer for ever.
Response CaseDesk::became(const Revision& revision) const {
  const auto session = m_office.storage.reading();
  if (!session) return failed(session.error());
  CaseRows rows(**session);
  const auto story = rows.story(revision.caseId);
  if (!story) return failed(story.error());
  const auto fetch = [&](const QByteArray& draftRev) { return rows.find(revision.caseId, draftRev); };
  const model::Lineage lineage = lineageOf(*story);
  const auto head = m_contents.head(lineage, revision.headThen, fetch);
  if (!head) return failed(head.error());
  const auto beside = m_contents.compare(*head, revision.draftRev, fetch);
  return beside ? jsonResponse(200, keptJson(*beside)) : failed(beside.error());
}

void CaseDesk::tell(const Call& call, const Reply& reply) {
  const QByteArray reader = call.parameter("reader");
  const QByteArray caseId = call["case_id"];
  if (reader.isEmpty()) return slowly(reply, [this, caseId] { return told(caseId, nullptr); });
  if (!isThemselves(call.request.peer, reader)) return reply(problem(Problem::NotAdmitted));
  const auto pem = isIdentifier(reader) ? m_office.storage.terminalCertificate(reader)
                                        : Result<QByteArray>(failure(Failure::NotFound, "gateway.unknown"));
  if (!pem) {
    return reply(pem.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : failed(pem.error()));
  }
  const auto certificate = seal::Certificate::fromPem(*pem);
  const auto may = certificate ? mayRead(call.request.peer, caseId) : failure(certificate.error());
  if (!may) return reply(failed(may.error()));
  if (!*may) return reply(problem(Problem::NotYours));
  show(caseId, reader, *certificate, reply);
}

Result<bool> CaseDesk::mayRead(const Peer& peer, const QByteArray& caseId) const {
  if (speaksForAClerk(peer)) return true;
  const auto session = m_office.storage.reading();
  if (!session) return failure(session.error());
  const auto lease = LeaseRows(**session).find(caseId);
  if (!lease) return failure(lease.error());
  return lease->holder == peer.terminalId && m_leases.remaining(*lease).count() > 0;
}

// Written down before it is shown: a look that left no trace must not be possible.
void CaseDesk::show(const QByteArray& caseId, const QByteArray& reader, const seal::Certificate& certificate,
                    const Reply& reply) {
  m_office.writer.add(
      [this, caseId, reader](Storage& storage) -> Result<void> {
        CaseRows rows(storage.writing());
        const auto known = rows.any(caseId);
        const auto lease = LeaseRows(storage.writing()).find(caseId);
        if (!known || !lease) return failure(known ? lease.error() : known.error());
        if (!*known && lease->fencing == 0) return failure(Failure::NotFound, "case.unknown");
        const auto head = rows.head(caseId);
        return head ? rows.note(caseId, "looked-at", reader, *head, m_office.clock.now()) : failure(head.error());
      },
      [this, caseId, certificate, reply](const Result<void>& done) {
        if (!done) return reply(failed(done.error()));
        slowly(reply, [this, caseId, certificate] { return told(caseId, &certificate); });
      });
}

Response CaseDesk::told(const QByteArray& caseId, const seal::Certificate* reader) const {
  const auto seen = look(caseId, reader);
  if (!seen) return failed(seen.error());
  return *seen ? answer(**seen) : problem(Problem::UnknownCase);
}

Result<std::optional<CaseDesk::Look>> CaseDesk::look(const QByteArray& caseId, const seal::Certificate* reader) const {
  const auto session = m_office.storage.reading();
  if (!session) return failure(session.error());
  CaseRows rows(**session);
  const auto story = rows.story(caseId);
  if (!story) return failure(story.error());
  auto lease = LeaseRows(**session).find(caseId);
  if (!lease) return failure(lease.error());
  if (story->isEmpty() && lease->fencing == 0) return std::optional<Look>();
  Look seen{caseId, std::move(*lease), {}, {}, {}, {}};
  if (auto done = lookAtBranches(seen, *story, rows, reader != nullptr); !done) return failure(done.error());
  if (reader == nullptr) return std::optional<Look>(std::move(seen));
  QByteArray plain = QJsonDocument(seen.contents).toJson(QJsonDocument::Compact);
  auto sealed = m_contents.sealFor(*reader, plain);
  wipe(plain);
  seen.contents = {};
  if (!sealed) return failure(sealed.error());
  seen.sealed = std::move(*sealed);
  return std::optional<Look>(std::move(seen));
}

Result<void> CaseDesk::lookAtBranches(Look& seen, const QList<Revision>& story, CaseRows& rows, bool contents) const {
  const auto fetch = [&](const QByteArray& draftRev) { return rows.find(seen.caseId, draftRev); };
  const model::Lineage lineage = lineageOf(story);
  auto head = m_contents.head(lineage, headOf(story), fetch);
  if (!head) return failure(head.error());
  QJsonArray sides;
  for (const Revision& one : story) {
    if (one.standing == Standing::Applied || one.settled) continue;
    // More are of an earlier version of this program; they show when these are decided.
    if (seen.branches.size() == kMaximumBranches) break;
    const auto beside = m_contents.compare(*head, one.draftRev, fetch);
    if (!beside) return failure(beside.error());
    seen.branches.append(outline(*beside));
    if (contents) sides.append(sideBySide(*beside));
  }
  seen.head = std::move(head->revision);
  if (!contents) return {};
  seen.contents = {{QStringLiteral("case_id"), QString::fromLatin1(seen.caseId)}, {QStringLiteral("branches"), sides}};
  if (head->content) seen.contents.insert(QStringLiteral("head"), model::toJson(*head->content));
  return {};
}

Response CaseDesk::answer(const Look& seen) const {
  QJsonObject json{{QStringLiteral("case_id"), QString::fromLatin1(seen.caseId)},
                   {QStringLiteral("branches"), seen.branches}};
  if (seen.head) json.insert(QStringLiteral("head"), toJson(*seen.head));
  if (const auto remaining = m_leases.remaining(seen.lease); remaining.count() > 0) {
    json.insert(QStringLiteral("lease"), toJson(seen.lease, remaining, m_office.clock.now()));
  }
  if (!seen.sealed.isEmpty()) json.insert(QStringLiteral("sealed"), QString::fromLatin1(seen.sealed.toBase64()));
  return jsonResponse(200, json);
}

Response CaseDesk::failed(const Error& error) const {
  if (error.code == "case.service") return problem(Problem::OtherService);
  if (error.code == "case.unknown") return problem(Problem::UnknownCase);
  if (error.code == "case.branches") return problem(Problem::TooManyBranches);
  if (error.code == "case.parent") return problem(Problem::UnknownRevision);
  if (error.code == "case.rev") return problem(Problem::RevisionDiffers);
  if (error.kind == Failure::Invalid) return problem(Problem::EnvelopeRefused);
  return m_office.failed(error);
}

}  // namespace hall::gateway::cases
