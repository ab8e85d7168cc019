#include "sync/identity/admission.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "sync/seal/platform_certificates.h"

namespace hall::identity {

namespace {

Error refusalOf(const engine::Response& response) {
  const QString type = QJsonDocument::fromJson(response.body).object().value(QStringLiteral("type")).toString();
  const QString what = type.section(u':', -1);
  if (what == QLatin1String("enrolment-refused")) return {Failure::Refused, "enrolment.refused", {}};
  if (what == QLatin1String("revoked")) return {Failure::Refused, "enrolment.revoked", {}};
  if (what == QLatin1String("certificate-expired") || what == QLatin1String("no-certificate")) {
    return {Failure::Refused, "enrolment.over", {}};
  }
  if (response.status == 429 || response.status >= 500) return {Failure::Busy, "enrolment.later", what};
  return {Failure::Garbled, "enrolment.answer", what};
}

}  // namespace

Result<Admission> readAdmission(const Result<engine::Response>& answer, const Expected& expected) {
  if (!answer) return failure(answer.error());
  if (answer->status != 200 || answer->contentType != "application/json") return failure(refusalOf(*answer));
  const QJsonObject given = QJsonDocument::fromJson(answer->body).object();
  const auto text = [&given](const char* field) { return given.value(QLatin1String(field)).toString().toLatin1(); };
  const auto certificate = seal::Certificate::fromPem(text("certificate"));
  const auto authority = seal::Certificate::fromPem(text("authority"));
  const QByteArray platform = text("platform");
  const bool fits = certificate && authority && authority->fingerprint() == expected.authorityFingerprint &&
                    certificate->isSignedBy(*authority) && certificate->commonName() == expected.terminalId &&
                    certificate->keyFingerprint() == expected.keyFingerprint &&
                    seal::PlatformCertificates::fromPem(platform);
  if (!fits) return failure(Failure::Garbled, "enrolment.answer");
  return Admission{*certificate, *authority, platform};
}

}  // namespace hall::identity
