#include "sync/model/receipt_list.h"

#include <QCborStreamWriter>

#include "sync/base/cbor_pull.h"
#include "sync/base/identifier.h"

namespace hall::model {

namespace {

constexpr qsizetype kMost = 512;  // of each kind in one list
constexpr qsizetype kLongestText = 100;
constexpr qsizetype kIdentifierBytes = 16;
constexpr qsizetype kDigestBytes = 32;
const QByteArray kDigestPrefix = "sha-256:";
const QByteArray kFormat = "hall-receipts-1";

// Half the size of their texts; these lists travel as QR codes.
QByteArray packedIdentifier(QByteArray text) {
  return QByteArray::fromHex(text.replace('-', ""));
}

QByteArray packedDigest(const QByteArray& text) {
  return QByteArray::fromHex(text.mid(kDigestPrefix.size()));
}

QByteArray identifier(CborPull& from) {
  const QByteArray packed = from.bytes(kIdentifierBytes);
  QByteArray text = packed.toHex();
  for (const qsizetype dash : {8, 13, 18, 23}) text.insert(dash, '-');
  if (packed.size() != kIdentifierBytes || !isIdentifier(text)) from.fail();
  return text;
}

QByteArray digest(CborPull& from) {
  const QByteArray packed = from.bytes(kDigestBytes);
  if (packed.size() != kDigestBytes) from.fail();
  return kDigestPrefix + packed.toHex();
}

QDateTime time(CborPull& from) {
  constexpr qint64 kYear9999 = 253402300799999;
  const qint64 milliseconds = from.number();
  if (milliseconds > kYear9999) from.fail();
  return QDateTime::fromMSecsSinceEpoch(from.failed() ? 0 : milliseconds, Qt::UTC);
}

void append(QCborStreamWriter& to, const QByteArray& text) {
  to.appendTextString(text.constData(), text.size());
}

void write(QCborStreamWriter& to, const Receipt& receipt) {
  to.startArray(5);
  to.append(packedIdentifier(receipt.submissionId));
  to.append(packedDigest(receipt.digest));
  to.append(receipt.receivedAt.toMSecsSinceEpoch());
  append(to, receipt.acceptanceNo);
  append(to, receipt.businessStatus);
  to.endArray();
}

Receipt receipt(CborPull& from) {
  Receipt read;
  from.enterArrayOf(5);
  read.submissionId = identifier(from);
  read.digest = digest(from);
  read.receivedAt = time(from);
  read.acceptanceNo = from.text(kLongestText);
  read.businessStatus = from.text(kLongestText);
  if (read.businessStatus.isEmpty()) from.fail();
  from.leave();
  return read;
}

void write(QCborStreamWriter& to, const ListedRefusal& refusal) {
  to.startArray(3);
  to.append(packedIdentifier(refusal.submissionId));
  to.append(packedDigest(refusal.digest));
  append(to, refusal.problem);
  to.endArray();
}

ListedRefusal refusal(CborPull& from) {
  ListedRefusal read;
  from.enterArrayOf(3);
  read.submissionId = identifier(from);
  read.digest = digest(from);
  read.problem = from.text(kLongestText);
  if (!read.problem.startsWith("urn:hall:problem:")) from.fail();
  from.leave();
  return read;
}

template <class Read>
auto listOf(CborPull& from, QByteArrayView name, Read read) {
  QList<std::invoke_result_t<Read, CborPull&>> all;
  from.key(name);
  const qsizetype count = from.enterArray(kMost);
  for (qsizetype i = 0; i < count && !from.failed(); ++i) all.append(read(from));
  from.leave();
  return all;
}

}  // namespace

QByteArray toCbor(const ReceiptList& list) {
  QByteArray bytes;
  QCborStreamWriter to(&bytes);
  const auto key = [&to](const char* name) { append(to, name); };
  to.startMap(10);
  key("format");
  append(to, kFormat);
  key("terminal_id");
  to.append(packedIdentifier(list.terminalId));
  key("bundle_id");
  to.append(packedIdentifier(list.bundleId));
  key("answer_id");
  to.append(packedIdentifier(list.answerId));
  key("answered_at");
  to.append(list.answeredAt.toMSecsSinceEpoch());
  key("number");
  to.append(list.number);
  key("count");
  to.append(list.count);
  key("receipts");
  to.startArray(static_cast<quint64>(list.receipts.size()));
  for (const Receipt& one : list.receipts) write(to, one);
  to.endArray();
  key("refusals");
  to.startArray(static_cast<quint64>(list.refusals.size()));
  for (const ListedRefusal& one : list.refusals) write(to, one);
  to.endArray();
  key("damaged");
  to.startArray(static_cast<quint64>(list.damaged.size()));
  for (const QByteArray& one : list.damaged) to.append(packedIdentifier(one));
  to.endArray();
  to.endMap();
  return bytes;
}

Result<ReceiptList> receiptListFromCbor(const QByteArray& bytes) {
  CborPull from(bytes);
  ReceiptList list;
  from.enterMapOf(10);
  from.key("format");
  from.key(kFormat);
  from.key("terminal_id");
  list.terminalId = identifier(from);
  from.key("bundle_id");
  list.bundleId = identifier(from);
  from.key("answer_id");
  list.answerId = identifier(from);
  from.key("answered_at");
  list.answeredAt = time(from);
  from.key("number");
  list.number = from.number();
  from.key("count");
  list.count = from.number();
  list.receipts = listOf(from, "receipts", receipt);
  list.refusals = listOf(from, "refusals", refusal);
  list.damaged = listOf(from, "damaged", identifier);
  from.leave();
  if (!from.finished() || list.number < 1 || list.number > list.count) {
    return failure(Failure::Invalid, "receipt-list.field");
  }
  return list;
}

}  // namespace hall::model
