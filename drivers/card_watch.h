#pragma once
// Remembers that the card on the reader has been read already, until it was seen away: whoever comes next must not be
// taken for the person whose card still lies there. Outlives the reader, because pulling a plug lifts no card.
// Lives on the reader's lane.
#include <atomic>
#include <chrono>
#include <functional>

#include "drivers/id_card_reader.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

class CardWatch {
 public:
  // Called on the lane: a card was read (true), or the card that was read has gone (false).
  using Tell = std::function<void(bool served)>;

  CardWatch(std::chrono::milliseconds poll, Tell tell) : m_poll(poll), m_tell(std::move(tell)) {}

  // Somebody else stands here now: a card that lies there before they have laid one is taken for a forgotten one, to be
  // lifted like one that was read. Which it is, the next glance or request sees. Thread: any.
  void newVisitor() { m_strangers = true; }
  [[nodiscard]] bool expectsStrangers() const { return m_strangers; }

  // Waits for a card that has not been read yet and reads it. While the one that has been read lies there: Busy
  // "card.left", after one look.
  Result<IdCard> await(IdCardReader& reader, const ReadRequest& request, const Deadline& deadline);

  // One look between requests whether the card that was read has gone, or whether one lies there that nobody should
  // have laid; none is taken where none is needed.
  Result<void> glance(IdCardReader& reader, const std::stop_token& stop);

 private:
  using Clock = std::chrono::steady_clock;

  Result<void> lookForStranger(IdCardReader& reader, const std::stop_token& stop);
  void serve();
  Result<bool> look(IdCardReader& reader, const std::stop_token& stop);
  void pause(const Deadline& deadline) const;

  // Readers may answer "no card" once or twice although it lies there, so one look is not believed.
  static constexpr int kLooks = 3;

  std::chrono::milliseconds m_poll;
  Tell m_tell;
  std::atomic<bool> m_strangers = false;
  bool m_served = false;
  int m_missed = 0;  // looks in a row that saw no card
  Clock::time_point m_looked = Clock::now() - std::chrono::hours(1);
};

}  // namespace hall::drivers
