#include "sync/seal/certificate_request.h"

#include <array>

#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"
#include "sync/seal/x509_build.h"

namespace hall::seal {

Result<CertificateRequest> CertificateRequest::make(const KeyPair& pair) {
  std::shared_ptr<X509_REQ> request(X509_REQ_new(), X509_REQ_free);
  const bool made = request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                    x509::setCommonName(X509_REQ_get_subject_name(request.get()), pair.certificate().commonName()) &&
                    X509_REQ_set_pubkey(request.get(), pair.handle()) == 1 &&
                    X509_REQ_sign(request.get(), pair.handle(), EVP_get_digestbyname(defaultSuite().digest)) > 0;
  if (!made) return openssl::refusal(Failure::Internal, "request.sign");
  return CertificateRequest(std::move(request));
}

Result<CertificateRequest> CertificateRequest::fromPem(const QByteArray& pem) {
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<X509_REQ> request(PEM_read_bio_X509_REQ(source.get(), nullptr, nullptr, nullptr), X509_REQ_free);
  if (!request) return openssl::refusal(Failure::Invalid, "request.garbled");
  EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
  if (!isOfKnownSuite(key)) return openssl::refusal(Failure::Invalid, "request.algorithm");
  if (X509_REQ_verify(request.get(), key) != 1) return openssl::refusal(Failure::Invalid, "request.signature");
  return CertificateRequest(std::move(request));
}

QByteArray CertificateRequest::pem() const {
  const openssl::Bio sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(sink.get(), handle());
  return openssl::contents(sink.get());
}

QByteArray CertificateRequest::commonName() const {
  std::array<char, 128> text{};
  const int size =
      X509_NAME_get_text_by_NID(X509_REQ_get_subject_name(handle()), NID_commonName, text.data(), text.size());
  return size > 0 ? QByteArray(text.data(), size) : QByteArray();
}

QByteArray CertificateRequest::keyFingerprint() const {
  return fingerprintOf(X509_REQ_get_X509_PUBKEY(handle()));
}

}  // namespace hall::seal
