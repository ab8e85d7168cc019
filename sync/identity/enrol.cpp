#include "sync/identity/enrol.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/durable_file.h"
#include "sync/engine/http_transport.h"
#include "sync/identity/admission.h"
#include "sync/model/typed_code.h"
#include "sync/seal/certificate_request.h"
#include "sync/seal/line_credential.h"

namespace hall::identity {

namespace {

constexpr qint64 kFileLimit = 64LL * 1024;

QByteArray typed(const seal::Certificate& authority) {
  const QByteArray fingerprint = authority.fingerprint();
  const QByteArray bytes = QByteArray::fromHex(fingerprint.mid(fingerprint.indexOf(':') + 1));
  return model::readTypedCode(model::typedCode(bytes, model::kFingerprintSymbols), model::kFingerprintSymbols)
      .value_or(QByteArray());
}

// Asked of anybody who answers there; what counts is that it is the one with the fingerprint.
Result<seal::Certificate> fetchAuthority(const EnrolWish& wish, const QByteArray& fingerprint) {
  engine::HttpOptions options;
  options.baseUrl = wish.gateway;
  options.server = engine::HttpOptions::Server::Anybody;
  const auto line = engine::HttpTransport::create(options);
  if (!line) return failure(line.error());
  const auto answer = (*line)->send({"GET", "/v1/ca/certificate", {}, {}}, {});
  if (!answer) return failure(answer.error());
  auto authority = seal::Certificate::fromPem(answer->body);
  if (!authority || typed(*authority) != fingerprint) return failure(Failure::Refused, "enrolment.authority");
  return authority;
}

Result<engine::Response> ask(const EnrolWish& wish, const QString& authorityFile, const QByteArray& body) {
  engine::HttpOptions options;
  options.baseUrl = wish.gateway;
  options.authorities = authorityFile;
  const auto line = engine::HttpTransport::create(options);
  if (!line) return failure(line.error());
  return (*line)->send({"POST", "/v1/enrolments", body, "application/json"}, {});
}

// What is sealed for one platform cannot be opened by another.
Result<void> keepPlatform(const QString& path, const QByteArray& pem) {
  const auto present = readWholeFile(path, kFileLimit);
  if (!present && present.error().kind == Failure::NotFound) return writeDurably(path, pem, 0644);
  if (!present) return failure(present.error());
  return *present == pem ? Result<void>() : failure(Failure::Conflict, "enrolment.platform");
}

QByteArray wishJson(const QByteArray& code, const seal::CertificateRequest& request, const seal::TerminalKey& key) {
  return QJsonDocument(QJsonObject{{QStringLiteral("code"), QString::fromLatin1(code)},
                                   {QStringLiteral("csr"), QString::fromLatin1(request.pem())},
                                   {QStringLiteral("identity"), QString::fromLatin1(key.certificatePem())}})
      .toJson(QJsonDocument::Compact);
}

}  // namespace

Result<QByteArray> enrol(const EnrolWish& wish, const Clock& clock) {
  if (!wish.gateway.startsWith("https://")) return failure(Failure::Invalid, "enrolment.https");
  const auto code = model::readTypedCode(wish.code, model::kEnrolmentSymbols);
  const auto fingerprint = model::readTypedCode(wish.fingerprint, model::kFingerprintSymbols);
  if (!code) return failure(code.error());
  if (!fingerprint) return failure(fingerprint.error());
  const auto authority = fetchAuthority(wish, *fingerprint);
  if (!authority) return failure(authority.error());

  const QString keys = wish.data + QStringLiteral("/keys");
  const auto key = seal::TerminalKey::openOrCreate(keys, clock, wish.place);
  if (!key) return failure(key.error());
  const auto request = seal::CertificateRequest::make(key->pair());
  if (!request) return failure(request.error());
  const QString beside = keys + QStringLiteral("/authority-next.pem");
  if (auto written = writeDurably(beside, authority->pem(), 0644); !written) return failure(written.error());
  const auto answer = ask(wish, beside, wishJson(wish.code, *request, *key));
  QFile::remove(beside);
  const auto admission =
      readAdmission(answer, {key->terminalId(), request->keyFingerprint(), authority->fingerprint()});
  if (!admission) return failure(admission.error());
  if (auto kept = keepPlatform(wish.data + QStringLiteral("/platform.pem"), admission->platformPem); !kept) {
    return failure(kept.error());
  }
  // Last: from here on the machine counts as enrolled.
  if (auto stored = seal::LineCredential::store(keys, admission->certificate, admission->authority); !stored) {
    return failure(stored.error());
  }
  return key->terminalId();
}

}  // namespace hall::identity
