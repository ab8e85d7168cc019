#pragma once
// What every kind of answer means, as data: one place decides whether to go on, try later, ask, go back or hold.
// Pure; thread: any.
#include <QByteArray>
#include <chrono>

#include "sync/base/result.h"
#include "sync/engine/transport.h"

namespace hall::engine {

// Which question was asked: the same status means different things after each.
enum class Question { Announce, SendPart, AskOffset, SendChunk, Commit, Ask, SendBatch, AskMany, Inventory, Statuses };

enum class Verdict {
  Proceed,       // understood: read the body
  RetryLater,    // nothing is decided; after a commit or a question this is doubt
  MissingParts,  // send what the body lists
  Unknown,       // the platform does not know the submission: back to its parts
  NotOffered,    // a gateway of an older version: there is another way
  OtherOffset,   // the platform has another piece of this part than we thought: ask how much
  Afresh,        // what it had of this part, or of the list, was not ours: it begins again
  Hold,          // a person must look; `code` says why
};

struct Reading {
  Verdict verdict = Verdict::RetryLater;
  QByteArray code;       // stable: "http.503", "line.timeout", "urn:hall:problem:not-admitted"
  bool line = false;     // whether the platform itself was reached
  bool tooMany = false;  // 429: this terminal asked too much, whatever it asked
};

Reading read(Question question, const Result<Response>& answer);

// 1 s, doubling, at most five minutes, then spread over [½, 1] by `dice` in [0, 1) so that a hall's terminals do not
// come back in step. `attempts` counts failed tries before this one.
std::chrono::milliseconds backOff(int attempts, double dice);

}  // namespace hall::engine
