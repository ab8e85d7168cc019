#pragma once
// What hall-gateway can be asked about machines on the command line. Each gives the exit status.
#include <chrono>

#include "sync/gateway/desk.h"

namespace hall::gateway {

struct NewCode {
  QByteArray name;  // as people call the machine
  QByteArray role;
  QByteArray validity;  // "24h", "30m", "7d"
};

// Prints a one-time code and the authority's fingerprint. Nothing of the code is kept but a keyed hash.
int enrolCode(const Desk& desk, const NewCode& wish);
int machines(const Desk& desk, bool json);
int revoke(const Desk& desk, const QByteArray& terminalId, const QByteArray& reason);

}  // namespace hall::gateway
