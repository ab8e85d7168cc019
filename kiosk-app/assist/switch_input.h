#pragma once
// A citizen's two switches at this terminal: moves and selects as they say, or calibrates them when both are pressed
// together. What was calibrated lasts until `reset`. Lives on the UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>

#include "kiosk-app/assist/switch_calibration.h"

namespace hall::kiosk {

class SwitchInput : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(bool calibrating READ calibrating NOTIFY changed)
  Q_PROPERTY(Step step READ step NOTIFY changed)
  Q_PROPERTY(Trouble trouble READ trouble NOTIFY changed)
  Q_PROPERTY(int holdMilliseconds READ holdMilliseconds NOTIFY changed)  // as understood, on trial
  Q_PROPERTY(int debounceMilliseconds READ debounceMilliseconds NOTIFY changed)

 public:
  enum class Step { First, Second, Trial };
  Q_ENUM(Step)
  enum class Trouble { None, SameSwitch, OneAtATime, Unplugged };
  Q_ENUM(Trouble)

  explicit SwitchInput(const SwitchProfile& usual, QObject* parent = nullptr);

  [[nodiscard]] bool calibrating() const { return m_calibration.has_value(); }
  // Every key may become a switch now.
  [[nodiscard]] bool learning() const { return calibrating() && step() != Step::Trial; }
  [[nodiscard]] Step step() const;
  [[nodiscard]] Trouble trouble() const;
  [[nodiscard]] int holdMilliseconds() const { return static_cast<int>(shown().hold.count()); }
  [[nodiscard]] int debounceMilliseconds() const { return static_cast<int>(shown().debounce.count()); }
  [[nodiscard]] const SwitchProfile& profile() const { return m_switches.profile(); }

  [[nodiscard]] bool knows(quint32 code) const;
  // False: the key is no switch and means what it always does.
  bool press(quint32 code);
  bool release(quint32 code);

  void calibrate();
  Q_INVOKABLE void accept();  // on trial: these it is
  Q_INVOKABLE void leave();   // all as it was
  void unplugged();
  void reset();

 Q_SIGNALS:
  void changed();
  void move();
  void select();
  void stuck();

 private:
  [[nodiscard]] const SwitchProfile& shown() const { return m_calibration ? m_calibration->profile() : profile(); }
  void hear(TwoSwitches::Heard heard);
  void tick();
  void watch();

  const SwitchProfile m_usual;
  TwoSwitches m_switches;
  std::optional<SwitchCalibration> m_calibration;
  QTimer m_timer;  // only while something is held or calibrated
};

}  // namespace hall::kiosk
