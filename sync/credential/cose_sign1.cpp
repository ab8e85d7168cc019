#include "sync/credential/cose_sign1.h"

#include <QCborArray>
#include <QCborStreamWriter>

#include "sync/credential/cbor_reader.h"

namespace hall::credential {

namespace {

// Header labels (RFC 9052, table 3) and algorithms (RFC 9053, RFC 8230).
constexpr qint64 kAlgorithm = 1;
constexpr qint64 kCritical = 2;
constexpr qint64 kContentType = 3;
constexpr qint64 kKid = 4;
constexpr qint64 kEs256 = -7;
constexpr qint64 kEdDsa = -8;
constexpr qint64 kPs256 = -37;

const QByteArray kTagSign1 = "\xD2";         // 18
const QByteArray kTagsCwt = "\xD8\x3D\xD2";  // 61(18

tl::unexpected<Error> garbled() {
  return failure(Failure::Garbled, "credential.cose");
}

qint64 numberOf(seal::SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case seal::SignatureAlgorithm::Es256:
      return kEs256;
    case seal::SignatureAlgorithm::Ps256:
      return kPs256;
    case seal::SignatureAlgorithm::EdDsa:
      return kEdDsa;
  }
  return 0;
}

bool isKnown(const QCborValue& label) {
  return label == QCborValue(kAlgorithm) || label == QCborValue(kContentType) || label == QCborValue(kKid);
}

QByteArray signatureStructure(const QByteArray& protectedBytes, const QByteArray& payload) {
  return QCborValue(QCborArray{QStringLiteral("Signature1"), protectedBytes, QByteArray(""), payload}).toCbor();
}

}  // namespace

std::optional<seal::SignatureAlgorithm> CoseSign1::algorithm() const {
  const QCborValue named = protectedHeader.value(kAlgorithm);
  for (const auto one :
       {seal::SignatureAlgorithm::Es256, seal::SignatureAlgorithm::Ps256, seal::SignatureAlgorithm::EdDsa}) {
    if (named == QCborValue(numberOf(one))) return one;
  }
  return std::nullopt;
}

QByteArray CoseSign1::kid() const {
  const QCborValue inner = protectedHeader.value(kKid);
  return (inner.isUndefined() ? unprotectedHeader.value(kKid) : inner).toByteArray();
}

bool CoseSign1::hasUnknownCritical() const {
  // In the unprotected header anybody could have added or removed it.
  if (unprotectedHeader.contains(kCritical)) return true;
  if (!protectedHeader.contains(kCritical)) return false;
  const QCborArray labels = protectedHeader.value(kCritical).toArray();
  bool known = !labels.isEmpty();
  for (const QCborValue label : labels) known = known && isKnown(label) && protectedHeader.contains(label);
  return !known;
}

QByteArray CoseSign1::signedBytes() const {
  return signatureStructure(protectedBytes, payload);
}

Result<QCborValue> readCoseItems(const QByteArray& message) {
  qsizetype tags = 0;
  if (message.startsWith(kTagsCwt)) {
    tags = kTagsCwt.size();
  } else if (message.startsWith(kTagSign1)) {
    tags = kTagSign1.size();
  }
  return readCbor(message.mid(tags), Lengths::Known);
}

Result<CoseSign1> readCoseSign1(const QCborValue& items) {
  const QCborArray parts = items.toArray();
  if (!items.isArray() || parts.size() != 4 || !parts[0].isByteArray() || !parts[1].isMap() ||
      !parts[2].isByteArray() || !parts[3].isByteArray()) {
    return garbled();
  }
  CoseSign1 message{parts[0].toByteArray(), {}, parts[1].toMap(), parts[2].toByteArray(), parts[3].toByteArray()};
  if (!message.protectedBytes.isEmpty()) {
    const auto header = readCbor(message.protectedBytes, Lengths::Known);
    if (!header || !header->isMap()) return garbled();
    message.protectedHeader = header->toMap();
  }
  for (const QCborMap& header : {message.protectedHeader, message.unprotectedHeader}) {
    if (header.contains(kKid) && !header.value(kKid).isByteArray()) return garbled();
  }
  if (message.payload.isEmpty() || message.signature.isEmpty()) return garbled();
  return message;
}

Result<QByteArray> writeCoseSign1(const QByteArray& payload, const QByteArray& kid, const seal::SigningKey& key) {
  const QCborMap header{{kAlgorithm, numberOf(key.algorithm())}, {kKid, kid}};
  const QByteArray protectedBytes = QCborValue(header).toCbor();
  const auto signature = key.sign(signatureStructure(protectedBytes, payload));
  if (!signature) return signature;
  return kTagSign1 + QCborValue(QCborArray{protectedBytes, QCborMap{}, payload, *signature}).toCbor();
}

}  // namespace hall::credential
