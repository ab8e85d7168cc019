#include "sync/outbox/elapsed_time.h"

#include <algorithm>

namespace hall::outbox {

namespace {
using namespace std::chrono_literals;
// A machine is switched off over a weekend; a clock that claims more has more likely been set.
constexpr qint64 kLongestOff = std::chrono::milliseconds(64h).count();
constexpr qint64 kOldReceipt = std::chrono::milliseconds(24h * 30).count();
constexpr qint64 kLeastUncertainty = 60 * 1000;
constexpr qint64 kDrift = 10000;  // a clock is off by one part in so many
}  // namespace

Result<void> ElapsedTime::open() {
  const qint64 wall = m_clock.now().toMSecsSinceEpoch();
  m_monotonic = m_clock.monotonic().count();
  auto asked = m_database.prepare(
      "SELECT elapsed, elapsed_boot, elapsed_monotonic, elapsed_wall, guessed, trusted_at, trusted_elapsed FROM"
      " terminal");
  if (!asked) return failure(asked.error());
  const auto row = asked->step();
  if (!row) return failure(row.error());
  m_base = wall;
  if (!*row || asked->isNull(0)) return {};
  const qint64 stored = asked->integer(0);
  const bool sameBoot = asked->bytes(1) == m_clock.bootId() && m_monotonic >= asked->integer(2);
  const qint64 off = std::clamp<qint64>(wall - asked->integer(3), 0, kLongestOff);
  m_base = stored + (sameBoot ? m_monotonic - asked->integer(2) : off);
  m_guessed = asked->integer(4) + (sameBoot ? 0 : off);
  if (!asked->isNull(5)) m_anchor = Anchor{asked->integer(5), asked->integer(6)};
  return {};
}

qint64 ElapsedTime::now() const {
  return m_base + std::max<qint64>(0, m_clock.monotonic().count() - m_monotonic);
}

QDateTime ElapsedTime::dateOf(qint64 point) const {
  const qint64 at = m_anchor ? m_anchor->at + (point - m_anchor->elapsed) : point;
  return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
}

std::optional<TrustedTime> ElapsedTime::trusted() const {
  if (!m_anchor) return std::nullopt;
  const qint64 since = now() - m_anchor->elapsed;
  return TrustedTime{dateOf(now()), std::chrono::milliseconds(kLeastUncertainty + since / kDrift + m_guessed)};
}

// A receipt may be older than its answer, so it only says "not earlier than": what it would set back is not believed.
Result<void> ElapsedTime::learn(const QDateTime& time) {
  const qint64 at = time.toMSecsSinceEpoch();
  const qint64 here = now();
  if (m_anchor && at <= m_anchor->at + (here - m_anchor->elapsed)) return {};
  // More time has passed since the last word than was counted here: the machine was off, or its clock was set back.
  const qint64 missed = m_anchor ? at - m_anchor->at - (here - m_anchor->elapsed) : 0;
  m_base += missed;
  // The first word may be an old receipt; a clock that is a little ahead of it is more likely right than wrong.
  const qint64 behind = m_anchor || at > here || here - at > kOldReceipt ? 0 : here - at;
  m_guessed = behind;
  m_anchor = Anchor{at + behind, here + missed};
  auto kept =
      m_database.run("UPDATE terminal SET trusted_at = ?, trusted_elapsed = ?", m_anchor->at, m_anchor->elapsed);
  return kept ? save() : kept;
}

Result<void> ElapsedTime::save() {
  return m_database.run(
      "UPDATE terminal SET elapsed = ?, elapsed_boot = ?, elapsed_monotonic = ?, elapsed_wall = ?, guessed = ?", now(),
      m_clock.bootId(), qint64{m_clock.monotonic().count()}, m_clock.now().toMSecsSinceEpoch(), m_guessed);
}

Result<void> ElapsedTime::save(qint64 journalLine, const QByteArray& journalHash) {
  return m_database.run(
      "UPDATE terminal SET journal_line = ?, journal_hash = ?, elapsed = ?, elapsed_boot = ?, elapsed_monotonic = ?,"
      " elapsed_wall = ?, guessed = ?",
      journalLine, store::Blob{journalHash}, now(), m_clock.bootId(), qint64{m_clock.monotonic().count()},
      m_clock.now().toMSecsSinceEpoch(), m_guessed);
}

}  // namespace hall::outbox
