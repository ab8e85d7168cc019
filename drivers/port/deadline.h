#pragma once
// When a blocking call has to be back: a moment of the steady clock for the whole exchange, never per read, and a
// token that ends it earlier. Thread: a value, any thread.
#include <algorithm>
#include <chrono>
#include <stop_token>

namespace hall::drivers {

struct Deadline {
  using Moment = std::chrono::steady_clock::time_point;
  Moment at;
  std::stop_token stop;

  static Deadline in(std::chrono::milliseconds span, std::stop_token stop = {}) {
    return {std::chrono::steady_clock::now() + span, std::move(stop)};
  }
  // The same end, or `span` from now if that is sooner.
  [[nodiscard]] Deadline butWithin(std::chrono::milliseconds span) const {
    return {std::min(at, std::chrono::steady_clock::now() + span), stop};
  }
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at; }
  // Never negative; rounded up, so that a wait of this length does not end early.
  [[nodiscard]] std::chrono::milliseconds left() const {
    const auto span = std::chrono::ceil<std::chrono::milliseconds>(at - std::chrono::steady_clock::now());
    return std::max(span, std::chrono::milliseconds(0));
  }
};

}  // namespace hall::drivers
