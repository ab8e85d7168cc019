#pragma once
// Brings a mirrored collection up to date: asks the gateway for a newer manifest and fetches what is not here yet. It
// may be broken off anywhere: the collection stays as it was. Blocking; thread: that of the transport and the folder.
// Errors: the transport's; those of mirror::MirroredFolder; Busy or Invalid ("mirror.answer") for an answer that is
// neither a manifest nor "nothing newer"; NotFound ("mirror.not-offered") if the gateway does not offer the collection.
#include <QDateTime>
#include <stop_token>

#include "sync/engine/transport.h"
#include "sync/mirror/mirrored_folder.h"

namespace hall::engine {

// True if the collection changed. No gateway can bring back an older version.
Result<bool> refresh(mirror::MirroredFolder& folder, Transport& transport, const std::stop_token& stop);

}  // namespace hall::engine
