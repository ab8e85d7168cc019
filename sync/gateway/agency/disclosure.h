#pragma once
// Opens one part of a submission for an agency: sealed again to the agency's own certificate if it has one (what the
// terminal signed stays signed), in the clear otherwise. Whoever calls this writes the look down first. Thread: any.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/storage.h"

namespace hall::gateway::agency {

struct Disclosed {
  QByteArray contentType;
  QByteArray bytes;
};

// Invalid ("cms.…"): it does not open.
Result<Disclosed> disclose(Storage& storage, const PlatformKeys& keys, const Agency& agency,
                           const Announcement& announcement, const QByteArray& digest);

}  // namespace hall::gateway::agency
