#include "kiosk-app/card_alarm.h"

#include <QStandardPaths>

namespace hall::kiosk {

namespace {

constexpr std::chrono::milliseconds pause(1500);      // from one sound to the next
constexpr std::chrono::milliseconds longest(10'000);  // a player that hangs is ended and tried again

}  // namespace

CardAlarm::Player CardAlarm::installed() {
  for (const Player& player : {Player{QStringLiteral("aplay"), {QStringLiteral("-q")}},
                               Player{QStringLiteral("pw-play"), {}}, Player{QStringLiteral("paplay"), {}}}) {
    const QString program = QStandardPaths::findExecutable(player.program);
    if (!program.isEmpty()) return {program, player.arguments};
  }
  return {};
}

CardAlarm::CardAlarm(const Visit& visit, QString sound, Log& log, Player player, QObject* parent)
    : QObject(parent), m_visit(visit), m_sound(std::move(sound)), m_log(log), m_player(std::move(player)) {
  m_again.setSingleShot(true);
  connect(&m_again, &QTimer::timeout, this, &CardAlarm::play);
  m_process.setStandardOutputFile(QProcess::nullDevice());
  m_process.setStandardErrorFile(QProcess::nullDevice());
  const auto over = [this] {
    if (m_sounding) m_again.start(pause);
  };
  connect(&m_process, &QProcess::finished, this, over);
  connect(&m_process, &QProcess::errorOccurred, this, [over](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) over();
  });
  connect(&visit, &Visit::changed, this, &CardAlarm::follow);
}

CardAlarm::~CardAlarm() {
  m_process.disconnect(this);
  silence();
}

void CardAlarm::follow() {
  if (m_visit.cardLeft() == m_sounding) return;
  m_sounding = m_visit.cardLeft();
  m_log.event(Log::Level::Info, m_sounding ? "alarm.sounding" : "alarm.silent",
              {{QStringLiteral("player"), m_player.program.section(u'/', -1)}});
  if (m_sounding) {
    play();
  } else {
    silence();
  }
}

void CardAlarm::play() {
  if (!m_sounding || m_player.program.isEmpty()) return;
  if (m_process.state() != QProcess::NotRunning) {
    m_process.kill();  // it hangs; `finished` tries again
    return;
  }
  m_process.start(m_player.program, m_player.arguments + QStringList{m_sound}, QIODevice::NotOpen);
  m_again.start(longest);
}

void CardAlarm::silence() {
  m_sounding = false;
  m_again.stop();
  if (m_process.state() == QProcess::NotRunning) return;
  constexpr int patience = 500;
  m_process.kill();
  m_process.waitForFinished(patience);
}

}  // namespace hall::kiosk
