#pragma once
// Keeps the lamp as it was asked to be: flashes it at its rate, and says so again when it comes back. What is shown
// last is always what was asked last. Lives on the bay's thread.
#include "drivers/lights.h"
#include "drivers/seat.h"

namespace hall::drivers {

class LampKeeper final : public QObject {
 public:
  explicit LampKeeper(Seat<Lights>& seat);

  void setRate(FlashRate rate);
  // The device came, went or changed.
  void noteReport();
  // Somebody else has used it.
  void showAnew();

 private:
  void push();

  Seat<Lights>& m_seat;
  FlashRate m_rate = FlashRate::Off;
  Lamp m_wanted = Lamp::Dark;
  std::optional<Lamp> m_shown;  // nothing: not known
  bool m_busy = false;
  QTimer m_flash;
  QTimer m_again;  // after a refusal
};

}  // namespace hall::drivers
