#include "sync/credential/trust_list_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

namespace hall::credential {

namespace {

constexpr qsizetype kLongestKid = 32;
constexpr qsizetype kIdHashSize = 16;

tl::unexpected<Error> wrong(const QString& place) {
  return failure(Failure::Invalid, "trust-list.field", place);
}

// Absent and not required is good; the time stays invalid.
bool readTime(const QJsonObject& json, const char* member, QDateTime& time) {
  const QJsonValue value = json.value(QLatin1String(member));
  if (value.isUndefined()) return true;
  const QDateTime read = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
  // A time without a zone means something else on every machine.
  if (!read.isValid() || read.timeSpec() == Qt::LocalTime) return false;
  time = read.toUTC();
  return true;
}

bool has(const QJsonObject& json, std::initializer_list<const char*> needed, std::initializer_list<const char*> also) {
  for (const char* member : needed) {
    if (!json.contains(QLatin1String(member))) return false;
  }
  const QStringList members = json.keys();
  return std::all_of(members.begin(), members.end(), [&](const QString& member) {
    const auto same = [&member](const char* one) { return member == QLatin1String(one); };
    return std::any_of(needed.begin(), needed.end(), same) || std::any_of(also.begin(), also.end(), same);
  });
}

QByteArray bytesOf(const QJsonValue& value) {
  const auto decoded =
      QByteArray::fromBase64Encoding(value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
  return decoded ? *decoded : QByteArray();
}

Result<seal::SignerKey> keyOf(const QJsonObject& json) {
  const bool certified = json.contains(QStringLiteral("certificate"));
  if (certified == json.contains(QStringLiteral("public_key"))) return wrong(QStringLiteral("key"));
  return seal::readSignerKey(
      bytesOf(json.value(certified ? QStringLiteral("certificate") : QStringLiteral("public_key"))));
}

bool readUses(const QJsonArray& uses, QList<Kind>& kinds) {
  for (const QJsonValue& use : uses) {
    const auto kind = kindNamed(use.toString().toLatin1());
    if (!kind) return false;
    kinds.append(*kind);
  }
  return !uses.isEmpty();
}

Result<Signer> readSigner(const QJsonObject& json) {
  if (!has(json, {"kid", "name", "uses"}, {"certificate", "public_key", "not_before", "not_after", "revoked_since"})) {
    return wrong(QStringLiteral("members"));
  }
  auto key = keyOf(json);
  if (!key) return failure(Failure::Invalid, "trust-list.key", QString::fromLatin1(key.error().code));
  const QJsonObject called = json.value(QStringLiteral("name")).toObject();
  Signer signer{bytesOf(json.value(QStringLiteral("kid"))),
                key->key,
                {called.value(QStringLiteral("zh")).toString(), called.value(QStringLiteral("en")).toString()},
                {},
                key->notBefore,
                key->notAfter,
                {}};
  if (signer.kid.isEmpty() || signer.kid.size() > kLongestKid) return wrong(QStringLiteral("kid"));
  if (!has(called, {"zh", "en"}, {}) || signer.name.zh.isEmpty()) return wrong(QStringLiteral("name"));
  if (!readUses(json.value(QStringLiteral("uses")).toArray(), signer.uses)) return wrong(QStringLiteral("uses"));
  if (!readTime(json, "not_before", signer.notBefore) || !readTime(json, "not_after", signer.notAfter) ||
      !readTime(json, "revoked_since", signer.revokedSince)) {
    return wrong(QStringLiteral("time"));
  }
  return signer;
}

Result<void> readRevoked(const QJsonObject& json, TrustList& list) {
  const QByteArray kid = bytesOf(json.value(QStringLiteral("kid")));
  const QJsonArray hashes = json.value(QStringLiteral("id_hashes")).toArray();
  if (!has(json, {"kid", "id_hashes"}, {}) || kid.isEmpty()) return wrong(QStringLiteral("revoked"));
  for (const QJsonValue& value : hashes) {
    const QByteArray hash = bytesOf(value);
    if (hash.size() != kIdHashSize) return wrong(QStringLiteral("revoked/id_hashes"));
    list.revoked[kid].insert(hash);
  }
  return {};
}

Result<TrustList> readHead(const QJsonObject& json) {
  if (!has(json, {"format", "issuer", "number", "issued_at", "next_update", "signers"},
           {"revoked", "revocations_at"}) ||
      json.value(QStringLiteral("format")) != QLatin1String("hall-trust-list-1")) {
    return wrong(QStringLiteral("members"));
  }
  TrustList list;
  list.issuer = json.value(QStringLiteral("issuer")).toString();
  list.number = json.value(QStringLiteral("number")).toInteger(-1);
  if (list.issuer.isEmpty() || list.number < 0) return wrong(QStringLiteral("issuer or number"));
  if (!readTime(json, "issued_at", list.issuedAt) || !readTime(json, "next_update", list.nextUpdate) ||
      !readTime(json, "revocations_at", list.revocationsAt)) {
    return wrong(QStringLiteral("time"));
  }
  if (json.contains(QStringLiteral("revoked")) != list.revocationsAt.isValid()) {
    return wrong(QStringLiteral("revocations_at"));
  }
  return list;
}

}  // namespace

Result<TrustList> readTrustList(const QByteArray& bytes) {
  const QJsonObject json = QJsonDocument::fromJson(bytes).object();
  if (json.isEmpty()) return failure(Failure::Invalid, "trust-list.json");
  auto list = readHead(json);
  if (!list) return list;
  const QJsonArray signers = json.value(QStringLiteral("signers")).toArray();
  for (const QJsonValue& value : signers) {
    auto signer = readSigner(value.toObject());
    if (!signer) return failure(signer.error());
    list->signers.append(std::move(*signer));
  }
  const QJsonArray revoked = json.value(QStringLiteral("revoked")).toArray();
  for (const QJsonValue& value : revoked) {
    if (auto read = readRevoked(value.toObject(), *list); !read) return failure(read.error());
  }
  return list;
}

}  // namespace hall::credential
