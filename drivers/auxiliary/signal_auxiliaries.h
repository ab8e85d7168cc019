#pragma once
// The auxiliaries of a terminal, made of any number of signal sources. A source that is gone leaves its signals unknown
// and costs nothing else; it is opened again when the device is next looked at.
#include <functional>
#include <vector>

#include "drivers/auxiliary/signal_source.h"
#include "drivers/port/readable.h"

namespace hall::drivers {

class SignalAuxiliaries final : public Auxiliaries {
 public:
  // All sources that are there now; a place that already has one is left out.
  using Find = std::function<std::vector<std::unique_ptr<SignalSource>>(const QList<QByteArray>& known)>;

  // Disconnected "sensors.gone" when there is none.
  static Result<std::unique_ptr<SignalAuxiliaries>> open(Find find);

  Result<AuxiliariesState> await(const AuxiliariesState& known, std::chrono::milliseconds patience,
                                 std::stop_token stop) override;
  DeviceReport report() override;

 private:
  explicit SignalAuxiliaries(Find find);
  void findMore();
  void takeAll();
  [[nodiscard]] AuxiliariesState state() const { return stateOf(m_wired, m_levels); }
  void rest(const Deadline& deadline);

  Find m_find;
  std::vector<std::unique_ptr<SignalSource>> m_sources;
  QSet<Meaning> m_wired;  // by any source that was ever there
  Levels m_levels;
  Readable m_readable;
  std::chrono::steady_clock::time_point m_nextFind;
};

}  // namespace hall::drivers
