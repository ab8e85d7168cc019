#pragma once
// What every way of sending works with, and one exchange over the line, weighed by the retry table. Thread: the
// engine's.
#include <QJsonObject>
#include <functional>

#include "sync/engine/pauses.h"
#include "sync/engine/piece_size.h"
#include "sync/engine/retry_table.h"
#include "sync/outbox/outbox.h"

namespace hall::engine {

// An answer, weighed: the body is there if the verdict is Proceed and it is a JSON object.
struct Heard {
  Reading reading;
  QJsonObject body;
  qint64 retryAfterSeconds = 0;
  std::optional<qint64> uploadOffset{};
  QByteArray bytes{};  // of an answer that is no JSON
};

struct Tools {
  outbox::Outbox& outbox;
  Transport& transport;
  const Clock& clock;
  Pauses& pauses;
  PieceSize& pieceSize;
  const std::function<double()>& dice;
  std::function<void(const model::Submission&)> changed;
  std::function<void(const Heard&)> heard;  // after every exchange that nobody stopped
};

Heard exchange(const Tools& tools, Question question, const Request& request, const std::stop_token& stop);
// What an answer means that is JSON, but not ours: nothing is known.
Heard foreignBody();
// How long after this answer nothing is tried again: the platform's own wish, if that is longer.
std::chrono::milliseconds pauseAfter(const Heard& heard, int attempts, const std::function<double()>& dice);

}  // namespace hall::engine
