#include "drivers/code/serial_scanner.h"

#include "drivers/code/scanned_code.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

constexpr std::chrono::milliseconds command(300);

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

SerialScanner::SerialScanner(std::unique_ptr<Port> port, QString name, ScannerModel model)
    : m_port(std::move(port)),
      m_name(std::move(name)),
      m_model(std::move(model)),
      m_text(m_model.suffix, m_model.echoes) {}

void SerialScanner::trigger(const QByteArray& bytes) {
  if (bytes.isEmpty()) return;
  const Result<void> sent = writeAll(*m_port, bytes, Deadline::in(command));
  m_gone = m_gone || (!sent && sent.error().kind == Failure::Disconnected);
}

Result<QByteArray> SerialScanner::scan(const Deadline& deadline) {
  while (true) {
    if (auto whole = m_text.next()) return std::move(*whole);
    if (deadline.passed()) return failure(Failure::Timeout, "code.none");
    const Deadline silence = deadline.butWithin(kGap);
    Result<QByteArray> bytes = m_port->readSome(m_text.begun() ? silence : deadline);
    if (bytes) {
      m_text.add(*bytes);
      hall::wipe(*bytes);
      continue;
    }
    // What is cut by the end of our patience is no whole scan.
    if (bytes.error().kind != Failure::Timeout || deadline.passed()) return failure(bytes.error());
    if (auto whole = m_text.end()) return std::move(*whole);
  }
}

Result<QList<Code>> SerialScanner::read(std::chrono::milliseconds patience, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  if (m_presentation.isStale(now())) {
    m_port->drain();
    m_text.clear();
  }
  trigger(m_model.triggerOn);
  while (true) {
    Result<QByteArray> bytes = scan(deadline);
    m_presentation.asked(now());
    if (bytes && m_presentation.isRepeat(*bytes, now())) continue;
    trigger(m_model.triggerOff);
    if (bytes) return scannedCode("unknown", std::move(*bytes));
    m_gone = m_gone || bytes.error().kind == Failure::Disconnected;
    return failure(scannerError(bytes.error()));
  }
}

DeviceReport SerialScanner::report() {
  Result<QByteArray> word = m_port->readSome(Deadline::in(std::chrono::milliseconds(1)));
  if (word) hall::wipe(*word);
  m_gone = m_gone || (!word && word.error().kind == Failure::Disconnected);
  return scannerReport(m_name, m_port->place(), m_gone);
}

}  // namespace hall::drivers
