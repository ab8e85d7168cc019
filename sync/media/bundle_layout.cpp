#include "sync/media/bundle_layout.h"

#include <QCborStreamWriter>
#include <QtEndian>

namespace hall::media {

namespace {

constexpr quint8 kBytes = 2;
constexpr quint8 kArray = 4;

// The shortest form (RFC 8949, section 4.2.1), as QCborStreamWriter writes it.
QByteArray head(quint8 major, qint64 length) {
  const auto value = static_cast<quint64>(length);
  const auto first = [major](quint8 low) { return QByteArray(1, static_cast<char>(major << 5U | low)); };
  const auto big = [](auto number) {
    number = qToBigEndian(number);
    return QByteArray(reinterpret_cast<const char*>(&number), sizeof number);
  };
  if (value < 24) return first(static_cast<quint8>(value));
  if (value <= 0xFF) return first(24) + big(static_cast<quint8>(value));
  if (value <= 0xFFFF) return first(25) + big(static_cast<quint16>(value));
  if (value <= 0xFFFFFFFF) return first(26) + big(static_cast<quint32>(value));
  return first(27) + big(value);
}

qint64 partBytes(const model::Part& part) {
  const qint64 chunks = chunksOf(part);
  qint64 size = arrayHead(chunks).size() + part.size;
  if (chunks > 0) {
    size += (chunks - 1) * bytesHead(kChunkBytes).size() + bytesHead(part.size - (chunks - 1) * kChunkBytes).size();
  }
  return size;
}

QString name(const QByteArray& terminalId, const QByteArray& bundleId, const char* suffix) {
  // The end of an identifier is chance, its beginning the time.
  return QString::fromLatin1("hall-" + terminalId.right(12) + '-' + bundleId + suffix);
}

}  // namespace

QString bundleName(const QByteArray& terminalId, const QByteArray& bundleId) {
  return name(terminalId, bundleId, ".hallbundle");
}

QString ackName(const QByteArray& terminalId, const QByteArray& bundleId) {
  return name(terminalId, bundleId, ".hallack");
}

QByteArray bundleHead(const QByteArray& terminalId, const QByteArray& signedManifest, qsizetype items) {
  QByteArray bytes;
  QCborStreamWriter to(&bytes);
  to.append(QCborKnownTags::Signature);
  to.startArray(6);
  to.append(QLatin1String("hall-bundle"));
  to.append(1);
  to.appendTextString(terminalId.constData(), terminalId.size());
  to.append(signedManifest);
  to.startArray(static_cast<quint64>(items));
  return bytes;
}

QByteArray itemHead(const QByteArray& terminalId, const Item& item) {
  QByteArray bytes;
  QCborStreamWriter to(&bytes);
  const auto text = [&to](const QByteArray& value) { to.appendTextString(value.constData(), value.size()); };
  to.startMap(6);
  text("submission_id");
  text(item.submissionId);
  text("case_id");
  text(item.caseId);
  text("terminal_id");
  text(terminalId);
  text("terminal_seq");
  to.append(item.terminalSeq);
  text("digest");
  text(item.digest);
  text("parts");
  to.startArray(static_cast<quint64>(item.parts.size()));
  return bytes;
}

QByteArray arrayHead(qint64 length) {
  return head(kArray, length);
}

QByteArray bytesHead(qint64 length) {
  return head(kBytes, length);
}

qint64 chunksOf(const model::Part& part) {
  return (part.size + kChunkBytes - 1) / kChunkBytes;
}

qint64 itemBytes(const QByteArray& terminalId, const Item& item) {
  return partOffset(terminalId, item, item.parts.size());
}

qint64 partOffset(const QByteArray& terminalId, const Item& item, qsizetype part) {
  qint64 at = itemHead(terminalId, item).size();
  for (qsizetype i = 0; i < part; ++i) at += partBytes(item.parts[i]);
  return at;
}

}  // namespace hall::media
