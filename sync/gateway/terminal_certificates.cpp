#include "sync/gateway/terminal_certificates.h"

namespace hall::gateway {

namespace {
constexpr std::chrono::seconds kFresh{2};
constexpr qsizetype kMost = 4096;  // beyond that all are read again; a whole province has fewer at one gateway
}  // namespace

Result<seal::Certificate> TerminalCertificates::find(const QByteArray& terminalId) {
  {
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.constFind(terminalId);
    if (known != m_known.constEnd() && m_clock.monotonic() - known->readAt < kFresh) return known->certificate;
  }
  return findAnew(terminalId);
}

Result<seal::Certificate> TerminalCertificates::findAnew(const QByteArray& terminalId) {
  const auto pem = m_storage.terminalCertificate(terminalId);
  auto certificate = pem ? seal::Certificate::fromPem(*pem) : Result<seal::Certificate>(failure(pem.error()));
  const std::lock_guard lock(m_mutex);
  if (m_known.size() >= kMost) m_known.clear();
  m_known.remove(terminalId);
  if (certificate) m_known.insert(terminalId, {*certificate, m_clock.monotonic()});
  return certificate;
}

}  // namespace hall::gateway
