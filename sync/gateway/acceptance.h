#pragma once
// Whether a complete submission is what its announcement says: digests, the terminal's signature, the sealed header.
// The plaintext is wiped before the answer is given. Thread: any.
#include <optional>

#include "sync/gateway/platform_keys.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/storage.h"
#include "sync/gateway/terminal_certificates.h"

namespace hall::gateway {

// The sealed content of a stored submission, opened and verified; of one that was received also by a key that its
// terminal had before. The caller wipes it.
Result<QByteArray> openSubmission(Storage& storage, const PlatformKeys& keys, const Announcement& announcement);

// nullopt: accept. `envelope` is part 0; of the other parts only the digests are looked at.
std::optional<Response> refusal(TerminalCertificates& certificates, const PlatformKeys& keys,
                                const Announcement& announcement, const QByteArray& envelope);

}  // namespace hall::gateway
