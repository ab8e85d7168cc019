#pragma once
// Brings what the outbox holds to the platform: announce, parts, commit, and asks when in doubt. It never gives up and
// never invents: RECEIVED comes only from Outbox::settle(). One item's trouble never stops another's turn.
// Constructing starts its thread; destroying stops it within a second and leaves every item in a state that the next
// start can go on from. The outbox, transport, clock and log must outlive it. Thread: any for the public calls.
#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/engine/errands.h"
#include "sync/engine/turns.h"

namespace hall::engine {

enum class Line { Unknown, Online, Offline };

class SendingEngine {
 public:
  struct Callbacks {
    // All are called on the engine's thread; they must not block and must not destroy the engine.
    std::function<void(const model::Submission&)> onChanged;
    std::function<void(Line)> onLine;
    // The platform's list and this terminal's disagree: a person must look.
    std::function<void(const outbox::InventoryFindings&)> onFindings{};
  };
  // `dice` gives numbers in [0, 1) for the jitter; `errands` is the file that remembers where inventories and statuses
  // stopped, without it there are none.
  SendingEngine(outbox::Outbox& outbox, Transport& transport, const Clock& clock, Log& log, Callbacks callbacks,
                std::function<double()> dice = systemDice(), const QString& errands = {});
  ~SendingEngine();
  SendingEngine(const SendingEngine&) = delete;
  SendingEngine& operator=(const SendingEngine&) = delete;

  // Look at the outbox now: something was sealed. It gets its first try within two seconds, whoever else hangs. Does
  // not shorten a back-off.
  void wake();
  [[nodiscard]] Line line() const { return m_line.load(); }

  static std::function<double()> systemDice();

 private:
  void run(const std::stop_token& stop);
  bool runErrands(const std::stop_token& stop);
  void probe(const std::stop_token& stop);
  void noteChanged(const model::Submission& changed);
  void report(bool reached);

  Transport& m_transport;
  const Clock& m_clock;
  Log& m_log;
  const Callbacks m_callbacks;
  const std::function<double()> m_dice;
  std::atomic<Line> m_line{Line::Unknown};
  WakeBell m_bell;
  // The next three belong to the engine's thread.
  std::optional<std::chrono::milliseconds> m_lastExchange;
  Turns m_turns;
  Errands m_errands;
  std::jthread m_thread;  // last: joined before anything above dies
};

}  // namespace hall::engine
