#include "sync/base/result.h"

namespace hall {

QByteArray name(Failure kind) {
  switch (kind) {
    case Failure::Cancelled:
      return "cancelled";
    case Failure::Timeout:
      return "timeout";
    case Failure::Disconnected:
      return "disconnected";
    case Failure::Busy:
      return "busy";
    case Failure::Garbled:
      return "garbled";
    case Failure::NotFound:
      return "not-found";
    case Failure::Refused:
      return "refused";
    case Failure::Denied:
      return "denied";
    case Failure::Invalid:
      return "invalid";
    case Failure::Unsupported:
      return "unsupported";
    case Failure::Conflict:
      return "conflict";
    case Failure::Full:
      return "full";
    case Failure::Corrupt:
      return "corrupt";
    case Failure::Internal:
      return "internal";
  }
  return "internal";
}

}  // namespace hall
