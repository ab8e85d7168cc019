#pragma once
// Keeps this machine's certificate for the line young: looks at the start and then every hour, on a lane and a
// connection of its own, and asks for a new one when it is time. What goes wrong is logged once; what waits to be sent
// waits. Lives on the UI thread.
#include <QTimer>

#include "sync/base/clock.h"
#include "sync/base/lane.h"
#include "sync/base/log.h"
#include "sync/engine/http_transport.h"
#include "sync/identity/renew.h"

namespace hall::kiosk {

class LineWatch : public QObject {
  Q_OBJECT

 public:
  // `transport` may be null: then there is no line. A machine that was never enrolled is left alone.
  LineWatch(QString keys, std::unique_ptr<engine::Transport> transport, const Clock& clock, Log& log,
            QObject* parent = nullptr);

 private:
  void look();
  void take(const Result<identity::Renewal>& renewal);

  const QString m_keys;
  const std::unique_ptr<engine::Transport> m_transport;
  const Clock& m_clock;
  Log& m_log;
  QByteArray m_lastTrouble;
  QTimer m_timer;
  Lane m_lane{QStringLiteral("line")};  // last: joined before anything above dies
};

}  // namespace hall::kiosk
