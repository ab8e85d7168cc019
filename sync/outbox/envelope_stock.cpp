#include "sync/outbox/envelope_stock.h"

#include <pthread.h>

#include <utility>

namespace hall::outbox {

EnvelopeStock::EnvelopeStock(QList<seal::Certificate> recipients)
    : m_recipients(std::move(recipients)), m_thread([this](const std::stop_token& stop) { fill(stop); }) {
  pthread_setname_np(m_thread.native_handle(), "envelopes");
}

EnvelopeStock::~EnvelopeStock() {
  m_thread.request_stop();
  m_thread.join();
}

Result<seal::PreparedEnvelope> EnvelopeStock::take() {
  {
    const std::lock_guard lock(m_mutex);
    if (m_next) {
      seal::PreparedEnvelope prepared = std::move(*m_next);
      m_next.reset();
      m_taken.notify_one();
      return prepared;
    }
  }
  return seal::PreparedEnvelope::prepare(m_recipients);
}

void EnvelopeStock::fill(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto prepared = seal::PreparedEnvelope::prepare(m_recipients);
    if (!prepared) return;  // take() says why
    std::unique_lock lock(m_mutex);
    m_next = std::move(*prepared);
    m_taken.wait(lock, stop, [this] { return !m_next.has_value(); });
  }
}

}  // namespace hall::outbox
