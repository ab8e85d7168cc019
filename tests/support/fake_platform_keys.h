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
    const QByteArray content = QJsonDocument(model::toJson(receipt)).toJson(QJsonDocument::Compact);
    return seal::signAttached(content, signing).value();
  }
};

}  // namespace hall::test
