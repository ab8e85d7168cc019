#pragma once
// Whose turn it is. Fresh submissions first, newest first; then those that wait, oldest time first, and between them
// one piece of one large part, in rotation: nobody waits for another's size or misfortune. Thread: the engine's.
#include <list>

#include "sync/base/log.h"
#include "sync/engine/brake.h"
#include "sync/engine/delivery.h"
#include "sync/engine/wake_bell.h"

namespace hall::engine {

class Turns {
 public:
  struct Surroundings {
    outbox::Outbox& outbox;
    Transport& transport;
    const Clock& clock;
    Log& log;
    WakeBell& bell;
    const std::function<double()>& dice;
    std::function<void(const model::Submission&)> changed;
    std::function<void(bool reached)> reached;  // after every exchange: was it the platform that answered?
  };
  explicit Turns(const Surroundings& around);

  // Each is false if the outbox is in trouble.
  bool deliverFresh(const std::stop_token& stop);
  bool round(const std::stop_token& stop);
  // Whether the last round found nobody whose time has come.
  [[nodiscard]] bool idle() const { return m_idle; }
  // Until somebody's time may have come; never longer than the engine rests anyway.
  [[nodiscard]] std::chrono::milliseconds rest() const;

 private:
  [[nodiscard]] bool braked() const { return m_brake.left(m_around.clock.monotonic()).has_value(); }
  bool deliverDue(const QList<model::Submission>& due, const std::stop_token& stop);
  bool sendPiece(const std::stop_token& stop);
  bool deliver(const model::Submission& due, const std::stop_token& stop);
  Result<bool> turn(Delivery& delivery, bool mayBeCut, const std::stop_token& stop);
  bool putBack(const QByteArray& submissionId);
  [[nodiscard]] bool isUnderWay(const QByteArray& submissionId) const;
  void heard(const Heard& heard);
  void trouble(const QByteArray& submissionId, const Error& error);

  const Surroundings m_around;
  Pauses m_pauses;
  PieceSize m_pieceSize;
  Brake m_brake;
  const Tools m_tools;
  std::list<Delivery> m_underWay;  // between two pieces; the next one in front
  bool m_lineFailed = false;       // in the last exchange
  bool m_idle = false;
  QByteArray m_cutLast;
};

}  // namespace hall::engine
