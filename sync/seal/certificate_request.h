#pragma once
// A certificate signing request (PKCS #10): a name, a public key, and the proof that the asker holds its private half.
// A value; thread: any.
#include <memory>

#include "sync/seal/key_pair.h"

struct X509_req_st;

namespace hall::seal {

class CertificateRequest {
 public:
  // Asks for `pair`'s key in the name of its certificate.
  static Result<CertificateRequest> make(const KeyPair& pair);
  // Invalid ("request.garbled", "request.algorithm", "request.signature": the asker does not hold the key).
  static Result<CertificateRequest> fromPem(const QByteArray& pem);

  [[nodiscard]] QByteArray pem() const;
  [[nodiscard]] QByteArray commonName() const;
  [[nodiscard]] QByteArray keyFingerprint() const;  // as Certificate::keyFingerprint

  [[nodiscard]] X509_req_st* handle() const { return m_request.get(); }

 private:
  explicit CertificateRequest(std::shared_ptr<X509_req_st> request) : m_request(std::move(request)) {}
  std::shared_ptr<X509_req_st> m_request;
};

}  // namespace hall::seal
