#pragma once
// The one error type of the house. A Failure kind exists only where a person or the retry table would act
// differently; `code` is stable and short ("card.garbled.checksum"), `detail` is for technicians and never
// carries personal data. Thread: a value, any thread.
#include <QByteArray>
#include <QString>
#include <tl/expected.hpp>
#include <utility>

namespace hall {

enum class Failure {
  Cancelled,     // somebody asked us to stop
  Timeout,       // no answer within the deadline
  Disconnected,  // the plug, the line or the peer is gone
  Busy,          // somebody else holds it; try later
  Garbled,       // bytes arrived but do not make sense
  NotFound,      // asked for something that is not there
  Refused,       // the other side understood and said no
  Denied,        // we are not allowed (rights, permissions)
  Invalid,       // the caller's or the person's input is wrong
  Unsupported,   // this device or this version cannot do that
  Conflict,      // same name, other content
  Full,          // no room on the disk
  Corrupt,       // what we stored does not read back as written
  Internal,      // a mistake of ours
};

QByteArray name(Failure kind);

struct Error {
  Failure kind = Failure::Internal;
  QByteArray code;
  QString detail;

  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> failure(Failure kind, QByteArray code, QString detail = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(code), std::move(detail)});
}

[[nodiscard]] inline tl::unexpected<Error> failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace hall
