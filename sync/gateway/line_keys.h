#pragma once
// What the gateway needs for the line, in <data>/platform: the authority of machines, and the server's own certificate.
// Apart from the platform's two keys (platform_keys.h), which say what a submission is worth. A value; thread: any.
//   authority.pem   the authority's key and certificate (0600)   authority-certificate.pem   its certificate alone
//   enrolment.secret  keys the hashes of enrolment codes (0600)
//   server-key.pem  the server's key (0600)                      server.pem   the server's certificate and its issuer's
#include "sync/gateway/http_server.h"
#include "sync/seal/certificate_authority.h"

namespace hall::gateway {

class LineKeys {
 public:
  // Makes what is missing; never replaces what is there.
  static Result<LineKeys> openOrCreate(const QString& data);
  // NotFound: `init` was not run.
  static Result<LineKeys> open(const QString& data);

  [[nodiscard]] const seal::CertificateAuthority& authority() const { return m_authority; }
  // What is kept of an enrolment code (model::readTypedCode).
  [[nodiscard]] QByteArray codeHash(const QByteArray& code) const;
  // The authority's fingerprint as a person types it beside the code.
  [[nodiscard]] QByteArray typedFingerprint() const;
  // A new certificate for the server under these names and addresses. Invalid ("request.host").
  Result<void> certify(const QList<QByteArray>& hosts, const QDateTime& now) const;
  // The same again, if more than half of its life is over. NotFound: it has none yet.
  Result<void> renew(const QDateTime& now) const;
  [[nodiscard]] HttpServer::Tls tls() const;

 private:
  LineKeys(QString folder, seal::CertificateAuthority authority, QByteArray codeSecret)
      : m_folder(std::move(folder)), m_authority(std::move(authority)), m_codeSecret(std::move(codeSecret)) {}
  [[nodiscard]] QString path(const char* name) const { return m_folder + QLatin1String(name); }

  QString m_folder;
  seal::CertificateAuthority m_authority;
  QByteArray m_codeSecret;
};

}  // namespace hall::gateway
