#pragma once
// The platform's answer comes home to the terminal that asked. Thread: any (a lane).
#include "sync/outbox/outbox.h"

namespace hall::media {

// Beside ackFromCbor's errors and Outbox::heed's: Refused ("receipt.terminal"), the answer is for another terminal.
Result<outbox::Heeded> importAck(outbox::Outbox& box, const QByteArray& bytes);

}  // namespace hall::media
