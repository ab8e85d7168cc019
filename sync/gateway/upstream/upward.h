#pragma once
// What goes up: whatever was received here and not confirmed above is put into the outbox, where the engine takes it
// from, and whatever the outbox has settled is confirmed. What cannot go up (its terminal is refused above, its bytes
// are damaged here) is logged once, passed over and tried again later: one item never blocks another. Thread: one;
// blocks.
#include <QSet>
#include <optional>
#include <stop_token>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/engine/transport.h"
#include "sync/gateway/upstream/upstream_rows.h"
#include "sync/gateway/writer.h"
#include "sync/outbox/outbox.h"

namespace hall::gateway::upstream {

class Upward {
 public:
  static constexpr int kMostWaiting = 4000;  // in the outbox; the rest waits in the database

  Upward(Storage& storage, outbox::Outbox& outbox, engine::Transport& line, const Clock& clock, Log& log)
      : m_storage(storage), m_outbox(outbox), m_line(line), m_clock(clock), m_log(log) {}

  // True if there may be more. An error is the line's, the database's or the outbox's; what was reached before stays.
  Result<bool> adopt(const std::stop_token& stop);
  Result<void> confirm(const QList<model::Submission>& submissions);
  // Above, a gateway hears of the terminals alone that it has introduced. Who is refused is logged, and asked for
  // again.
  Result<void> introduceAll(const std::stop_token& stop);

 private:
  void tryAgainWhatWasPassedOver();
  Result<bool> hasRoom();
  Result<void> putIn(const QList<outbox::Adoption>& adoptions);
  Result<std::optional<outbox::Adoption>> takeUp(const UpstreamRows::Place& place, const std::stop_token& stop);
  Result<outbox::Adoption> adoption(const QByteArray& submissionId);
  Result<bool> introduce(const QByteArray& terminalId, const std::stop_token& stop);
  void passOver(const UpstreamRows::Place& place);
  void notSentOn(const QByteArray& submissionId, const Error& error);

  Storage& m_storage;
  outbox::Outbox& m_outbox;
  engine::Transport& m_line;
  const Clock& m_clock;
  Log& m_log;
  qint64 m_position = 0;  // in the feed: everything before it is in the outbox, confirmed or passed over
  QSet<QByteArray> m_introduced;
  QSet<QByteArray> m_refused;          // terminals, since all were tried the last time
  std::optional<qint64> m_passedOver;  // the first place that is to be tried again
  QSet<QByteArray> m_toldOf;           // submissions and terminals that were passed over and logged
  std::chrono::milliseconds m_againAt{0};
};

// One transaction of its own.
Result<void> change(Storage& storage, const Writer::Job& job);

}  // namespace hall::gateway::upstream
