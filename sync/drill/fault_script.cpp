#include "sync/drill/fault_script.h"

namespace hall::drill {

namespace {
constexpr std::chrono::milliseconds kSwapPatience{400};

bool fits(LineFault fault, const HttpMessage& request) {
  if (request.target() == "/healthz") return false;
  if (fault == LineFault::OtherReceipt || fault == LineFault::SwappedAnswers) return asksForReceipt(request);
  return true;
}
}  // namespace

bool asksForReceipt(const HttpMessage& request) {
  const QByteArray target = request.target();
  if (target == "/v1/batches" || target == "/v1/submissions/query") return true;
  return target.startsWith("/v1/submissions/") && target.count('/') == 3;
}

void FaultScript::set(const QList<LineFault>& faults, int inHundred) {
  const std::lock_guard lock(m_mutex);
  m_faults = faults;
  m_inHundred = inHundred;
}

void FaultScript::setGateway(quint16 port) {
  const std::lock_guard lock(m_mutex);
  m_gateway = port;
}

quint16 FaultScript::gateway() const {
  const std::lock_guard lock(m_mutex);
  return m_gateway;
}

std::optional<LineFault> FaultScript::choose(const HttpMessage& request) {
  const std::lock_guard lock(m_mutex);
  if (m_faults.isEmpty() || static_cast<int>(m_dice.bounded(100)) >= m_inHundred) return std::nullopt;
  const LineFault fault = m_faults[static_cast<qsizetype>(m_dice.bounded(m_faults.size()))];
  return fits(fault, request) ? std::optional(fault) : std::nullopt;
}

void FaultScript::count(LineFault fault) {
  const std::lock_guard lock(m_mutex);
  ++m_struck[fault];
}

void FaultScript::countDiffering() {
  const std::lock_guard lock(m_mutex);
  ++m_differing;
}

quint32 FaultScript::roll(quint32 below) {
  const std::lock_guard lock(m_mutex);
  return m_dice.bounded(below);
}

std::optional<HttpMessage> FaultScript::exchangeReceipt(const HttpMessage& request, const HttpMessage& answer) {
  const std::lock_guard lock(m_mutex);
  auto before = std::exchange(m_lastReceipt, std::pair(request.target(), answer));
  // A batch has another body each time, and a target that never changes.
  const bool other = before && (before->first != request.target() || request.method() == "POST");
  return other ? std::optional(before->second) : std::nullopt;
}

std::optional<HttpMessage> FaultScript::swap(const HttpMessage& answer, const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  if (m_offered && !m_returned) {
    m_returned = answer;
    m_changed.notify_all();
    return std::exchange(m_offered, std::nullopt);
  }
  if (m_offered || m_returned) return std::nullopt;  // two are at it already
  m_offered = answer;
  (void)m_changed.wait_for(lock, stop, kSwapPatience, [this] { return m_returned.has_value(); });
  m_offered.reset();
  return std::exchange(m_returned, std::nullopt);
}

QMap<LineFault, int> FaultScript::struck() const {
  const std::lock_guard lock(m_mutex);
  return m_struck;
}

int FaultScript::differing() const {
  const std::lock_guard lock(m_mutex);
  return m_differing;
}

}  // namespace hall::drill
