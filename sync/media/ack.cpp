#include "sync/media/ack.h"

#include <QCborStreamWriter>

#include "sync/base/cbor_pull.h"
#include "sync/base/identifier.h"
#include "sync/seal/cms.h"

namespace hall::media {

namespace {

constexpr qsizetype kMostInAList = 32;
constexpr qsizetype kMostLists = 1024;
constexpr qsizetype kLargestList = 256L * 1024;
constexpr qsizetype kIdentifierLength = 36;

// The next up to `room` of `from`, which moves on.
template <class T>
QList<T> take(QList<T>& from, qsizetype& room) {
  const QList<T> taken = from.mid(0, room);
  from.remove(0, taken.size());
  room -= taken.size();
  return taken;
}

}  // namespace

QByteArray toCbor(const Ack& ack) {
  QByteArray bytes;
  QCborStreamWriter to(&bytes);
  to.append(QCborKnownTags::Signature);
  to.startArray(4);
  to.append(QLatin1String("hall-ack"));
  to.append(1);
  to.appendTextString(ack.terminalId.constData(), ack.terminalId.size());
  to.startArray(static_cast<quint64>(ack.signedLists.size()));
  for (const QByteArray& list : ack.signedLists) to.append(list);
  to.endArray();
  to.endArray();
  return bytes;
}

Result<Ack> ackFromCbor(const QByteArray& bytes) {
  CborPull from(bytes);
  Ack ack;
  from.tag(QCborTag(QCborKnownTags::Signature));
  if (from.enterArray(64) < 2) from.fail();
  from.key("hall-ack");
  const qint64 version = from.number();
  if (!from.failed() && version != 1) return failure(Failure::Unsupported, "ack.version");
  ack.terminalId = from.text(kIdentifierLength);
  const qsizetype count = from.enterArray(kMostLists);
  for (qsizetype i = 0; i < count && !from.failed(); ++i) ack.signedLists.append(from.bytes(kLargestList));
  from.leave();
  from.leave();
  if (!from.finished() || !isIdentifier(ack.terminalId)) return failure(Failure::Garbled, "ack.garbled");
  return ack;
}

Result<Ack> signAck(const model::ReceiptList& everything, const seal::KeyPair& platform) {
  Ack ack{everything.terminalId, {}};
  model::ReceiptList left = everything;
  model::ReceiptList list = everything;
  const qsizetype entries = left.receipts.size() + left.refusals.size() + left.damaged.size();
  list.count = std::max<qint64>(1, (entries + kMostInAList - 1) / kMostInAList);
  for (list.number = 1; list.number <= list.count; ++list.number) {
    qsizetype room = kMostInAList;
    list.receipts = take(left.receipts, room);
    list.refusals = take(left.refusals, room);
    list.damaged = take(left.damaged, room);
    const auto made = seal::signAttached(model::toCbor(list), platform);
    if (!made) return failure(made.error());
    ack.signedLists.append(*made);
  }
  return ack;
}

}  // namespace hall::media
