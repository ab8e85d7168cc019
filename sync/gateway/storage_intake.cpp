// Receiving, many at once: one journey for all, decided by unique indexes, and a look only at what they refused.
#include <algorithm>
#include <numeric>

#include "sync/gateway/part_list.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

namespace {

qint64 sizeOf(const Announcement& announcement) {
  qint64 bytes = 0;
  for (const model::Part& part : announcement.parts) bytes += part.size;
  return bytes;
}

// Another gateway may have used the terminal's number since we looked. The unique index knows, and has ended the
// transaction; whoever tries again will see it by looking.
Error again(const Error& error) {
  return error.kind == Failure::Conflict ? Error{Failure::Busy, "sql.busy", error.detail} : error;
}

// Gives a row if this call has received it. Nothing is changed if the id or the terminal's number was used before.
sql::Statement statementFor(const Intake& intake, const Given& given) {
  const Announcement& a = intake.announcement;
  const qint64 at = intake.receivedAt.toMSecsSinceEpoch();
  if (intake.arrival == Intake::Arrival::Whole) {
    return {
        "INSERT INTO submission (submission_id, case_id, terminal_id, terminal_seq, digest, announced_at,"
        " announced_bytes, received_at, acceptance_no, receipt, parts, body)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING number",
        {a.submissionId, a.caseId, a.terminalId, a.terminalSeq, a.digest, at, sizeOf(a), at, given.acceptanceNo,
         sql::Bytes{given.receipt}, partListText(a.parts), sql::Bytes{intake.body}}};
  }
  return {
      "UPDATE submission SET received_at = $1, acceptance_no = $2, receipt = $3 WHERE submission_id = $4"
      " AND digest = $5 AND receipt IS NULL AND NOT EXISTS (SELECT 1 FROM submission AS other WHERE"
      " other.terminal_id = $6 AND other.terminal_seq = $7 AND other.receipt IS NOT NULL) RETURNING number",
      {at, given.acceptanceNo, sql::Bytes{given.receipt}, a.submissionId, a.digest, a.terminalId, a.terminalSeq}};
}

}  // namespace

Result<std::vector<Storage::Receipt>> Storage::takeIn(const std::vector<const Intake*>& intakes) {
  auto given = numberAndSign(intakes);
  if (!given) return failure(given.error());
  // In the order of their ids: two gateways that receive the same ones must not wait for each other in a circle.
  std::vector<size_t> order(intakes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return intakes[i]->announcement.submissionId; });
  QList<sql::Statement> statements;
  for (const size_t i : order) statements.push_back(statementFor(*intakes[i], (*given)[i]));
  const auto done = m_writing->pipeline(statements);
  if (!done) return failure(again(done.error()));
  std::vector<Receipt> receipts(intakes.size());
  for (size_t place = 0; place < order.size(); ++place) {
    const size_t i = order[place];
    const bool first = !(*done)[static_cast<qsizetype>(place)].isEmpty();
    receipts[i] = first ? Receipt((*given)[i].receipt) : settle(*intakes[i], (*given)[i]);
    const bool ours = receipts[i] || receipts[i].error().code.startsWith("gateway.");
    if (!ours) return failure(receipts[i].error());
  }
  return receipts;
}

Result<std::vector<Given>> Storage::numberAndSign(const std::vector<const Intake*>& intakes) {
  std::vector<Given> given(intakes.size());
  QHash<QDate, QList<size_t>> unsignedOnes;
  for (size_t i = 0; i < intakes.size(); ++i) {
    if (intakes[i]->given) given[i] = *intakes[i]->given;
    auto& ofDay = unsignedOnes[intakes[i]->day];
    if (!intakes[i]->given) ofDay.append(i);
  }
  for (auto day = unsignedOnes.cbegin(); day != unsignedOnes.cend(); ++day) {
    const auto numbers = m_numbers.take(*m_writing, day.key(), day->size(), static_cast<qsizetype>(intakes.size()));
    if (!numbers) return failure(numbers.error());
    for (qsizetype n = 0; n < day->size(); ++n) {
      const size_t i = day->at(n);
      auto receipt = intakes[i]->sign(numbers->at(n));
      if (!receipt) return failure(receipt.error());
      given[i] = {numbers->at(n), std::move(*receipt)};
    }
  }
  return given;
}

// What a unique index has refused: known already, or announced before and now here as a whole, or not to be had.
Storage::Receipt Storage::settle(const Intake& intake, const Given& given) {
  const Announcement& a = intake.announcement;
  const auto known = findIn(*m_writing, a.submissionId);
  const bool whole = intake.arrival == Intake::Arrival::Whole;
  const bool isNew = !known && known.error().kind == Failure::NotFound && whole;
  if (!known && !isNew) return failure(known.error());
  if (known && known->announcement.digest != a.digest) return failure(Failure::Conflict, "gateway.digest-conflict");
  if (known && known->received()) return known->receipt;
  const auto used =
      m_writing->query("SELECT 1 FROM submission WHERE terminal_id = $1 AND terminal_seq = $2 AND receipt IS NOT NULL",
                       a.terminalId, a.terminalSeq);
  if (!used) return failure(used.error());
  if (!used->isEmpty()) return failure(Failure::Conflict, "gateway.sequence-conflict");
  // Only the acceptance number is left: a database that lost its last moments gives it twice. That is our trouble.
  return known && whole ? adopt(intake, given) : Receipt(failure(Failure::Busy, "sql.busy"));
}

// An announcement is not signed, the envelope is: what it says of case and terminal counts from now on.
Storage::Receipt Storage::adopt(const Intake& intake, const Given& given) {
  const Announcement& a = intake.announcement;
  const auto done = m_writing->pipeline(
      {{"DELETE FROM content WHERE number = (SELECT number FROM submission WHERE submission_id = $1)",
        {a.submissionId}},
       {"DELETE FROM piece WHERE number = (SELECT number FROM submission WHERE submission_id = $1)", {a.submissionId}},
       {"DELETE FROM part WHERE number = (SELECT number FROM submission WHERE submission_id = $1)", {a.submissionId}},
       {"UPDATE submission SET case_id = $1, terminal_id = $2, terminal_seq = $3, received_at = $4, acceptance_no = $5,"
        " receipt = $6, parts = $7, body = $8 WHERE submission_id = $9 AND receipt IS NULL",
        {a.caseId, a.terminalId, a.terminalSeq, intake.receivedAt.toMSecsSinceEpoch(), given.acceptanceNo,
         sql::Bytes{given.receipt}, partListText(a.parts), sql::Bytes{intake.body}, a.submissionId}}});
  if (!done) return failure(again(done.error()));
  if (done->last().touched() == 1) return given.receipt;
  return failure(Failure::Busy, "sql.busy");
}

}  // namespace hall::gateway
