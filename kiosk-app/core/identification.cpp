#include "kiosk-app/core/identification.h"

#include <QTimer>

#include "sync/model/identity.h"

namespace hall::kiosk {

using namespace std::chrono_literals;

Identification::Identification(drivers::Bay& bay, const Clock& clock, QObject* parent)
    : QObject(parent), m_bay(bay), m_clock(clock) {
  connect(&bay, &drivers::Bay::cardRemoved, this, &Identification::goneAtLast);
}

void Identification::start() {
  if (m_running) return;
  m_running = true;
  m_trouble.reset();
  ask();
  Q_EMIT changed();
}

void Identification::stop() {
  if (!m_running) return;
  m_running = false;
  ++m_round;
  m_trouble.reset();
  m_bay.cancel(drivers::DeviceKind::IdCardReader);
  Q_EMIT changed();
}

void Identification::ask() {
  const int round = ++m_round;
  m_bay.readIdCard(this, 60s, [this, round](Result<drivers::IdCard> card) {
    if (m_running && round == m_round) take(std::move(card));
  });
}

void Identification::askIn(std::chrono::milliseconds pause) {
  QTimer::singleShot(pause, this, [this, round = m_round] {
    if (m_running && round == m_round) ask();
  });
}

// The card that was left there is lifted; what was wrong with a card stays to be read until the next one is tried.
void Identification::goneAtLast() {
  if (!m_trouble || m_trouble->code != "card.left") return;
  m_trouble.reset();
  Q_EMIT changed();
}

std::optional<Error> Identification::judge(const drivers::IdCard& card) const {
  const std::optional<model::IdentityFault> fault =
      model::judge({card.number, card.birth, card.validFrom, card.validUntil, card.longTerm}, m_clock.today());
  if (!fault) return std::nullopt;
  return Error{Failure::Invalid, model::name(*fault), QString()};
}

void Identification::take(Result<drivers::IdCard> card) {
  if (card) {
    m_trouble = judge(*card);
    if (!m_trouble) {
      m_running = false;
      Q_EMIT identified(std::make_shared<Person>(*card));
      return;
    }
  } else if (card.error().kind == Failure::Timeout) {
    // Nobody laid a card: not trouble, just wait on. The session's idle watch ends the visit, not we.
  } else if (card.error().code == "device.busy") {
    // Our own earlier question, cancelled but not home yet: the person has done nothing wrong.
    askIn(50ms);
    return;
  } else if (card.error().code == "card.left") {
    // A card we have just judged still lies there: what was wrong with it is the thing to say.
    const bool ours = m_trouble && m_trouble->kind == Failure::Invalid;
    if (!ours && m_trouble != card.error()) {
      m_trouble = card.error();
      Q_EMIT changed();
    }
    askIn(300ms);  // it may be lifted any moment, and then another is waited for
    return;
  } else {
    m_trouble = card.error();
  }
  Q_EMIT changed();
  // A pause, so that a card that cannot be read does not flicker, and the words can be read.
  askIn(m_trouble ? 1500ms : 0ms);
}

}  // namespace hall::kiosk
