// The legal clock of what waits. Material that is missing must be told within five working days, or the application is
// deemed accepted from its receipt (行政许可法 第32条); time offline eats of them.
#include <algorithm>
#include <array>
#include <utility>

#include "sync/outbox/room.h"

namespace hall::outbox {

namespace {

constexpr std::array<std::pair<WarningKind, const char*>, 5> kNames{{
    {WarningKind::LegalDeadlineNear, "legal-deadline-near"},
    {WarningKind::LegalDeadlinePassed, "legal-deadline-passed"},
    {WarningKind::Held, "held"},
    {WarningKind::GateClosed, "gate-closed"},
    {WarningKind::ClockDoubtful, "clock-doubtful"},
}};

// The calendar day in China.
QDate dayOf(const QDateTime& time) {
  return time.toOffsetFromUtc(8 * 3600).date();
}

}  // namespace

QByteArray name(WarningKind kind) {
  for (const auto& [value, text] : kNames) {
    if (value == kind) return text;
  }
  return {};
}

Result<QList<StaffWarning>> Outbox::warnings() const {
  const auto closed = gate();
  const std::lock_guard lock(m_room->mutex);
  auto warnings = m_room->legalWarnings();
  if (!warnings) return warnings;
  if (closed) warnings->append({WarningKind::GateClosed, {}, closed->code, {}});
  if (m_room->isMuch(m_room->elapsed.disputed())) {
    warnings->append({WarningKind::ClockDoubtful, {}, "clock.disputed", {}});
  } else if (m_room->clockIsDoubtful()) {
    warnings->append({WarningKind::ClockDoubtful, {}, {}, {}});
  }
  m_room->tell(*warnings);
  return warnings;
}

Result<Waiting> Outbox::waiting() const {
  const std::lock_guard lock(m_room->mutex);
  const auto waiting = m_room->rows.waiting();
  if (!waiting) return failure(waiting.error());
  if (waiting->first == 0) return Waiting{};
  return Waiting{waiting->first, m_room->elapsed.dateOf(waiting->second)};
}

Result<QDate> Outbox::legalDeadline(const QByteArray& submissionId) const {
  const std::lock_guard lock(m_room->mutex);
  const auto clocks = m_room->rows.legalClocks();
  if (!clocks) return failure(clocks.error());
  const auto one = std::ranges::find(*clocks, submissionId, &LegalClock::submissionId);
  if (one == clocks->end()) return failure(Failure::NotFound, "outbox.unknown");
  return m_room->deadlineOf(*one);
}

QDate Outbox::Room::deadlineOf(const LegalClock& legal) const {
  return limits.calendar.after(dayOf(elapsed.dateOf(legal.sealedElapsed)), legal.workingDays);
}

bool Outbox::Room::clockIsDoubtful() const {
  return isMuch(std::chrono::milliseconds(elapsed.dateOf(elapsed.now()).msecsTo(clock.now())));
}

bool Outbox::Room::isMuch(std::chrono::milliseconds apart) const {
  return std::chrono::abs(apart) > limits.clockTolerance;
}

Result<QList<StaffWarning>> Outbox::Room::legalWarnings() {
  const auto clocks = rows.legalClocks();
  if (!clocks) return failure(clocks.error());
  const QDate today = dayOf(elapsed.dateOf(elapsed.now()));
  // A machine that was off for long may be behind: what its wall clock says makes a warning early, never a judgement.
  const QDate perhaps = std::max(today, dayOf(clock.now()));
  const QDate horizon = limits.calendar.after(perhaps, limits.warnWorkingDays);
  QList<StaffWarning> warnings;
  for (const LegalClock& legal : *clocks) {
    const QDate deadline = deadlineOf(legal);
    if (!legal.heldCode.isEmpty()) warnings.append({WarningKind::Held, legal.submissionId, legal.heldCode, deadline});
    if (today > deadline) {
      warnings.append({WarningKind::LegalDeadlinePassed, legal.submissionId, {}, deadline});
    } else if (horizon >= deadline) {
      warnings.append({WarningKind::LegalDeadlineNear, legal.submissionId, {}, deadline});
    }
  }
  return warnings;
}

// Each once, as long as this process lives.
void Outbox::Room::tell(const QList<StaffWarning>& warnings) {
  for (const StaffWarning& warning : warnings) {
    const QByteArray line = name(warning.kind) + ' ' + warning.submissionId + ' ' + warning.code;
    if (told.contains(line)) continue;
    told.insert(line);
    log.event(Log::Level::Warning, "outbox.warning",
              {{QStringLiteral("kind"), QString::fromLatin1(name(warning.kind))},
               {QStringLiteral("submission"), QString::fromLatin1(warning.submissionId)},
               {QStringLiteral("code"), QString::fromLatin1(warning.code)},
               {QStringLiteral("deadline"), warning.deadline.toString(Qt::ISODate)}});
  }
}

}  // namespace hall::outbox
