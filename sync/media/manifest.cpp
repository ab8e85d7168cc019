#include "sync/media/manifest.h"

#include <QCborStreamWriter>
#include <QSet>
#include <algorithm>

#include "sync/base/cbor_pull.h"
#include "sync/base/identifier.h"

namespace hall::media {

namespace {

const QByteArray kFormat = "hall-manifest-1";
constexpr qsizetype kIdentifierLength = 36;
constexpr qsizetype kDigestLength = 72;
constexpr qint64 kYear9999 = 253402300799999;

void append(QCborStreamWriter& to, QByteArrayView text) {
  to.appendTextString(text.data(), text.size());
}

void write(QCborStreamWriter& to, const Item& item) {
  to.startMap(5);
  append(to, "submission_id");
  append(to, item.submissionId);
  append(to, "case_id");
  append(to, item.caseId);
  append(to, "terminal_seq");
  to.append(item.terminalSeq);
  append(to, "digest");
  append(to, item.digest);
  append(to, "parts");
  to.startArray(static_cast<quint64>(item.parts.size()));
  for (const model::Part& part : item.parts) {
    to.startArray(2);
    append(to, part.digest);
    to.append(part.size);
    to.endArray();
  }
  to.endArray();
  to.endMap();
}

QByteArray identifier(CborPull& from) {
  const QByteArray text = from.text(kIdentifierLength);
  if (!isIdentifier(text)) from.fail();
  return text;
}

QByteArray digest(CborPull& from) {
  constexpr QByteArrayView kPrefix = "sha-256:";
  const QByteArray text = from.text(kDigestLength);
  const bool shaped = text.size() == kDigestLength && text.startsWith(kPrefix) &&
                      std::all_of(text.begin() + kPrefix.size(), text.end(),
                                  [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!shaped) from.fail();
  return text;
}

model::Part part(CborPull& from) {
  model::Part read;
  from.enterArrayOf(2);
  read.digest = digest(from);
  read.size = from.number();
  from.leave();
  if (read.size > kMaximumPartBytes) from.fail();
  return read;
}

Item item(CborPull& from) {
  Item read;
  from.enterMapOf(5);
  from.key("submission_id");
  read.submissionId = identifier(from);
  from.key("case_id");
  read.caseId = identifier(from);
  from.key("terminal_seq");
  read.terminalSeq = from.number();
  from.key("digest");
  read.digest = digest(from);
  from.key("parts");
  const qsizetype count = from.enterArray(kMaximumParts);
  for (qsizetype i = 0; i < count && !from.failed(); ++i) read.parts.append(part(from));
  from.leave();
  from.leave();
  if (read.terminalSeq < 1 || read.parts.isEmpty()) from.fail();
  return read;
}

}  // namespace

QByteArray toCbor(const Manifest& manifest) {
  QByteArray bytes;
  QCborStreamWriter to(&bytes);
  to.startMap(6);
  append(to, "format");
  append(to, kFormat);
  append(to, "terminal_id");
  append(to, manifest.terminalId);
  append(to, "bundle_id");
  append(to, manifest.bundleId);
  append(to, "made_at");
  to.append(manifest.madeAt.toMSecsSinceEpoch());
  append(to, "count");
  to.append(qint64{manifest.items.size()});
  append(to, "items");
  to.startArray(static_cast<quint64>(manifest.items.size()));
  for (const Item& one : manifest.items) write(to, one);
  to.endArray();
  to.endMap();
  return bytes;
}

Result<Manifest> manifestFromCbor(const QByteArray& bytes) {
  CborPull from(bytes);
  Manifest manifest;
  QSet<QByteArray> ids;
  QSet<qint64> numbers;
  from.enterMapOf(6);
  from.key("format");
  from.key(kFormat);
  from.key("terminal_id");
  manifest.terminalId = identifier(from);
  from.key("bundle_id");
  manifest.bundleId = identifier(from);
  from.key("made_at");
  const qint64 madeAt = from.number();
  from.key("count");
  const qint64 count = from.number();
  from.key("items");
  const qsizetype length = from.enterArray(kMaximumItems);
  for (qsizetype i = 0; i < length && !from.failed(); ++i) {
    manifest.items.append(item(from));
    ids.insert(manifest.items.last().submissionId);
    numbers.insert(manifest.items.last().terminalSeq);
  }
  from.leave();
  from.leave();
  const bool single = ids.size() == length && numbers.size() == length && count == length;
  if (!from.finished() || !single || madeAt > kYear9999) return failure(Failure::Invalid, "bundle.manifest");
  manifest.madeAt = QDateTime::fromMSecsSinceEpoch(madeAt, Qt::UTC);
  return manifest;
}

}  // namespace hall::media
