#include "sync/gateway/agency/statement_desk.h"

#include <QJsonArray>

#include "sync/base/wipe.h"
#include "sync/gateway/agency/cursor.h"
#include "sync/gateway/agency/who.h"
#include "sync/gateway/cases/lease_rows.h"
#include "sync/gateway/problem.h"
#include "sync/seal/cms.h"

namespace hall::gateway::agency {

namespace {

QString text64(const QByteArray& bytes) {
  return QString::fromLatin1(bytes.toBase64());
}

}  // namespace

void StatementDesk::decide(const Call& call, const Reply& reply) {
  const auto decision = decisionFromJson(call.request.body);
  if (!decision) return reply(problem(Problem::BadRequest));
  const auto agency = whoAsks(call.request.peer, m_agencies);
  const auto record = m_office.storage.find(decision->submissionId);
  if (!record) return reply(failed(record.error()));
  if (!agency || !record->received()) return reply(problem(agency ? Problem::UnknownSubmission : Problem::NotAdmitted));
  if (const auto may = mayServe(m_office, *agency, record->announcement); !may || !*may) {
    return reply(may ? problem(Problem::UnknownSubmission) : failed(may.error()));
  }
  if (!decision->duplicateOf.isEmpty()) {
    const auto other = m_office.storage.find(decision->duplicateOf);
    if (!other) return reply(failed(other.error()));
  }
  auto row = stated(*decision, *record, agency->agencyId);
  if (!row) return reply(failed(row.error()));
  auto kept = std::make_shared<StatementRow>(std::move(*row));
  m_office.writer.add(
      [kept](Storage& storage) -> Result<void> {
        auto stored = StatementRows(storage.writing()).keep(*kept);
        if (!stored) return failure(stored.error());
        *kept = std::move(*stored);
        return {};
      },
      [this, kept, reply](const Result<void>& done) {
        const auto statement = done ? opened(kept->sealed) : failure(done.error());
        if (!statement) return reply(failed(statement.error()));
        reply(jsonResponse(200, {{QStringLiteral("decision_id"), QString::fromLatin1(kept->decisionId)},
                                 {QStringLiteral("statement"), text64(*statement)}}));
      });
}

Result<StatementRow> StatementDesk::stated(const Decision& decision, const Record& record,
                                           const QByteArray& agencyId) const {
  const QDateTime now = m_office.clock.now();
  QByteArray content = statementContent(decision, record, now);
  auto message = seal::signAttached(content, m_office.keys.signing());
  wipe(content);
  if (!message) return failure(message.error());
  auto sealed = seal::encrypt(*message, {m_office.keys.encryption().certificate()});
  wipe(*message);
  if (!sealed) return failure(sealed.error());
  return StatementRow{.decisionId = decision.decisionId,
                      .wish = decision.wish,
                      .agencyId = agencyId,
                      .submissionId = decision.submissionId,
                      .caseId = record.announcement.caseId,
                      .terminalId = record.announcement.terminalId,
                      .at = now,
                      .sealed = std::move(*sealed)};
}

Result<QByteArray> StatementDesk::opened(const QByteArray& sealed) const {
  return seal::decrypt(sealed, m_office.keys.encryption());
}

void StatementDesk::ofTerminal(const Call& call, const Reply& reply) {
  list(call, call["terminal_id"], &StatementRows::ofTerminal, reply);
}

void StatementDesk::ofCase(const Call& call, const Reply& reply) {
  const auto may = mayAskOf(call.request.peer, call["case_id"]);
  if (!may) return reply(failed(may.error()));
  if (!*may) return reply(problem(Problem::NotYours));
  list(call, call["case_id"], &StatementRows::ofCase, reply);
}

Result<bool> StatementDesk::mayAskOf(const Peer& peer, const QByteArray& caseId) {
  using enum Peer::Standing;
  if (peer.standing == Local || (peer.standing == Machine && peer.role == Role::Counter)) return true;
  const auto session = m_office.storage.reading();
  if (!session) return failure(session.error());
  const auto lease = cases::LeaseRows(**session).find(caseId);
  if (!lease) return failure(lease.error());
  if (lease->holder == peer.terminalId && m_watch.remaining(*lease).count() > 0) return true;
  return StatementRows(**session).handedIn(caseId, peer.terminalId);
}

void StatementDesk::list(const Call& call, const QByteArray& whose, Ask ask, const Reply& reply) {
  const auto after = statementCursor(call.parameter("after"));
  const auto limit = pageLimit(call.parameter("limit"));
  if (!after || !limit) return reply(problem(Problem::BadRequest));
  const auto session = m_office.storage.reading();
  if (!session) return reply(failed(session.error()));
  StatementRows rows(**session);
  const auto known = rows.knows(*after);
  if (!known) return reply(failed(known.error()));
  if (!*known) return reply(problem(Problem::UnknownCursor));
  const auto found = (rows.*ask)(whose, after->position, *limit + 1);  // one more, to see whether there is more
  if (!found) return reply(failed(found.error()));
  QJsonArray items;
  for (const StatementRow& row : found->first(std::min<qsizetype>(*limit, found->size()))) {
    const auto statement = opened(row.sealed);
    if (!statement) return reply(failed(statement.error()));
    items.append(QJsonObject{{QStringLiteral("cursor"), QString::fromLatin1(cursorText(row.cursor()))},
                             {QStringLiteral("statement"), text64(*statement)}});
  }
  QJsonObject page{{QStringLiteral("items"), items}};
  if (found->size() > *limit) page.insert(QStringLiteral("next"), items.last()[QLatin1String("cursor")]);
  reply(jsonResponse(200, page));
}

Response StatementDesk::failed(const Error& error) const {
  return error.code == "agency.decision-conflict" ? problem(Problem::DecisionConflict) : m_office.failed(error);
}

}  // namespace hall::gateway::agency
