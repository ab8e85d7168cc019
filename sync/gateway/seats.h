#pragma once
// Who is connected. There are so many seats in all and so many for one address; if they are taken, the one who has been
// waited for longest gives way to who comes new: first somebody unknown who has not finished asking, then a known
// machine that is idle. Whoever is being served keeps its seat, so an army of slow ones harms nobody. Thread: any.
#include <QByteArray>
#include <chrono>
#include <functional>
#include <list>
#include <mutex>

namespace hall::gateway {

class Seats {
 public:
  enum class Standing { Unknown, Idle, Served };
  struct Limits {
    int all = 1024;
    int perAddress = 256;
  };
  explicit Seats(Limits limits) : m_limits(limits) {}

  // A seat while it lives. Must not outlive the Seats.
  class Seat {
   public:
    Seat(Seats& seats, QByteArray address, std::function<void()> close);
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    // False: there was none; the connection is to be closed.
    [[nodiscard]] bool taken() const { return m_taken; }
    void stand(Standing standing);

   private:
    friend class Seats;
    Seats& m_seats;
    const QByteArray m_address;
    const std::function<void()> m_close;  // asks the connection to end; called at most once, from any thread
    Standing m_standing = Standing::Unknown;
    std::chrono::steady_clock::time_point m_since = std::chrono::steady_clock::now();
    bool m_taken = false;
  };

  [[nodiscard]] int taken() const;

 private:
  bool sit(Seat& seat);
  Seat* whoGivesWay(const QByteArray& address);  // empty: among all
  int countOf(const QByteArray& address) const;

  const Limits m_limits;
  mutable std::mutex m_mutex;
  std::list<Seat*> m_taken;
};

}  // namespace hall::gateway
