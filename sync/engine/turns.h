#pragma once
// Whose turn it is. Fresh submissions first, newest first; then those that wait, oldest time first, many in one request
// if they are small; and between them one piece of one large part, in rotation: nobody waits for another's size or
// misfortune. Thread: the engine's.
#include <list>

#include "sync/base/log.h"
#include "sync/engine/batches.h"
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
  [[nodiscard]] const Tools& tools() const { return m_tools; }
  // Until somebody's time may have come; never longer than the engine rests anyway.
  [[nodiscard]] std::chrono::milliseconds rest() const;

 private:
  [[nodiscard]] bool braked() const { return m_brake.left(m_around.clock.monotonic()).has_value(); }
  // Small ones together, and all that are in doubt.
  bool askDoubtful(const std::stop_token& stop);
  bool sendTogether(const std::stop_token& stop);
  // What did not go together.
  Result<QList<model::Submission>> single();
  bool deliverEach(const QList<model::Submission>& due, const std::stop_token& stop);
  bool sendPiece(const std::stop_token& stop);
  // A turn of many at once, which may be cut like that of one, but not twice in a row.
  using Many = Result<void> (Batches::*)(const QList<model::Submission>&, const std::stop_token&);
  bool turnOfMany(Many what, const QList<model::Submission>& which, const std::stop_token& stop);
  void leaveWaiting(QList<model::Submission>& due);
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
  Batches m_batches;
  std::list<Delivery> m_underWay;  // between two pieces; the next one in front
  bool m_lineFailed = false;       // in the last exchange
  bool m_idle = false;
  QByteArray m_cutLast;
  bool m_manyCutLast = false;
  std::optional<QList<model::Submission>> m_alone;  // small ones that must go alone; nothing: no batch in this round
  unsigned m_rounds = 0;
};

}  // namespace hall::engine
