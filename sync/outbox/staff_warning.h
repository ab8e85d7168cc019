#pragma once
// What the people who look after a terminal have to know before it becomes a wrong to a citizen. Values; thread: any.
#include <QByteArray>
#include <QDateTime>

namespace hall::outbox {

enum class WarningKind {
  LegalDeadlineNear,    // or, if the clock cannot be trusted, perhaps already over
  LegalDeadlinePassed,  // 行政许可法 第32条: deemed accepted unless the authority was told in time
  Held,                 // a clerk has to decide
  GateClosed,           // no new cases: `code` says why
  ClockDoubtful,        // the wall clock says something else than what has passed, or ("clock.disputed") the platform
};
QByteArray name(WarningKind kind);

struct StaffWarning {
  WarningKind kind = WarningKind::Held;
  QByteArray submissionId;  // empty: it concerns the terminal
  QByteArray code;
  QDate deadline;  // of the law, where there is one: the last day

  bool operator==(const StaffWarning&) const = default;
};

struct Waiting {
  int count = 0;
  QDateTime since;
};

}  // namespace hall::outbox
