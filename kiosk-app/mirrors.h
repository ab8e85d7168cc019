#pragma once
// What comes down to this terminal: service definitions and trust list, mirrored under <data>/mirror. Asks at the start
// and then every quarter of an hour, spread by chance, on a lane and a connection of its own. Whatever goes wrong is
// logged once, and what was here before stays. Lives on the UI thread.
#include <QTimer>

#include "sync/base/lane.h"
#include "sync/base/log.h"
#include "sync/catalogue/catalogue.h"
#include "sync/engine/http_transport.h"
#include "sync/mirror/mirrored_folder.h"

namespace hall::kiosk {

class Mirrors : public QObject {
  Q_OBJECT

 public:
  struct Place {
    QString data;
    QString shippedServices;  // used as long as nothing usable was mirrored
  };
  // The definitions that count now. Reads the disk.
  static catalogue::Catalogue services(const Place& place, const seal::Certificate& platform, Log& log);

  // `transport` may be null: then nothing is asked for.
  Mirrors(Place place, seal::Certificate platform, std::unique_ptr<engine::Transport> transport, Log& log,
          QObject* parent = nullptr);
  ~Mirrors() override;

 Q_SIGNALS:
  // A new version is on the disk. Whoever shows services takes it up between two visits.
  void servicesChanged(const hall::catalogue::Catalogue& services);
  void asked();  // once more, with whatever result

 private:
  struct News {
    std::optional<catalogue::Catalogue> services;
    std::optional<Error> trouble;
  };
  void ask();
  News look(const std::stop_token& stop);
  Result<bool> bring(const QByteArray& collection, const std::stop_token& stop);
  Result<void> takeTrustList(const mirror::MirroredFolder& folder);
  void take(const News& news);

  const Place m_place;
  const seal::Certificate m_platform;
  const std::unique_ptr<engine::Transport> m_transport;
  Log& m_log;
  QByteArray m_lastTrouble;
  QTimer m_timer;
  Lane m_lane{QStringLiteral("mirror")};  // last: joined before anything above dies
};

}  // namespace hall::kiosk
