#include "sync/identity/renew.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/durable_file.h"
#include "sync/identity/admission.h"
#include "sync/seal/certificate_request.h"

namespace hall::identity {

namespace {

constexpr qint64 kFileLimit = 64LL * 1024;

// A new key is written down before anything is asked for it; what an earlier try left is used up.
Result<seal::KeyPair> keyFor(const seal::LineCredential& present, const QString& keys, Key key) {
  if (key == Key::Same) return present.pair();
  return seal::KeyPair::openOrCreate(seal::LineCredential::nextKeyPath(keys), present.certificate().commonName(),
                                     seal::KeyUse::Sign);
}

}  // namespace

Result<Renewal> renew(engine::Transport& line, const QString& keys, const Clock& clock, When when, Key key,
                      std::stop_token stop) {
  const auto present = seal::LineCredential::open(keys);
  if (!present) return failure(present.error());
  if (present->isOver(clock.now())) return failure(Failure::Refused, "enrolment.over");
  if (when == When::IfDue && !present->isDue(clock.now())) return Renewal::NotDue;
  const auto authorityPem = readWholeFile(seal::LineCredential::authorityPath(keys), kFileLimit);
  if (!authorityPem) return failure(authorityPem.error());
  const auto authority = seal::Certificate::fromPem(*authorityPem);
  if (!authority) return failure(authority.error());
  const auto pair = keyFor(*present, keys, key);
  if (!pair) return failure(pair.error());
  const auto request = seal::CertificateRequest::make(*pair);
  if (!request) return failure(request.error());
  const QByteArray body = QJsonDocument(QJsonObject{{QStringLiteral("csr"), QString::fromLatin1(request->pem())}})
                              .toJson(QJsonDocument::Compact);
  const auto admission =
      readAdmission(line.send({"POST", "/v1/certificates/renewals", body, "application/json"}, std::move(stop)),
                    {present->certificate().commonName(), request->keyFingerprint(), authority->fingerprint()});
  if (!admission) return failure(admission.error());
  if (auto stored = seal::LineCredential::store(keys, admission->certificate, *authority); !stored) {
    return failure(stored.error());
  }
  return Renewal::Renewed;
}

}  // namespace hall::identity
