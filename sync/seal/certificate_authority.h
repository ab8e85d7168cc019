#pragma once
// Who says which machine may use the line: a root key that signs the certificates of terminals and of the gateway's own
// server, and the list of those it has called back. What a submission is worth does not hang on it: envelopes and
// receipts have keys of their own, which are pinned. A value; thread: any.
#include <QDateTime>
#include <chrono>

#include "sync/seal/certificate_request.h"

namespace hall::seal {

class CertificateAuthority {
 public:
  // From a PEM file (0600), made with a fresh key if there is none. Corrupt: it is there and damaged, and stays.
  static Result<CertificateAuthority> openOrCreate(const QString& path, const QByteArray& name);
  static Result<CertificateAuthority> open(const QString& path);  // NotFound: never makes one

  [[nodiscard]] const Certificate& certificate() const { return m_pair.certificate(); }

  // For TLS as a client, in the name of `terminalId` and its role, whatever name the request carries.
  [[nodiscard]] Result<Certificate> issueTerminal(const CertificateRequest& request, const QByteArray& terminalId,
                                                  const QByteArray& role, const QDateTime& now,
                                                  std::chrono::hours life) const;
  // For TLS as a server under these DNS names and IP addresses. Invalid ("request.host"): none, or not such a name.
  [[nodiscard]] Result<Certificate> issueServer(const CertificateRequest& request, const QList<QByteArray>& hosts,
                                                const QDateTime& now, std::chrono::hours life) const;

  struct Revoked {
    QByteArray serial;  // as Certificate::serial
    QDateTime since;
  };
  // RFC 5280, DER. `number` only grows.
  [[nodiscard]] Result<QByteArray> revocationList(const QList<Revoked>& revoked, qint64 number, const QDateTime& now,
                                                  const QDateTime& next) const;

 private:
  explicit CertificateAuthority(KeyPair pair) : m_pair(std::move(pair)) {}
  KeyPair m_pair;
};

}  // namespace hall::seal
