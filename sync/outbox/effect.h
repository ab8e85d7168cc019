#pragma once
// Something done in the world for a submission (a print, a stamp): after a crash only what is missing is done again.
// Values; thread: any.
#include <QByteArray>
#include <QDateTime>

namespace hall::outbox {

enum class EffectState { Asked, Confirmed, Failed };

struct Effect {
  QByteArray effectId;
  QByteArray submissionId;
  QByteArray kind;  // "print.local-receipt"
  int number = 1;   // 1 is the first, 2 and up are "reprint number-1"
  EffectState state = EffectState::Asked;
  QByteArray code;  // why it failed; "unfinished": a start found it asked and unanswered; empty otherwise
  QDateTime askedAt;
};

}  // namespace hall::outbox
