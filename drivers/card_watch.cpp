#include "drivers/card_watch.h"

#include <condition_variable>
#include <mutex>

namespace hall::drivers {

Result<IdCard> CardWatch::await(IdCardReader& reader, const ReadRequest& request, const Deadline& deadline) {
  if (const Result<void> looked = lookForStranger(reader, deadline.stop); !looked) return failure(looked.error());
  while (m_served) {
    pause(deadline);
    const Result<bool> present = look(reader, deadline.stop);
    if (!present) return failure(present.error());
    if (*present) return failure(Failure::Busy, "card.left");
    if (deadline.passed()) return failure(Failure::Timeout, "card.none");
  }
  while (true) {
    pause(deadline);
    Result<IdCard> card = reader.read(request, deadline.stop);
    m_looked = Clock::now();
    if (card) {
      serve();
    }
    if (card || card.error().kind != Failure::NotFound) return card;
    if (deadline.passed()) return failure(Failure::Timeout, "card.none");
  }
}

void CardWatch::serve() {
  m_served = true;
  m_missed = 0;
  m_tell(true);
}

// A look that failed has not seen whether there is one, so the next one looks again.
Result<void> CardWatch::lookForStranger(IdCardReader& reader, const std::stop_token& stop) {
  if (!m_strangers || m_served) {
    m_strangers = false;  // the one that was read is to be lifted in any case
    return {};
  }
  const Result<bool> present = look(reader, stop);
  if (!present) return failure(present.error());
  m_strangers = false;
  if (*present) serve();
  return {};
}

Result<void> CardWatch::glance(IdCardReader& reader, const std::stop_token& stop) {
  if (const Result<void> looked = lookForStranger(reader, stop); !looked) return looked;
  // A request may have looked a moment ago.
  if (!m_served || Clock::now() - m_looked < m_poll / 2) return {};
  const Result<bool> present = look(reader, stop);
  if (!present) return failure(present.error());
  return {};
}

Result<bool> CardWatch::look(IdCardReader& reader, const std::stop_token& stop) {
  Result<bool> present = reader.cardPresent(stop);
  m_looked = Clock::now();
  // A look that failed has seen neither: the row starts afresh.
  m_missed = present && !*present ? m_missed + 1 : 0;
  if (m_missed == kLooks) {
    m_served = false;
    m_missed = 0;
    m_tell(false);
  }
  return present;
}

// Until the next look is due.
void CardWatch::pause(const Deadline& deadline) const {
  const auto due = std::min(m_looked + m_poll, deadline.at);
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, deadline.stop, due, [] { return false; });
}

}  // namespace hall::drivers
