#pragma once
// One envelope is always prepared for the next submission, so that whoever waits for "kept" does not wait for the key
// agreement as well. It is made on a thread of its own; who comes too early makes one himself. Thread: any.
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "sync/seal/prepared_envelope.h"

namespace hall::outbox {

class EnvelopeStock {
 public:
  explicit EnvelopeStock(QList<seal::Certificate> recipients);
  ~EnvelopeStock();
  EnvelopeStock(const EnvelopeStock&) = delete;
  EnvelopeStock& operator=(const EnvelopeStock&) = delete;

  Result<seal::PreparedEnvelope> take();

 private:
  void fill(const std::stop_token& stop);

  const QList<seal::Certificate> m_recipients;
  std::mutex m_mutex;
  std::condition_variable_any m_taken;
  std::optional<seal::PreparedEnvelope> m_next;
  std::jthread m_thread;  // last: joined before anything above dies
};

}  // namespace hall::outbox
