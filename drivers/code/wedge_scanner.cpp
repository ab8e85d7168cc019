#include "drivers/code/wedge_scanner.h"

#include <linux/input-event-codes.h>

#include "drivers/code/scanned_code.h"

namespace hall::drivers {

namespace {

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

WedgeScanner::WedgeScanner(std::unique_ptr<EvdevDevice> device, QString name)
    : m_device(std::move(device)), m_name(std::move(name)) {}

// All that has arrived, up to the end of a scan; nothing when there is no more of it.
WedgeScanner::Scan WedgeScanner::hear(const Deadline& deadline) {
  while (true) {
    const Result<std::optional<EvdevEvent>> event = m_device->next();
    if (!event) return failure(event.error());
    if (!*event) return m_text.silence(now());
    const EvdevEvent& key = **event;
    if (key.dropped) m_text.spoil();
    // Whoever held a key down on it would never be silent.
    if (deadline.passed()) return failure(Failure::Timeout, "code.none");
    if (key.what.type != EV_KEY || key.value > 1) continue;
    if (Scan whole = m_text.key(key.what.code, key.value == 1, now())) return whole;
  }
}

Result<QByteArray> WedgeScanner::scan(const Deadline& deadline) {
  while (true) {
    if (Scan whole = hear(deadline)) return std::move(*whole);
    constexpr auto afterGap = WedgeText::kGap + std::chrono::milliseconds(10);
    const Deadline wait = m_text.begun() ? deadline.butWithin(afterGap) : deadline;
    const Result<QList<int>> ready = m_readable.await({m_device->file()}, wait);
    if (!ready && (ready.error().kind != Failure::Timeout || deadline.passed())) return failure(ready.error());
  }
}

bool WedgeScanner::throwAway() {
  constexpr int most = 4096;  // more than the kernel keeps for us
  m_text.clear();
  for (int i = 0; i < most; ++i) {
    const Result<std::optional<EvdevEvent>> event = m_device->next();
    if (!event) return false;
    if (!*event) break;
  }
  return true;
}

Result<QList<Code>> WedgeScanner::read(std::chrono::milliseconds patience, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  if (m_presentation.isStale(now())) m_gone = !throwAway() || m_gone;
  while (true) {
    Result<QByteArray> bytes = scan(deadline);
    m_presentation.asked(now());
    if (bytes && m_presentation.isRepeat(*bytes, now())) continue;
    if (bytes) return scannedCode("unknown", std::move(*bytes));
    m_gone = m_gone || bytes.error().kind == Failure::Disconnected;
    return failure(scannerError(bytes.error()));
  }
}

DeviceReport WedgeScanner::report() {
  m_gone = m_gone || !throwAway();
  return scannerReport(m_name, m_device->place(), m_gone);
}

}  // namespace hall::drivers
