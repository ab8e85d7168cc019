#pragma once
// A submission that was looked at and found good, on its way into the database. A value; thread: any.
#include <QDateTime>
#include <functional>
#include <optional>

#include "sync/base/result.h"
#include "sync/gateway/announcement.h"

namespace hall::gateway {

// What the platform has given a submission.
struct Given {
  QByteArray acceptanceNo;
  QByteArray receipt;  // the signed message
};

struct Intake {
  enum class Arrival {
    Whole,    // all parts are here, in `body`
    InParts,  // announced before, its parts stored
  };
  using Sign = std::function<Result<QByteArray>(const QByteArray& acceptanceNo)>;

  Announcement announcement;
  Arrival arrival = Arrival::InParts;
  QByteArray body;  // the parts one after the other
  QDateTime receivedAt;
  QDate day;                     // whose acceptance number it gets
  std::optional<Given> given{};  // with a number that was reserved before; otherwise it is signed in the transaction
  Sign sign;
};

}  // namespace hall::gateway
