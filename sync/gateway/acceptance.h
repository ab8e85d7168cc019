#pragma once
// Whether a complete submission is what its announcement says: digests, the terminal's signature, the sealed header.
// The plaintext is wiped before the answer is given. Thread: any.
#include <optional>

#include "sync/gateway/platform_keys.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

// The sealed content of a stored submission, opened and verified. The caller wipes it.
Result<QByteArray> openSubmission(Storage& storage, const PlatformKeys& keys, const Announcement& announcement);

// nullopt: accept. The parts must all be there.
std::optional<Response> refusal(Storage& storage, const PlatformKeys& keys, const Announcement& announcement);

}  // namespace hall::gateway
