#include "drivers/auxiliary/signal_auxiliaries.h"

namespace hall::drivers {

Result<std::unique_ptr<SignalAuxiliaries>> SignalAuxiliaries::open(Find find) {
  auto opened = std::unique_ptr<SignalAuxiliaries>(new SignalAuxiliaries(std::move(find)));
  opened->findMore();
  if (opened->m_sources.empty()) {
    return failure(Failure::Disconnected, "sensors.gone");
  }
  return opened;
}

SignalAuxiliaries::SignalAuxiliaries(Find find) : m_find(std::move(find)) {}

// Every input device of the machine is opened for it, so not at every look.
void SignalAuxiliaries::findMore() {
  constexpr std::chrono::seconds pause(2);
  const auto now = std::chrono::steady_clock::now();
  if (now < m_nextFind) return;
  m_nextFind = now + pause;
  QList<QByteArray> known;
  for (const auto& source : m_sources) known.append(source->place());
  for (auto& source : m_find(known)) {
    for (const Signal& wire : source->wires()) m_wired.insert(wire.means);
    m_sources.push_back(std::move(source));
  }
}

void SignalAuxiliaries::takeAll() {
  for (auto it = m_sources.begin(); it != m_sources.end();) {
    if ((*it)->take(m_levels)) {
      ++it;
      continue;
    }
    for (const Signal& wire : (*it)->wires()) m_levels.remove(wire.means);
    it = m_sources.erase(it);
  }
}

// Until something can be read. A source without a file is asked again at the pace of its own waiting.
void SignalAuxiliaries::rest(const Deadline& deadline) {
  QList<int> files;
  bool mustAsk = false;
  for (const auto& source : m_sources) {
    mustAsk = mustAsk || source->files().isEmpty();
    files += source->files();
  }
  static_cast<void>(m_readable.await(files, mustAsk ? deadline.butWithin(std::chrono::milliseconds(30)) : deadline));
}

Result<AuxiliariesState> SignalAuxiliaries::await(const AuxiliariesState& known, std::chrono::milliseconds patience,
                                                  std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  while (true) {
    takeAll();
    if (state() != known) return state();
    if (m_sources.empty()) return failure(Failure::Disconnected, "sensors.gone");
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "device.cancelled");
    if (deadline.passed()) return failure(Failure::Timeout, "port.silent");
    rest(deadline);
  }
}

DeviceReport SignalAuxiliaries::report() {
  takeAll();
  findMore();
  DeviceReport report;
  report.kind = DeviceKind::Auxiliaries;
  report.state = m_sources.empty() ? DeviceState::PowerOff : DeviceState::Online;
  if (m_sources.empty()) report.code = "sensors.gone";
  QStringList models;
  for (const auto& source : m_sources) {
    models.append(source->model());
    if (report.id.isEmpty()) report.id = source->place();
  }
  report.model = models.join(QStringLiteral(" + "));
  return report;
}

}  // namespace hall::drivers
