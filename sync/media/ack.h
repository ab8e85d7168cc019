#pragma once
// The platform's answer to a bundle, as a file or behind QR codes:
//   55799(["hall-ack", 1, terminal_id, [list, …]])
// where each list is a model::ReceiptList inside a CMS of the platform's receipt key. Values; thread: any.
#include <QByteArray>
#include <QList>

#include "sync/model/receipt_list.h"
#include "sync/seal/key_pair.h"

namespace hall::media {

constexpr qint64 kMaximumAckBytes = 16LL * 1024 * 1024;

struct Ack {
  QByteArray terminalId;
  QList<QByteArray> signedLists;

  bool operator==(const Ack&) const = default;
};

QByteArray toCbor(const Ack& ack);
// Garbled ("ack.garbled"), Unsupported ("ack.version").
Result<Ack> ackFromCbor(const QByteArray& bytes);

// Cuts what is said into lists of at most 32, numbers and signs them. A terminal keeps the whole list that holds a
// receipt as its evidence, so lists stay small.
Result<Ack> signAck(const model::ReceiptList& everything, const seal::KeyPair& platform);

}  // namespace hall::media
