#pragma once
// What a credential of Hall says, in claim -65537 (private use): a map whose 0 names the kind. Receipts and tickets
// name no person; a technician's pass names its holder. What is read is hostile until it came out of here. Pure.
#include <QCborMap>
#include <QDateTime>
#include <QJsonObject>
#include <QStringList>
#include <variant>

#include "sync/base/result.h"
#include "sync/credential/claims.h"

namespace hall::credential {

// Go on with a draft elsewhere. Needs exp, a day after iat at most.
struct ResumeTicket {
  QByteArray caseId;  // UUIDv7 as text, as everywhere in the house
  qint64 lease = 0;   // its fencing number
  QDateTime leaseUntil;
  QByteArray holderSalt;  // 16 bytes
  QByteArray holderHash;  // seal::holderHash of the identity number
  bool operator==(const ResumeTicket&) const = default;
};

// The platform received a submission. Does not expire.
struct ReceiptPass {
  QByteArray submissionId;
  QByteArray digestStart;  // first 16 hex digits, as on the printed receipt
  QString acceptanceNo;    // empty if the platform gave none
  QDateTime receivedAt;
  QString serviceId;
  bool operator==(const ReceiptPass&) const = default;
};

enum class AccessLevel { Look = 1, Service = 2, Administer = 3 };

// Opens the maintenance pages of some terminals and halls; an empty list means none. Needs nbf and exp.
struct TechnicianPass {
  QString badge;
  QString name;
  AccessLevel level = AccessLevel::Look;
  QStringList terminals;
  QStringList halls;
  bool operator==(const TechnicianPass&) const = default;
};

using HallClaims = std::variant<std::monostate, ResumeTicket, ReceiptPass, TechnicianPass>;

Kind kindOf(const HallClaims& claims);  // Cwt for none
// The cti it goes by: of a receipt the submission itself, of others whatever they are given.
QByteArray idOf(const HallClaims& claims, const QByteArray& otherwise);
QCborMap writeHallClaims(const HallClaims& claims, const QDateTime& issuedAt);
// Garbled ("credential.claims"): a field is missing or wrong, or iat, cti or a time that the kind needs is.
Result<HallClaims> readHallClaims(const Claims& claims);
// Invalid ("credential.claims"), from {"case_id": …} and so on, as toJson writes it; ids and times are not judged.
Result<HallClaims> hallClaimsFromJson(Kind kind, const QJsonObject& json);
QJsonObject toJson(const HallClaims& claims);

}  // namespace hall::credential
