#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <optional>

#include "sync/credential/trust_list_json.h"

namespace hall::credential {

namespace {

constexpr int kDeepest = 8;
constexpr qsizetype kShortestKid = 4;
constexpr qsizetype kMostSigners = 50000;

constexpr std::array kKeyMembers{"rawData",      "certificate", "x509", "publicKey", "public_key",
                                 "publicKeyPem", "subjectPk",   "pem",  "x5c"};

// Extended key usages of the health certificate; the second row is a mistake that was issued widely.
struct Use {
  const char* oid;
  Kind kind;
};
constexpr std::array kExtendedUses{
    Use{"1.3.6.1.4.1.1847.2021.1.1", Kind::Test},          Use{"1.3.6.1.4.1.1847.2021.1.2", Kind::Vaccination},
    Use{"1.3.6.1.4.1.1847.2021.1.3", Kind::Recovery},      Use{"1.3.6.1.4.1.0.1847.2021.1.1", Kind::Test},
    Use{"1.3.6.1.4.1.0.1847.2021.1.2", Kind::Vaccination}, Use{"1.3.6.1.4.1.0.1847.2021.1.3", Kind::Recovery}};
constexpr std::array kLetters{Use{"t", Kind::Test}, Use{"v", Kind::Vaccination}, Use{"r", Kind::Recovery}};

QByteArray anyBase64(const QString& text) {
  QByteArray plain = text.toLatin1();
  plain.replace('\n', "").replace('\r', "").replace('-', '+').replace('_', '/');
  const auto decoded = QByteArray::fromBase64Encoding(plain, QByteArray::AbortOnBase64DecodingErrors);
  return decoded ? *decoded : QByteArray();
}

std::optional<seal::SignerKey> keyIn(const QJsonValue& value) {
  const QString text = value.isArray() ? value.toArray().at(0).toString() : value.toString();
  if (text.isEmpty()) return std::nullopt;
  const auto key = seal::readSignerKey(text.contains(QLatin1String("-----BEGIN")) ? text.toLatin1() : anyBase64(text));
  return key ? std::optional(*key) : std::nullopt;
}

std::optional<seal::SignerKey> bare(const Result<seal::PublicKey>& key) {
  if (!key) return std::nullopt;
  const auto signer = seal::readSignerKey(key->subjectPublicKeyInfo());
  return signer ? std::optional(*signer) : std::nullopt;
}

std::optional<seal::SignerKey> webKey(const QJsonObject& json) {
  const auto part = [&json](const char* member) { return anyBase64(json.value(QLatin1String(member)).toString()); };
  const QByteArray x = part("x");
  const QByteArray y = part("y");
  if (!x.isEmpty()) return bare(seal::PublicKey::fromRaw(y.isEmpty() ? x : '\x04' + x + y));
  const QByteArray n = part("n");
  return n.isEmpty() ? std::nullopt : bare(seal::PublicKey::fromRsa(n, part("e")));
}

std::optional<seal::SignerKey> keyOf(const QJsonObject& json) {
  for (const char* member : kKeyMembers) {
    if (auto key = keyIn(json.value(QLatin1String(member)))) return key;
  }
  return webKey(json);
}

QList<Kind> usesOf(const QJsonObject& json, const seal::SignerKey& key) {
  QList<Kind> kinds;
  const QJsonArray own = json.value(QStringLiteral("uses")).toArray();
  for (const QJsonValue& use : own) {
    if (const auto kind = kindNamed(use.toString().toLatin1())) kinds.append(*kind);
  }
  const QJsonArray letters = json.value(QStringLiteral("keyUsage")).toArray();
  for (const Use& use : kLetters) {
    if (letters.contains(QLatin1String(use.oid))) kinds.append(use.kind);
  }
  // Any that was said bounds it, even one that we do not know.
  if (!own.isEmpty() || !letters.isEmpty()) return kinds;
  for (const Use& use : kExtendedUses) {
    if (key.extendedUses.contains(use.oid)) kinds.append(use.kind);
  }
  if (kinds.isEmpty()) kinds = {Kind::Test, Kind::Vaccination, Kind::Recovery, Kind::Cwt};
  return kinds;
}

void add(TrustList& list, const QByteArray& kid, const seal::SignerKey& key, const QJsonObject& json) {
  if (list.signers.size() >= kMostSigners) return;
  const QString called = QString::fromUtf8(key.commonName);
  list.signers.append(
      {kid.isEmpty() ? key.kid : kid, key.key, {called, called}, usesOf(json, key), key.notBefore, key.notAfter, {}});
}

// Base64 in either alphabet, the 16 hex digits that some write, or a text that is too short to be either.
QByteArray readKid(const QString& text) {
  static const QRegularExpression hex(QStringLiteral("\\A[0-9a-fA-F]{16}\\z"));
  if (hex.match(text).hasMatch()) return QByteArray::fromHex(text.toLatin1());
  const QByteArray kid = anyBase64(text);
  return kid.size() < kShortestKid ? text.toUtf8() : kid;
}

// Other members stand above keys too; a kid has eight bytes.
QByteArray memberKid(const QString& member) {
  const QByteArray kid = readKid(member);
  return kid.size() == 8 ? kid : QByteArray();
}

QByteArray kidOf(const QJsonObject& json, const QString& member) {
  for (const char* name : {"kid", "keyId", "keyid"}) {
    const QByteArray kid = readKid(json.value(QLatin1String(name)).toString());
    if (!kid.isEmpty()) return kid;
  }
  return memberKid(member);
}

// `member` is what the value stands under: a kid, in a map of kids.
void collect(const QJsonValue& value, const QString& member, int depth, TrustList& list) {
  if (depth > kDeepest) return;
  if (value.isString()) {
    if (const auto key = keyIn(value)) add(list, memberKid(member), *key, {});
  } else if (value.isArray()) {
    const QJsonArray items = value.toArray();
    for (const QJsonValue& item : items) collect(item, member, depth + 1, list);
  } else if (value.isObject()) {
    const QJsonObject json = value.toObject();
    if (const auto key = keyOf(json)) {
      add(list, kidOf(json, member), *key, json);
      return;
    }
    for (auto entry = json.begin(); entry != json.end(); ++entry) collect(*entry, entry.key(), depth + 1, list);
  }
}

void collectPem(const QByteArray& bytes, TrustList& list) {
  for (qsizetype at = bytes.indexOf("-----BEGIN"); at >= 0; at = bytes.indexOf("-----BEGIN", at + 1)) {
    const qsizetype end = bytes.indexOf("-----BEGIN", at + 1);
    if (const auto key = seal::readSignerKey(bytes.mid(at, end < 0 ? -1 : end - at))) add(list, {}, *key, {});
  }
}

}  // namespace

Result<TrustList> readAnyTrustList(const QByteArray& bytes) {
  TrustList list;
  if (bytes.trimmed().startsWith("-----BEGIN")) {
    collectPem(bytes, list);
  } else {
    QJsonDocument json = QJsonDocument::fromJson(bytes);
    if (json.isNull()) json = QJsonDocument::fromJson(bytes.mid(bytes.indexOf('\n') + 1));
    if (json.isNull()) return failure(Failure::Invalid, "trust-list.json");
    if (json.object().contains(QStringLiteral("format"))) return readTrustList(bytes);
    collect(json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object()), {}, 0, list);
  }
  if (list.signers.isEmpty()) return failure(Failure::Invalid, "trust-list.empty");
  return list;
}

}  // namespace hall::credential
