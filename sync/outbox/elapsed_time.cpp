#include "sync/outbox/elapsed_time.h"

#include <algorithm>

namespace hall::outbox {

namespace {
using namespace std::chrono_literals;
constexpr qint64 milliseconds(std::chrono::milliseconds time) {
  return time.count();
}
// A machine is switched off over a weekend; a clock that claims more has more likely been set.
constexpr qint64 kLongestOff = milliseconds(64h);
// Nights of a machine whose clock stops with it add up to this until the platform is asked.
constexpr qint64 kLongestUnknown = milliseconds(24h * 7);
// Two clocks that are right agree so closely ...
constexpr qint64 kApart = milliseconds(10min);
// ... and a wall clock that nobody looks after within this: a zone that was set wrong, a battery that grows old.
constexpr qint64 kFarApart = milliseconds(24h);
constexpr qint64 kLeastUncertainty = milliseconds(60s);
constexpr qint64 kDrift = 10000;  // a clock is off by one part in so many
}  // namespace

Result<void> ElapsedTime::open() {
  const qint64 wall = m_clock.now().toMSecsSinceEpoch();
  m_monotonic = m_clock.monotonic().count();
  auto asked = m_database.prepare(
      "SELECT elapsed, elapsed_boot, elapsed_monotonic, elapsed_wall, guessed, trusted_at, trusted_elapsed, "
      "off_claimed,"
      " off_unknown, disputed, heard_elapsed FROM terminal");
  if (!asked) return failure(asked.error());
  const auto row = asked->step();
  if (!row) return failure(row.error());
  m_base = wall;
  if (*row && !asked->isNull(0)) goOn(*asked, wall);
  return {};
}

void ElapsedTime::goOn(const store::Statement& stored, qint64 wall) {
  m_base = stored.integer(0);
  m_guessed = stored.integer(4);
  if (!stored.isNull(5)) m_anchor = Anchor{stored.integer(5), stored.integer(6)};
  m_offClaimed = stored.integer(7);
  m_offUnknown = stored.integer(8);
  m_disputed = stored.integer(9);
  if (!stored.isNull(10)) m_heard = stored.integer(10);
  if (stored.bytes(1) == m_clock.bootId() && m_monotonic >= stored.integer(2)) {
    m_base += m_monotonic - stored.integer(2);
    return;
  }
  const qint64 off = wall - stored.integer(3);
  const qint64 counted = std::clamp<qint64>(off, 0, kLongestOff);
  m_base += counted;
  m_offClaimed += std::max<qint64>(0, off - counted);
  const bool stoodStill = off <= 0;
  if (stoodStill) m_offUnknown = std::min(m_offUnknown + kLongestOff, kLongestUnknown);
  m_guessed += stoodStill ? kLongestOff : counted;
}

qint64 ElapsedTime::now() const {
  return m_base + std::max<qint64>(0, m_clock.monotonic().count() - m_monotonic);
}

qint64 ElapsedTime::reckoned(qint64 point) const {
  return m_anchor ? m_anchor->at + (point - m_anchor->elapsed) : point;
}

QDateTime ElapsedTime::dateOf(qint64 point) const {
  // Before the platform has said anything that fits, its word stands against a wall clock that nobody vouches for.
  return QDateTime::fromMSecsSinceEpoch(reckoned(point) + (m_anchor ? 0 : m_disputed), Qt::UTC);
}

std::optional<TrustedTime> ElapsedTime::trusted() const {
  if (!m_anchor && m_disputed == 0) return std::nullopt;
  const qint64 since = m_anchor ? now() - m_anchor->elapsed : 0;
  return TrustedTime{dateOf(now()),
                     std::chrono::milliseconds(kLeastUncertainty + since / kDrift + m_guessed + std::abs(m_disputed))};
}

qint64 ElapsedTime::slack() const {
  return m_anchor ? kApart + (now() - m_anchor->elapsed) / kDrift + m_guessed : kFarApart + m_guessed;
}

// How much of it may have passed uncounted while the machine was off. Where the wall clock says so, both must say it.
qint64 ElapsedTime::explained(qint64 ahead) const {
  if (!m_anchor || ahead <= 0 || ahead < m_offClaimed - kFarApart) return 0;
  return std::min(ahead, m_offClaimed + m_offUnknown);
}

// Two that agree give the date, if the machine was off since the last word. While it ran, its own counting is the
// better witness: the wall clock may be the platform's pupil.
bool ElapsedTime::isSecondedByTheWall(qint64 at) const {
  return (!m_anchor || m_guessed > 0) && std::abs(m_clock.now().toMSecsSinceEpoch() - at) <= kApart;
}

void ElapsedTime::learn(const QDateTime& time, qint64 earliest) {
  const qint64 at = time.toMSecsSinceEpoch();
  qint64 here = now();
  const qint64 ahead = at - reckoned(here);
  const qint64 behind = reckoned(earliest) - at;
  const qint64 off = explained(ahead);
  const bool fits = ahead - off <= slack() && behind <= slack();
  if (fits) {
    m_base += off;
    here += off;
  }
  m_heard = here;
  if (!fits && !isSecondedByTheWall(at)) {
    m_disputed = ahead - off > slack() ? ahead : -behind;
  } else if (!fits || ahead > 0) {
    believe({at, here}, 0);
  } else if (behind > 0) {
    believe({at, earliest}, 0);
  } else {
    confirm(-ahead, std::max(-ahead, here - earliest + ahead));
  }
}

// The word is as old as `age`, or younger by what passed since `earliest`: the reckoning is wrong by `wrong` at most.
void ElapsedTime::confirm(qint64 age, qint64 wrong) {
  const qint64 here = now();
  if (!m_anchor) {
    believe({here, here}, age);  // a receipt may be older than its answer: the wall clock is more likely right
  } else if (wrong <= kApart) {
    believe({reckoned(here), here}, std::min(m_guessed, wrong));
  } else if (age <= kApart) {
    m_disputed = 0;
  }
}

void ElapsedTime::believe(const Anchor& anchor, qint64 guessed) {
  m_anchor = anchor;
  m_guessed = guessed;
  m_offClaimed = m_offUnknown = m_disputed = 0;
}

Result<void> ElapsedTime::save(qint64 journalLine, const QByteArray& journalHash) {
  const Anchor anchor = m_anchor.value_or(Anchor{});
  return m_database.run(
      "UPDATE terminal SET journal_line = ?, journal_hash = ?, elapsed = ?, elapsed_boot = ?, elapsed_monotonic = ?,"
      " elapsed_wall = ?, guessed = ?, off_claimed = ?, off_unknown = ?, disputed = ?,"
      " trusted_at = CASE ? WHEN 1 THEN ? END, trusted_elapsed = ?, heard_elapsed = CASE ? WHEN 1 THEN ? END",
      journalLine, store::Blob{journalHash}, now(), m_clock.bootId(), qint64{m_clock.monotonic().count()},
      m_clock.now().toMSecsSinceEpoch(), m_guessed, m_offClaimed, m_offUnknown, m_disputed, m_anchor ? 1 : 0, anchor.at,
      anchor.elapsed, m_heard ? 1 : 0, m_heard.value_or(0));
}

}  // namespace hall::outbox
