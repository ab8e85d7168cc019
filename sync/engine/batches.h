#pragma once
// Many small submissions in one request, and one question about many that are in doubt. Each is settled, held or asked
// for by itself; one that sinks a whole batch finds itself in smaller and smaller company until it goes alone. Thread:
// the engine's.
#include "sync/engine/batch_size.h"
#include "sync/engine/exchange.h"
#include "sync/engine/many_answers.h"
#include "sync/engine/offer.h"

namespace hall::engine {

class Batches {
 public:
  explicit Batches(const Tools& tools) : m_tools(tools) {}

  [[nodiscard]] bool offered() const { return m_sending.stands(m_tools.clock.monotonic()); }
  [[nodiscard]] bool questionsOffered() const { return m_asking.stands(m_tools.clock.monotonic()); }

  // Larger ones always go alone.
  static constexpr qint64 kMostBytesOfOne = 512LL * 1024;
  struct Choice {
    QList<model::Submission> together;  // none, or at least two
    QList<model::Submission> alone;     // those that failed in company before
  };
  [[nodiscard]] Choice choose(const QList<model::Submission>& small) const;

  // Errors are the outbox's: the disk, not the line.
  Result<void> send(const QList<model::Submission>& together, const std::stop_token& stop);
  Result<void> ask(const QList<model::Submission>& doubtful, const std::stop_token& stop);

 private:
  struct Packed {
    QByteArray body;
    QList<QByteArray> ids;
  };
  Result<Packed> pack(const QList<model::Submission>& together);
  Result<void> weigh(const Heard& heard, const QList<QByteArray>& ids, int attempts, const std::stop_token& stop);
  Result<void> settle(const ManyAnswers& answers);
  Result<void> doubt(const QList<QByteArray>& ids, const Heard& heard, int attempts, const std::stop_token& stop);
  Result<void> later(const QList<QByteArray>& ids, const Heard& heard, int attempts, const std::stop_token& stop);
  // Tells who listens; gives those that took the step.
  Result<QList<QByteArray>> become(const Result<outbox::BatchOutcome>& outcome);

  const Tools& m_tools;
  BatchSize m_size;
  Offer m_sending;
  Offer m_asking;
};

}  // namespace hall::engine
