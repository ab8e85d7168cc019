#include "sync/credential/claims.h"

#include <QCborArray>
#include <QCryptographicHash>
#include <cmath>
#include <utility>

#include "sync/credential/cbor_reader.h"

namespace hall::credential {

namespace {

// RFC 8392, section 4; the last by the registration of the health certificate.
constexpr qint64 kIssuer = 1;
constexpr qint64 kSubject = 2;
constexpr qint64 kAudience = 3;
constexpr qint64 kExpires = 4;
constexpr qint64 kNotBefore = 5;
constexpr qint64 kIssuedAt = 6;
constexpr qint64 kId = 7;
constexpr qint64 kHealth = -260;
constexpr qint64 kHealthVersion1 = 1;

constexpr qint64 kLatest = 253402300799;  // the last second of the year 9999
constexpr qsizetype kIdHashSize = 16;
constexpr qsizetype kLongestId = 64;

constexpr std::array<std::pair<qint64, const char*>, 8> kNames{{{kIssuer, "iss"},
                                                                {kSubject, "sub"},
                                                                {kAudience, "aud"},
                                                                {kExpires, "exp"},
                                                                {kNotBefore, "nbf"},
                                                                {kIssuedAt, "iat"},
                                                                {kId, "cti"},
                                                                {kHealth, "hcert"}}};

// True also if the claim is not made.
bool readTime(const QCborMap& all, qint64 label, QDateTime& time) {
  if (!all.contains(label)) return true;
  const QCborValue value = all.value(label);
  const double seconds = value.toDouble(-1);
  if ((!value.isInteger() && !value.isDouble()) || seconds < 0 || seconds > static_cast<double>(kLatest)) return false;
  time = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::floor(seconds)), Qt::UTC);
  return true;
}

bool isText(const QCborMap& all, qint64 label) {
  return !all.contains(label) || all.value(label).isString();
}

bool isAudience(const QCborValue& value) {
  if (value.isUndefined() || value.isString()) return true;
  const QCborArray several = value.toArray();
  bool texts = value.isArray();
  for (const QCborValue one : several) texts = texts && one.isString();
  return texts;
}

bool isHealth(const QCborMap& all) {
  if (!all.contains(kHealth)) return true;
  return all.value(kHealth).isMap() && all.value(kHealth).toMap().value(kHealthVersion1).isMap();
}

void insertTime(QCborMap& all, qint64 label, const QDateTime& time) {
  if (time.isValid()) all.insert(label, time.toSecsSinceEpoch());
}

}  // namespace

QCborMap Claims::health() const {
  return all.value(kHealth).toMap().value(kHealthVersion1).toMap();
}

QList<Kind> Claims::healthKinds() const {
  static constexpr std::array<std::pair<const char*, Kind>, 3> kGroups{
      {{"t", Kind::Test}, {"v", Kind::Vaccination}, {"r", Kind::Recovery}}};
  const QCborMap certificate = health();
  QList<Kind> kinds;
  for (const auto& [group, kind] : kGroups) {
    if (!certificate.value(QLatin1String(group)).toArray().isEmpty()) kinds.append(kind);
  }
  return kinds.isEmpty() ? QList<Kind>{Kind::Cwt} : kinds;
}

QList<QByteArray> Claims::idHashes() const {
  QList<QByteArray> hashes;
  if (!id.isEmpty()) hashes.append(idHash(id));
  const QCborMap certificate = health();
  for (const char* group : {"t", "v", "r"}) {
    const QCborArray entries = certificate.value(QLatin1String(group)).toArray();
    for (const QCborValue entry : entries) {
      const QString uvci = entry.toMap().value(QLatin1String("ci")).toString();
      if (!uvci.isEmpty()) hashes.append(idHash(uvci.toUtf8()));
    }
  }
  return hashes;
}

QByteArray idHash(const QByteArray& id) {
  return QCryptographicHash::hash(id, QCryptographicHash::Sha256).left(kIdHashSize);
}

Result<Claims> readClaims(const QCborValue& payload) {
  Claims claims;
  claims.all = payload.toMap();
  const QCborValue id = claims.all.value(kId);
  claims.issuer = claims.all.value(kIssuer).toString();
  claims.id = id.toByteArray();
  const bool idFits = id.isUndefined() || (id.isByteArray() && !claims.id.isEmpty() && claims.id.size() <= kLongestId);
  if (!payload.isMap() || !idFits || !isText(claims.all, kIssuer) || !isText(claims.all, kSubject) ||
      !isAudience(claims.all.value(kAudience)) || !isHealth(claims.all) ||
      !readTime(claims.all, kExpires, claims.expires) || !readTime(claims.all, kNotBefore, claims.notBefore) ||
      !readTime(claims.all, kIssuedAt, claims.issuedAt)) {
    return failure(Failure::Garbled, "credential.claims");
  }
  return claims;
}

QCborMap writeClaims(const Claims& claims) {
  QCborMap all;
  if (!claims.issuer.isEmpty()) all.insert(kIssuer, claims.issuer);
  insertTime(all, kExpires, claims.expires);
  insertTime(all, kNotBefore, claims.notBefore);
  insertTime(all, kIssuedAt, claims.issuedAt);
  if (!claims.id.isEmpty()) all.insert(kId, claims.id);
  for (const auto& [key, value] : claims.all) all.insert(key, value);
  return all;
}

QJsonObject toJson(const Claims& claims) {
  QJsonObject json = toJson(QCborValue(claims.all)).toObject();
  for (const auto& [label, name] : kNames) {
    const QString number = QString::number(label);
    const QString word = QLatin1String(name);
    if (json.contains(number) && !json.contains(word)) json.insert(word, json.take(number));
  }
  return json;
}

}  // namespace hall::credential
