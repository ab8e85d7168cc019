#include "sync/gateway/seats.h"

#include <algorithm>

namespace hall::gateway {

Seats::Seat::Seat(Seats& seats, QByteArray address, std::function<void()> close)
    : m_seats(seats), m_address(std::move(address)), m_close(std::move(close)) {
  const std::lock_guard lock(m_seats.m_mutex);
  m_taken = m_seats.sit(*this);
}

Seats::Seat::~Seat() {
  const std::lock_guard lock(m_seats.m_mutex);
  m_seats.m_taken.remove(this);
}

void Seats::Seat::stand(Standing standing) {
  const std::lock_guard lock(m_seats.m_mutex);
  m_standing = standing;
  m_since = std::chrono::steady_clock::now();
}

int Seats::taken() const {
  const std::lock_guard lock(m_mutex);
  return static_cast<int>(m_taken.size());
}

bool Seats::sit(Seat& seat) {
  Seat* leaving = nullptr;
  if (countOf(seat.m_address) >= m_limits.perAddress) {
    leaving = whoGivesWay(seat.m_address);
    if (leaving == nullptr) return false;
  } else if (static_cast<int>(m_taken.size()) >= m_limits.all) {
    leaving = whoGivesWay({});
    if (leaving == nullptr) return false;
  }
  if (leaving != nullptr) {
    m_taken.remove(leaving);  // its connection ends a little later
    leaving->m_close();
  }
  m_taken.push_back(&seat);
  return true;
}

Seats::Seat* Seats::whoGivesWay(const QByteArray& address) {
  Seat* first = nullptr;
  for (Seat* seat : m_taken) {
    if (seat->m_standing == Standing::Served || (!address.isEmpty() && seat->m_address != address)) continue;
    const bool earlier =
        first == nullptr || std::pair(seat->m_standing, seat->m_since) < std::pair(first->m_standing, first->m_since);
    if (earlier) first = seat;
  }
  return first;
}

int Seats::countOf(const QByteArray& address) const {
  return static_cast<int>(std::ranges::count_if(m_taken, [&](const Seat* seat) { return seat->m_address == address; }));
}

}  // namespace hall::gateway
