#include "sync/outbox/effect_rows.h"

#include "sync/base/identifier.h"

namespace hall::outbox {

namespace {
QByteArray name(EffectState state) {
  switch (state) {
    case EffectState::Asked:
      return "asked";
    case EffectState::Confirmed:
      return "confirmed";
    case EffectState::Failed:
      return "failed";
  }
  return "asked";
}

EffectState effectState(const QByteArray& text) {
  if (text == "confirmed") return EffectState::Confirmed;
  return text == "failed" ? EffectState::Failed : EffectState::Asked;
}
}  // namespace

Result<QByteArray> EffectRows::ask(const QByteArray& submissionId, const QByteArray& kind) {
  const QByteArray effectId = mintIdentifier(m_clock);
  auto added = m_database.run(
      "INSERT INTO effect (effect_id, submission_id, kind, number, state, asked_at)"
      " SELECT ?1, ?2, ?3, 1 + (SELECT count(*) FROM effect WHERE submission_id = ?2 AND kind = ?3), 'asked', ?4",
      effectId, submissionId, kind, m_clock.now().toMSecsSinceEpoch());
  if (!added && added.error().kind == Failure::Conflict) return failure(Failure::NotFound, "outbox.unknown");
  if (!added) return failure(added.error());
  if (auto noted = m_journal.add("effect.asked", effectId, kind); !noted) return failure(noted.error());
  return effectId;
}

Result<void> EffectRows::answer(const QByteArray& effectId, EffectState state, const QByteArray& code) {
  auto answered = m_database.run("UPDATE effect SET state = ?, code = ? WHERE effect_id = ? AND state = 'asked'",
                                 name(state), code, effectId);
  if (!answered) return answered;
  if (m_database.changes() == 0) return failure(Failure::Conflict, "outbox.effect");
  return m_journal.add("effect." + name(state), effectId, code);
}

Result<QList<Effect>> EffectRows::list(const QByteArray& submissionId) {
  auto asked = m_database.prepare(
      "SELECT effect_id, kind, number, state, code, asked_at FROM effect"
      " WHERE submission_id = ? ORDER BY kind, number");
  if (!asked) return failure(asked.error());
  asked->bind(submissionId);
  QList<Effect> effects;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return effects;
    effects.append({asked->bytes(0), submissionId, asked->bytes(1), static_cast<int>(asked->integer(2)),
                    effectState(asked->bytes(3)), asked->bytes(4),
                    QDateTime::fromMSecsSinceEpoch(asked->integer(5), Qt::UTC)});
  }
}

}  // namespace hall::outbox
