#include "sync/media/ack_import.h"

#include "sync/media/ack.h"

namespace hall::media {

Result<outbox::Heeded> importAck(outbox::Outbox& box, const QByteArray& bytes) {
  const auto ack = ackFromCbor(bytes);
  if (!ack) return failure(ack.error());
  if (ack->terminalId != box.terminalId()) return failure(Failure::Refused, "receipt.terminal");
  return box.heed(ack->signedLists);
}

}  // namespace hall::media
