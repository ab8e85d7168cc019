#include "sync/credential/hall_claims.h"

#include <QCborArray>
#include <QUuid>

#include "sync/base/identifier.h"

namespace hall::credential {

namespace {

constexpr qint64 kHall = -65537;
constexpr qint64 kKind = 0;
constexpr qint64 kResume = 1;
constexpr qint64 kReceipt = 2;
constexpr qint64 kTechnician = 3;
constexpr qint64 kLongestTicket = 24LL * 3600;
constexpr qint64 kLatest = 253402300799;
constexpr qsizetype kHashSize = 16;
constexpr qsizetype kDigestStart = 8;
constexpr qsizetype kLongestText = 120;
constexpr qsizetype kLongestList = 64;

// An identifier crosses as its 16 bytes.
QByteArray packId(const QByteArray& text) {
  return QUuid::fromString(QLatin1String(text)).toRfc4122();
}
QByteArray unpackId(const QCborValue& value) {
  const QByteArray bytes = value.toByteArray();
  return bytes.size() == 16 ? QUuid::fromRfc4122(bytes).toByteArray(QUuid::WithoutBraces) : QByteArray();
}

QDateTime unpackTime(const QCborValue& value) {
  const qint64 seconds = value.toInteger(-1);
  if (seconds < 0 || seconds > kLatest) return {};
  return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

bool isShort(const QString& text) {
  return !text.isEmpty() && text.size() <= kLongestText;
}

bool readList(const QCborValue& value, QStringList& list) {
  const QCborArray items = value.toArray();
  bool good = value.isArray() && items.size() <= kLongestList;
  for (const QCborValue item : items) {
    good = good && isShort(item.toString());
    list.append(item.toString());
  }
  return good;
}

tl::unexpected<Error> garbled() {
  return failure(Failure::Garbled, "credential.claims");
}

QCborMap write(std::monostate /*none*/, const QDateTime& /*issuedAt*/) {
  return {};
}
QCborMap write(const ResumeTicket& t, const QDateTime& /*issuedAt*/) {
  return {{kKind, kResume},  {1, packId(t.caseId)}, {2, t.lease}, {3, t.leaseUntil.toSecsSinceEpoch()},
          {4, t.holderSalt}, {5, t.holderHash}};
}
// The submission is named by the cti, and its time told as seconds after iat: a receipt must stay a small code.
QCborMap write(const ReceiptPass& r, const QDateTime& issuedAt) {
  return {{kKind, kReceipt},
          {2, QByteArray::fromHex(r.digestStart)},
          {3, r.acceptanceNo},
          {4, issuedAt.secsTo(r.receivedAt)},
          {5, r.serviceId}};
}
QCborMap write(const TechnicianPass& t, const QDateTime& /*issuedAt*/) {
  return {{kKind, kTechnician},
          {1, t.badge},
          {2, t.name},
          {3, static_cast<qint64>(t.level)},
          {4, QCborArray::fromStringList(t.terminals)},
          {5, QCborArray::fromStringList(t.halls)}};
}

Result<HallClaims> readResume(const QCborMap& map, const Claims& claims) {
  const ResumeTicket ticket{unpackId(map.value(1)), map.value(2).toInteger(-1), unpackTime(map.value(3)),
                            map.value(4).toByteArray(), map.value(5).toByteArray()};
  const bool brief = claims.expires.isValid() && claims.issuedAt.secsTo(claims.expires) <= kLongestTicket;
  if (!brief || !isIdentifier(ticket.caseId) || ticket.lease < 0 || !ticket.leaseUntil.isValid() ||
      ticket.holderSalt.size() != kHashSize || ticket.holderHash.size() != kHashSize) {
    return garbled();
  }
  return HallClaims(ticket);
}

Result<HallClaims> readReceipt(const QCborMap& map, const Claims& claims) {
  const QByteArray start = map.value(2).toByteArray();
  const qint64 later = map.value(4).toInteger(kLatest);
  ReceiptPass receipt{unpackId(claims.id), start.toHex(), map.value(3).toString(), {}, map.value(5).toString()};
  if (qAbs(later) < kLatest) receipt.receivedAt = unpackTime(claims.issuedAt.toSecsSinceEpoch() + later);
  if (!isIdentifier(receipt.submissionId) || start.size() != kDigestStart || !map.value(3).isString() ||
      receipt.acceptanceNo.size() > kLongestText || !receipt.receivedAt.isValid() || !isShort(receipt.serviceId)) {
    return garbled();
  }
  return HallClaims(receipt);
}

Result<HallClaims> readTechnician(const QCborMap& map, const Claims& claims) {
  const qint64 level = map.value(3).toInteger(0);
  TechnicianPass pass{map.value(1).toString(), map.value(2).toString(), static_cast<AccessLevel>(level), {}, {}};
  const bool lists = readList(map.value(4), pass.terminals) && readList(map.value(5), pass.halls);
  if (!lists || !claims.expires.isValid() || !claims.notBefore.isValid() || level < 1 || level > 3 ||
      !isShort(pass.badge) || !isShort(pass.name)) {
    return garbled();
  }
  return HallClaims(pass);
}

QString text(const QJsonObject& json, const char* member) {
  return json.value(QLatin1String(member)).toString();
}
QDateTime time(const QJsonObject& json, const char* member) {
  return QDateTime::fromString(text(json, member), Qt::ISODateWithMs);
}
QStringList list(const QJsonObject& json, const char* member) {
  return json.value(QLatin1String(member)).toVariant().toStringList();
}

QJsonObject json(std::monostate /*none*/) {
  return {};
}
QJsonObject json(const ResumeTicket& t) {
  return {{QStringLiteral("case_id"), QString::fromLatin1(t.caseId)},
          {QStringLiteral("lease"), t.lease},
          {QStringLiteral("lease_until"), t.leaseUntil.toString(Qt::ISODate)},
          {QStringLiteral("holder_salt"), QString::fromLatin1(t.holderSalt.toHex())},
          {QStringLiteral("holder_hash"), QString::fromLatin1(t.holderHash.toHex())}};
}
QJsonObject json(const ReceiptPass& r) {
  return {{QStringLiteral("submission_id"), QString::fromLatin1(r.submissionId)},
          {QStringLiteral("digest_start"), QString::fromLatin1(r.digestStart)},
          {QStringLiteral("acceptance_no"), r.acceptanceNo},
          {QStringLiteral("received_at"), r.receivedAt.toString(Qt::ISODate)},
          {QStringLiteral("service_id"), r.serviceId}};
}
QJsonObject json(const TechnicianPass& t) {
  return {{QStringLiteral("badge"), t.badge},
          {QStringLiteral("name"), t.name},
          {QStringLiteral("level"), static_cast<int>(t.level)},
          {QStringLiteral("terminals"), QJsonValue::fromVariant(t.terminals)},
          {QStringLiteral("halls"), QJsonValue::fromVariant(t.halls)}};
}

}  // namespace

Kind kindOf(const HallClaims& claims) {
  if (std::holds_alternative<ResumeTicket>(claims)) return Kind::Resume;
  if (std::holds_alternative<ReceiptPass>(claims)) return Kind::Receipt;
  return std::holds_alternative<TechnicianPass>(claims) ? Kind::Technician : Kind::Cwt;
}

QByteArray idOf(const HallClaims& claims, const QByteArray& otherwise) {
  const auto* receipt = std::get_if<ReceiptPass>(&claims);
  return receipt == nullptr ? otherwise : packId(receipt->submissionId);
}

QCborMap writeHallClaims(const HallClaims& claims, const QDateTime& issuedAt) {
  return {{kHall, std::visit([&](const auto& one) { return write(one, issuedAt); }, claims)}};
}

Result<HallClaims> readHallClaims(const Claims& claims) {
  if (claims.id.isEmpty() || !claims.issuedAt.isValid()) return garbled();
  const QCborMap map = claims.all.value(kHall).toMap();
  switch (map.value(kKind).toInteger(0)) {
    case kResume:
      return readResume(map, claims);
    case kReceipt:
      return readReceipt(map, claims);
    case kTechnician:
      return readTechnician(map, claims);
    default:
      return garbled();
  }
}

Result<HallClaims> hallClaimsFromJson(Kind kind, const QJsonObject& o) {
  switch (kind) {
    case Kind::Resume:
      return HallClaims(ResumeTicket{text(o, "case_id").toLatin1(), o.value(QStringLiteral("lease")).toInteger(-1),
                                     time(o, "lease_until"), QByteArray::fromHex(text(o, "holder_salt").toLatin1()),
                                     QByteArray::fromHex(text(o, "holder_hash").toLatin1())});
    case Kind::Receipt:
      return HallClaims(ReceiptPass{text(o, "submission_id").toLatin1(), text(o, "digest_start").toLatin1(),
                                    text(o, "acceptance_no"), time(o, "received_at"), text(o, "service_id")});
    case Kind::Technician:
      return HallClaims(TechnicianPass{text(o, "badge"), text(o, "name"),
                                       static_cast<AccessLevel>(o.value(QStringLiteral("level")).toInt()),
                                       list(o, "terminals"), list(o, "halls")});
    default:
      return failure(Failure::Invalid, "credential.claims");
  }
}

QJsonObject toJson(const HallClaims& claims) {
  return std::visit([](const auto& one) { return json(one); }, claims);
}

}  // namespace hall::credential
