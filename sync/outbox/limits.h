#pragma once
// When a terminal stops taking NEW cases; it always goes on sending what it has. Values.
#include <QtGlobal>
#include <chrono>

#include "sync/model/working_days.h"

namespace hall::outbox {

struct Limits {
  qint64 minimumFreeBytes = 512LL * 1024 * 1024;
  int maximumWaiting = 5000;
  std::chrono::hours maximumOffline{24 * 15};  // without a signed word of the platform, while something waits
  int warnWorkingDays = 2;                     // before a legal deadline
  std::chrono::minutes clockTolerance{10};     // of the wall clock, until staff are told
  model::WorkingDays calendar{};
  std::chrono::hours retention{24 * 30};               // how long a copy stays after the platform has received it
  qint64 maximumAttachmentBytes = 16LL * 1024 * 1024;  // each
  int maximumAttachments = 64;                         // per submission
};

}  // namespace hall::outbox
