#pragma once
// What staff must know of this terminal, as one quiet line at the foot of the home page: numbers, days and codes,
// nothing about a person and nothing that would frighten one. Pure; any thread.
#include "sync/model/words.h"
#include "sync/outbox/staff_warning.h"

namespace hall::kiosk {

struct StaffFacts {
  QList<outbox::StaffWarning> warnings;
  outbox::Waiting waiting;
};

// For so long what waits is no news: lines come and go.
constexpr std::chrono::hours kUsualWait{2};

// Empty while there is nothing to tell.
QString staffSign(const StaffFacts& facts, const QDateTime& now, const model::Words& words, model::Language language);

}  // namespace hall::kiosk
