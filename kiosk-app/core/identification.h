#pragma once
// Waits for a resident ID card and judges what it says: reads on after trouble, as long as the citizen stays. A card
// that was read already is trouble too, until it is lifted.
// Lives on the UI thread.
#include <QObject>
#include <memory>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/person.h"
#include "sync/base/clock.h"

namespace hall::kiosk {

class Identification : public QObject {
  Q_OBJECT

 public:
  Identification(drivers::Bay& bay, const Clock& clock, QObject* parent = nullptr);

  void start();
  void stop();
  [[nodiscard]] bool running() const { return m_running; }
  // Why the last card was not taken, until the next one is tried.
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

 Q_SIGNALS:
  void changed();
  void identified(std::shared_ptr<hall::kiosk::Person> person);

 private:
  void ask();
  void askIn(std::chrono::milliseconds pause);
  void take(Result<drivers::IdCard> card);
  void goneAtLast();
  std::optional<Error> judge(const drivers::IdCard& card) const;

  drivers::Bay& m_bay;
  const Clock& m_clock;
  bool m_running = false;
  int m_round = 0;  // answers to an earlier round are not ours any more
  std::optional<Error> m_trouble;
};

}  // namespace hall::kiosk
