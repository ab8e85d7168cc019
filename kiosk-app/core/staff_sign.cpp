#include "kiosk-app/core/staff_sign.h"

#include <algorithm>

#include "kiosk-app/core/receipt_paper.h"

namespace hall::kiosk {

using outbox::StaffWarning;
using outbox::WarningKind;

namespace {

QList<StaffWarning> ofKind(const StaffFacts& facts, WarningKind kind) {
  QList<StaffWarning> found;
  std::ranges::copy_if(facts.warnings, std::back_inserter(found),
                       [kind](const StaffWarning& one) { return one.kind == kind; });
  return found;
}

QString dayOf(const QList<StaffWarning>& warnings, model::Language language) {
  const auto first = std::ranges::min_element(warnings, {}, &StaffWarning::deadline);
  return dayText(QDateTime(first->deadline, QTime(12, 0), Qt::OffsetFromUTC, 8 * 3600), language);
}

}  // namespace

QString staffSign(const StaffFacts& facts, const QDateTime& now, const model::Words& words, model::Language language) {
  QStringList parts;
  const auto closed = ofKind(facts, WarningKind::GateClosed);
  if (!closed.isEmpty()) {
    parts.append(words.text(QStringLiteral("sign.closed"), language).arg(QString::fromLatin1(closed.first().code)));
  }
  const auto passed = ofKind(facts, WarningKind::LegalDeadlinePassed);
  if (!passed.isEmpty()) parts.append(words.text(QStringLiteral("sign.passed"), language).arg(passed.size()));
  const auto near = ofKind(facts, WarningKind::LegalDeadlineNear);
  if (!near.isEmpty()) {
    parts.append(
        words.text(QStringLiteral("sign.near"), language).arg(QString::number(near.size()), dayOf(near, language)));
  }
  const auto held = ofKind(facts, WarningKind::Held);
  if (!held.isEmpty()) parts.append(words.text(QStringLiteral("sign.held"), language).arg(held.size()));
  const bool long_ =
      facts.waiting.count > 0 && facts.waiting.since.addSecs(std::chrono::seconds(kUsualWait).count()) < now;
  if (long_) {
    parts.append(words.text(QStringLiteral("sign.waiting"), language)
                     .arg(QString::number(facts.waiting.count), timeText(facts.waiting.since, language)));
  }
  if (!ofKind(facts, WarningKind::ClockDoubtful).isEmpty())
    parts.append(words.text(QStringLiteral("sign.clock"), language));
  if (parts.isEmpty()) return {};
  const QString between = language == model::Language::Chinese ? QStringLiteral("；") : QStringLiteral("; ");
  return words.text(QStringLiteral("sign.staff"), language).arg(parts.join(between));
}

}  // namespace hall::kiosk
