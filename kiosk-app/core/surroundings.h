#pragma once
// What stands around a visit: the call for staff with its lamp, and what the sensors say as events. A call lasts until
// staff answer it at the keyed switch or a counter, or the citizen needs it no longer. Lives on the UI thread.
#include <QObject>

#include "drivers/bay.h"
#include "sync/base/log.h"

namespace hall::kiosk {

class Surroundings : public QObject {
  Q_OBJECT

 public:
  enum class Call { None, Called, Answered };

  Surroundings(drivers::Bay& bay, Log& log, QObject* parent = nullptr);

  [[nodiscard]] Call call() const { return m_call; }
  // Whether a lamp shows the call; without one the words have to say where to go.
  [[nodiscard]] bool lampThere() const;
  void callStaff();
  void answerCall();         // by staff
  void reportStuckSwitch();  // of a citizen's switches
  void endCall();            // by the citizen, or with the visit

  // As the sensors said last; a terminal without the sensor has nobody there, no headphones and runs.
  [[nodiscard]] bool headphones() const { return m_state.headphones == drivers::Sensed::Present; }
  [[nodiscard]] bool person() const { return m_state.person == drivers::Sensed::Present; }
  [[nodiscard]] drivers::OperatorSwitch operatorSwitch() const;

 Q_SIGNALS:
  void callChanged();
  void headphonesChanged();
  void personChanged();
  void operatorSwitchChanged();
  void keypadGone();

 private:
  void hear(const drivers::AuxiliariesState& state);
  void set(Call call);

  drivers::Bay& m_bay;
  Log& m_log;
  drivers::AuxiliariesState m_state;
  Call m_call = Call::None;
};

}  // namespace hall::kiosk
