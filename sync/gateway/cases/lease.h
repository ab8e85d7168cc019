#pragma once
// Who may go on with a case, as it stands in the database. Every new holder gets a higher fencing number, so whoever
// works on under an older one is found out. Values; any thread.
#include <QByteArray>
#include <chrono>

namespace hall::gateway::cases {

struct Lease {
  QByteArray name{};        // a case id, or a task that only one of several gateways may do
  qint64 fencing = 0;       // 0: never given to anybody
  QByteArray holder{};      // empty: nobody's
  QByteArray channel{};     // "kiosk", "counter", "phone"; empty for a task
  QByteArray handedFrom{};  // who handed it to the holder; empty: nobody
  std::chrono::milliseconds duration{0};
  qint64 renewals = 0;  // counts the holder's words
  QByteArray boot{};    // of the machine that gave it, on whose monotonic clock `givenAt` was read
  std::chrono::milliseconds givenAt{0};
};

}  // namespace hall::gateway::cases
