#include "sync/gateway/agency/agencies.h"

#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include "sync/base/durable_file.h"
#include "sync/base/identifier.h"

namespace hall::gateway::agency {

namespace {

constexpr qint64 kFileLimit = 256LL * 1024;
constexpr qsizetype kShortestSecret = 24;  // as Standard Webhooks asks for
constexpr qsizetype kLongestSecret = 64;

QByteArray text(const QJsonObject& json, const char* name) {
  return json.value(QLatin1String(name)).toString().toUtf8();
}

QString pathIn(const QDir& folder, const QJsonObject& json, const char* name) {
  const QString path = json.value(QLatin1String(name)).toString();
  return path.isEmpty() ? QString() : folder.absoluteFilePath(path);
}

// "whsec_" and base64 of 24 to 64 bytes.
Result<QByteArray> readSecret(const QString& path) {
  struct stat about {};
  if (::stat(QFile::encodeName(path).constData(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(Failure::Denied, "key.rights", path);
  }
  const auto file = readWholeFile(path, kFileLimit);
  if (!file) return file;
  const QByteArray secret = QByteArray::fromBase64(file->trimmed().mid(6));
  const bool fits = file->startsWith("whsec_") && secret.size() >= kShortestSecret && secret.size() <= kLongestSecret;
  return fits ? Result<QByteArray>(secret) : failure(Failure::Invalid, "agency.entry", path);
}

Result<Endpoint> readEndpoint(const QDir& folder, const QJsonObject& json) {
  const QUrl url(json.value(QStringLiteral("url")).toString(), QUrl::StrictMode);
  const bool spoken = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
  if (!url.isValid() || !spoken || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasFragment()) {
    return failure(Failure::Invalid, "agency.entry", QStringLiteral("webhook.url"));
  }
  Endpoint endpoint;
  endpoint.origin = url.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery);
  const QByteArray path = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
  endpoint.path = path.startsWith('/') ? path : '/' + path;
  for (const QJsonValue& file : json.value(QStringLiteral("secrets")).toArray()) {
    auto secret = readSecret(folder.absoluteFilePath(file.toString()));
    if (!secret) return failure(secret.error());
    endpoint.secrets.append(*secret);
  }
  if (const QString file = pathIn(folder, json, "signing_key"); !file.isEmpty()) {
    auto key = seal::SigningKey::open(file);
    if (!key) return failure(key.error());
    if (key->algorithm() != seal::SignatureAlgorithm::EdDsa) return failure(Failure::Invalid, "agency.entry", file);
    endpoint.key = std::move(*key);
  }
  if (endpoint.secrets.isEmpty() && !endpoint.key) {
    return failure(Failure::Invalid, "agency.entry", QStringLiteral("webhook.secrets"));
  }
  endpoint.authorities = pathIn(folder, json, "authorities");
  endpoint.clientCertificate = pathIn(folder, json, "client_certificate");
  endpoint.clientKey = pathIn(folder, json, "client_key");
  return endpoint;
}

Result<Agency> readAgency(const QDir& folder, const QJsonObject& json) {
  Agency agency{.agencyId = text(json, "agency_id")};
  for (const QJsonValue& service : json.value(QStringLiteral("services")).toArray()) {
    agency.services.append(service.toString().toUtf8());
  }
  if (!isIdentifier(agency.agencyId) || agency.services.isEmpty()) {
    return failure(Failure::Invalid, "agency.entry", QString::fromUtf8(agency.agencyId));
  }
  if (const QString file = pathIn(folder, json, "recipient"); !file.isEmpty()) {
    const auto pem = readWholeFile(file, kFileLimit);
    auto certificate = pem ? seal::Certificate::fromPem(*pem) : failure(pem.error());
    if (!certificate) return failure(certificate.error());
    if (!certificate->mayAgreeOnKeys()) return failure(Failure::Invalid, "agency.entry", file);
    agency.recipient = std::move(*certificate);
  }
  if (json.contains(QStringLiteral("webhook"))) {
    auto endpoint = readEndpoint(folder, json.value(QStringLiteral("webhook")).toObject());
    if (!endpoint) return failure(endpoint.error());
    agency.webhook = std::move(*endpoint);
  }
  return agency;
}

}  // namespace

Result<Agencies> Agencies::load(const QString& path) {
  const auto bytes = readWholeFile(path, kFileLimit);
  if (!bytes) return failure(bytes.error());
  const QJsonValue list = QJsonDocument::fromJson(*bytes).object().value(QStringLiteral("agencies"));
  if (!list.isArray()) return failure(Failure::Invalid, "agency.file", path);
  Agencies agencies;
  for (const QJsonValue& entry : list.toArray()) {
    auto agency = readAgency(QFileInfo(path).absoluteDir(), entry.toObject());
    if (!agency) return failure(agency.error());
    if (agencies.find(agency->agencyId) != nullptr) {
      return failure(Failure::Invalid, "agency.entry", QString::fromUtf8(agency->agencyId));
    }
    agencies.m_all.append(std::move(*agency));
  }
  return agencies;
}

const Agency* Agencies::find(const QByteArray& agencyId) const {
  for (const Agency& agency : m_all) {
    if (agency.agencyId == agencyId) return &agency;
  }
  return nullptr;
}

}  // namespace hall::gateway::agency
