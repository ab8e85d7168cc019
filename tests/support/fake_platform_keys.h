#pragma once
// The platform's two key pairs, made fresh for a test, and what it signs with them.
#include <QJsonDocument>

#include "sync/model/receipt.h"
#include "sync/seal/cms.h"
#include "sync/seal/platform_certificates.h"

namespace hall::test {

struct PlatformKeys {
  seal::KeyPair signing = seal::KeyPair::generate("platform signing", seal::KeyUse::Sign).value();
  seal::KeyPair encryption = seal::KeyPair::generate("platform encryption", seal::KeyUse::Agree).value();

  [[nodiscard]] seal::PlatformCertificates certificates() const {
    return seal::PlatformCertificates::fromPem(signing.certificate().pem() + encryption.certificate().pem()).value();
  }

  [[nodiscard]] QByteArray receipt(const QByteArray& submissionId, const QByteArray& digest) const {
    const model::Receipt receipt{submissionId, digest, QDateTime(QDate(2026, 11, 2), QTime(2, 0), Qt::UTC),
                                 "20261102-000001", "received"};
    return said(model::toJson(receipt));
  }

  [[nodiscard]] QByteArray statement(const QByteArray& submissionId, const QByteArray& digest, const char* status,
                                     const QByteArray& duplicateOf = {}) const {
    return said({{QStringLiteral("submission_id"), QString::fromLatin1(submissionId)},
                 {QStringLiteral("digest"), QString::fromLatin1(digest)},
                 {QStringLiteral("business_status"), QString::fromLatin1(status)},
                 {QStringLiteral("duplicate_of"), QString::fromLatin1(duplicateOf)},
                 {QStringLiteral("message"), QJsonObject{{QStringLiteral("zh"), QStringLiteral("您好")},
                                                         {QStringLiteral("en"), QStringLiteral("Hello")}}},
                 {QStringLiteral("decided_at"), QStringLiteral("2026-11-03T02:00:00.000Z")}});
  }

  [[nodiscard]] QByteArray said(const QJsonObject& content) const {
    return seal::signAttached(QJsonDocument(content).toJson(QJsonDocument::Compact), signing).value();
  }
};

}  // namespace hall::test
