#pragma once
// The call for staff as the pages see it. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "kiosk-app/core/surroundings.h"

namespace hall::kiosk {

class CallController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(bool shown READ shown NOTIFY changed)
  Q_PROPERTY(bool answered READ answered NOTIFY changed)
  Q_PROPERTY(bool lampThere READ lampThere NOTIFY changed)

 public:
  explicit CallController(Surroundings& surroundings, QObject* parent = nullptr)
      : QObject(parent), m_surroundings(surroundings) {
    connect(&surroundings, &Surroundings::callChanged, this, &CallController::changed);
  }

  [[nodiscard]] bool shown() const { return m_surroundings.call() != Surroundings::Call::None; }
  [[nodiscard]] bool answered() const { return m_surroundings.call() == Surroundings::Call::Answered; }
  [[nodiscard]] bool lampThere() const { return m_surroundings.lampThere(); }

  Q_INVOKABLE void call() { m_surroundings.callStaff(); }
  Q_INVOKABLE void end() { m_surroundings.endCall(); }

 Q_SIGNALS:
  void changed();

 private:
  Surroundings& m_surroundings;
};

}  // namespace hall::kiosk
