#pragma once
// The certificates of admitted terminals, ready for use. What was read is used for two seconds, so that a busy terminal
// does not cost a question each time, and one that was called back is known soon. Thread: any.
#include <QHash>
#include <mutex>

#include "sync/base/clock.h"
#include "sync/gateway/storage.h"
#include "sync/seal/certificate.h"

namespace hall::gateway {

class TerminalCertificates {
 public:
  TerminalCertificates(Storage& storage, const Clock& clock) : m_storage(storage), m_clock(clock) {}

  // NotFound: this terminal is not admitted.
  Result<seal::Certificate> find(const QByteArray& terminalId);
  Result<seal::Certificate> findAnew(const QByteArray& terminalId);

 private:
  struct Known {
    seal::Certificate certificate;
    std::chrono::milliseconds readAt;
  };
  Storage& m_storage;
  const Clock& m_clock;
  std::mutex m_mutex;
  QHash<QByteArray, Known> m_known;
};

}  // namespace hall::gateway
