#pragma once
// The body of a batch: a CBOR array of maps, every length checked before it is believed. Pure; thread: any.
#include <optional>

#include "sync/gateway/announcement.h"

namespace hall::gateway {

struct BatchItem {
  Announcement announcement;  // the parts' digests and sizes as computed here
  QByteArray body;            // the parts one after the other

  [[nodiscard]] QByteArray envelope() const { return body.first(announcement.parts.first().size); }
};

// Nothing if any byte of it is not as openapi.yaml has it.
std::optional<QList<BatchItem>> batchFromCbor(const QByteArray& body);

}  // namespace hall::gateway
