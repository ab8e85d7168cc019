#include "sync/outbox/effect_rows.h"

#include "sync/base/identifier.h"

namespace hall::outbox {

#define HALL_EFFECT "SELECT effect_id, submission_id, kind, number, state, code, asked_at FROM effect "

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
  auto asked = m_database.prepare(HALL_EFFECT "WHERE submission_id = ? ORDER BY kind, number");
  if (!asked) return failure(asked.error());
  return read(asked->bind(submissionId));
}

Result<QList<Effect>> EffectRows::unfinished() {
  auto asked = m_database.prepare(HALL_EFFECT "WHERE state = 'asked' ORDER BY asked_at, effect_id");
  if (!asked) return failure(asked.error());
  return read(*asked);
}

Result<void> EffectRows::noteUnfinished() {
  const auto effects = unfinished();
  if (!effects) return failure(effects.error());
  for (const Effect& effect : *effects) {
    if (effect.code == "unfinished") continue;
    auto marked = m_database.run("UPDATE effect SET code = 'unfinished' WHERE effect_id = ?", effect.effectId);
    if (marked) marked = m_journal.add("effect.unfinished", effect.effectId, effect.kind);
    if (!marked) return marked;
  }
  return {};
}

Result<QList<Effect>> EffectRows::read(store::Statement& statement) {
  QList<Effect> effects;
  while (true) {
    const auto row = statement.step();
    if (!row) return failure(row.error());
    if (!*row) return effects;
    effects.append({statement.bytes(0), statement.bytes(1), statement.bytes(2), static_cast<int>(statement.integer(3)),
                    effectState(statement.bytes(4)), statement.bytes(5),
                    QDateTime::fromMSecsSinceEpoch(statement.integer(6), Qt::UTC)});
  }
}

}  // namespace hall::outbox
