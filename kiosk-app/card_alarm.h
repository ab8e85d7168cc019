#pragma once
// The audible half of "a card was forgotten": sounds from the moment the page says so until the card is lifted. Plays
// with the system's own player in a process of its own, so that no sound card, no player and no hanging sound server
// costs more than the sound. Lives on the UI thread.
#include <QProcess>
#include <QTimer>

#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class CardAlarm : public QObject {
  Q_OBJECT

 public:
  struct Player {
    QString program;
    QStringList arguments;  // before the file
  };
  // The first of aplay, pw-play and paplay that is installed; none without a program.
  static Player installed();

  CardAlarm(const Visit& visit, QString sound, Log& log, Player player = installed(), QObject* parent = nullptr);
  ~CardAlarm() override;

  [[nodiscard]] bool sounding() const { return m_sounding; }

 private:
  void follow();
  void play();
  void silence();

  const Visit& m_visit;
  const QString m_sound;
  Log& m_log;
  const Player m_player;
  bool m_sounding = false;
  QTimer m_again;
  QProcess m_process;
};

}  // namespace hall::kiosk
