#pragma once
// Listens to the surroundings for as long as the bay lives, whoever is being served: one waiting question after another
// on the device's own lane. Lives on the bay's thread.
#include "drivers/seat.h"

namespace hall::drivers {

class AuxiliariesWatch final : public QObject {
 public:
  using Tell = std::function<void(const AuxiliariesState&)>;

  AuxiliariesWatch(Seat<Auxiliaries>& seat, Pace pace, Tell tell);

  [[nodiscard]] const AuxiliariesState& state() const { return m_state; }
  // The device came, went or changed.
  void noteReport();

 private:
  void listen();
  void heard(const Result<AuxiliariesState>& answer);
  void note(const AuxiliariesState& state);

  Seat<Auxiliaries>& m_seat;
  Tell m_tell;
  AuxiliariesState m_state;
  bool m_listening = false;
  QTimer m_again;
};

}  // namespace hall::drivers
