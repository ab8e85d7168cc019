#include "drivers/port/scripted_port.h"

#include <thread>

namespace hall::drivers {

using Kind = TranscriptLine::Kind;

ScriptedPort::ScriptedPort(QList<TranscriptLine> lines) : m_lines(std::move(lines)) {}

Result<qsizetype> ScriptedPort::write(QByteArrayView bytes, const Deadline& deadline) {
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  if (m_gone || (!finished() && m_lines[m_next].kind == Kind::Gone)) {
    m_gone = true;
    return failure(Failure::Disconnected, "port.gone");
  }
  if (finished() || m_lines[m_next].kind != Kind::Written) {
    m_fault = QStringLiteral("line %1: nothing should be written").arg(m_next);
    return failure(Failure::Garbled, "transcript.mismatch", m_fault);
  }
  const QByteArrayView wanted = QByteArrayView(m_lines[m_next].bytes).sliced(m_taken);
  const qsizetype count = std::min(bytes.size(), wanted.size());
  if (bytes.first(count) != wanted.first(count)) {
    m_fault = QStringLiteral("line %1: other bytes written").arg(m_next);
    return failure(Failure::Garbled, "transcript.mismatch", m_fault);
  }
  m_taken += count;
  if (m_taken == m_lines[m_next].bytes.size()) {
    m_taken = 0;
    ++m_next;
  }
  return count;
}

Result<QByteArray> ScriptedPort::readSome(const Deadline& deadline) {
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  if (m_gone || (!finished() && m_lines[m_next].kind == Kind::Gone)) {
    m_gone = true;
    return failure(Failure::Disconnected, "port.gone");
  }
  if (finished() || m_lines[m_next].kind != Kind::Read) {
    // Playing is silent where the script has nothing to say; a written silence is used up by one wait.
    if (!finished() && m_lines[m_next].kind == Kind::Silence) ++m_next;
    std::this_thread::sleep_until(deadline.at);
    return failure(Failure::Timeout, "port.silent");
  }
  return m_lines[m_next++].bytes;
}

void ScriptedPort::drain() {
  while (!finished() && m_lines[m_next].kind == Kind::Read) {
    ++m_next;
  }
}

}  // namespace hall::drivers
