#include "drivers/lamp_keeper.h"

namespace hall::drivers {

namespace {
using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kUntilAgain = 1s;  // somebody waits for help below a dark lamp
}  // namespace

LampKeeper::LampKeeper(Seat<Lights>& seat) : m_seat(seat) {
  m_flash.setTimerType(Qt::PreciseTimer);
  connect(&m_flash, &QTimer::timeout, this, [this] {
    m_wanted = m_wanted == Lamp::Lit ? Lamp::Dark : Lamp::Lit;
    push();
  });
  m_again.setSingleShot(true);
  connect(&m_again, &QTimer::timeout, this, &LampKeeper::push);
}

void LampKeeper::setRate(FlashRate rate) {
  if (rate == m_rate) return;
  m_rate = rate;
  m_wanted = rate == FlashRate::Off ? Lamp::Dark : Lamp::Lit;
  if (const auto half = halfPeriod(rate); half.count() > 0) {
    m_flash.start(half);
  } else {
    m_flash.stop();
  }
  push();
}

void LampKeeper::noteReport() {
  if (m_seat.report().state != DeviceState::Online) {
    m_shown.reset();
  } else if (!m_shown) {
    push();
  }
}

void LampKeeper::showAnew() {
  m_shown.reset();
  push();
}

void LampKeeper::push() {
  if (m_busy || m_shown == m_wanted || m_seat.report().state != DeviceState::Online) return;
  m_busy = true;
  m_seat.request<void>(
      this, [lamp = m_wanted](Lights& lights, const std::stop_token&) { return lights.show(lamp); },
      [this, lamp = m_wanted](const Result<void>& shown) {
        m_busy = false;
        m_shown = shown ? std::optional(lamp) : std::nullopt;
        if (shown) {
          push();  // what was asked for in the meantime
        } else {
          m_again.start(kUntilAgain);
        }
      },
      AtRelease::Finish);
}

}  // namespace hall::drivers
