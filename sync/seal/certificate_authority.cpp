#include "sync/seal/certificate_authority.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <QRegularExpression>
#include <array>

#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"
#include "sync/seal/x509_build.h"

namespace hall::seal {

namespace {

using Crl = std::unique_ptr<X509_CRL, openssl::Freer<X509_CRL_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, openssl::Freer<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, openssl::Freer<ASN1_TIME_free>>;

// What a certificate of ours is for.
struct Profile {
  QByteArray commonName;
  QByteArray unit;  // empty: none
  const char* extendedUse;
  QByteArray alternativeNames;  // empty: none
  QDateTime notAfter;
};

bool fill(X509* certificate, const CertificateRequest& request, const Profile& profile, X509* issuer) {
  // Valid since long ago: a terminal whose battery is empty wakes up years back and must still reach its gateway.
  return X509_set_version(certificate, X509_VERSION_3) == 1 && x509::setSerial(certificate) &&
         ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), x509::timeText(profile.notAfter).constData()) ==
             1 &&
         x509::setCommonName(X509_get_subject_name(certificate), profile.commonName) &&
         (profile.unit.isEmpty() || x509::setUnit(X509_get_subject_name(certificate), profile.unit)) &&
         X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         X509_set_pubkey(certificate, X509_REQ_get0_pubkey(request.handle())) == 1 &&
         x509::addExtension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         x509::addExtension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
         x509::addExtension(certificate, issuer, NID_ext_key_usage, profile.extendedUse) &&
         x509::addExtension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         x509::addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         (profile.alternativeNames.isEmpty() ||
          x509::addExtension(certificate, issuer, NID_subject_alt_name, profile.alternativeNames));
}

Result<Certificate> issue(const CertificateRequest& request, const Profile& profile, const KeyPair& authority) {
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  if (!certificate || !fill(certificate.get(), request, profile, authority.certificate().handle()) ||
      X509_sign(certificate.get(), authority.handle(), EVP_get_digestbyname(defaultSuite().digest)) <= 0) {
    return openssl::refusal(Failure::Internal, "authority.sign");
  }
  return Certificate::adopt(certificate);
}

bool isAddress(const QByteArray& host) {
  std::array<unsigned char, sizeof(in6_addr)> scrap{};
  return inet_pton(AF_INET, host.constData(), scrap.data()) == 1 ||
         inet_pton(AF_INET6, host.constData(), scrap.data()) == 1;
}

// Empty if one of them is no name: a comma in it would be read as a further name.
QByteArray alternativeNames(const QList<QByteArray>& hosts) {
  static const QRegularExpression kName(
      QStringLiteral("^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"));
  QByteArray text;
  for (const QByteArray& host : hosts) {
    const bool address = isAddress(host);
    if (!address && !kName.match(QString::fromLatin1(host)).hasMatch()) return {};
    if (!text.isEmpty()) text += ',';
    text += (address ? "IP:" : "DNS:") + host;
  }
  return text;
}

bool addRevoked(X509_CRL* list, const CertificateAuthority::Revoked& one) {
  std::unique_ptr<X509_REVOKED, openssl::Freer<X509_REVOKED_free>> entry(X509_REVOKED_new());
  const QByteArray bytes = QByteArray::fromHex(one.serial);
  const std::unique_ptr<BIGNUM, openssl::Freer<BN_free>> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.constData()), static_cast<int>(bytes.size()), nullptr));
  const Number serial(number ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  const Time since(ASN1_TIME_set(nullptr, one.since.toSecsSinceEpoch()));
  if (!entry || !serial || !since || X509_REVOKED_set_serialNumber(entry.get(), serial.get()) != 1 ||
      X509_REVOKED_set_revocationDate(entry.get(), since.get()) != 1 || X509_CRL_add0_revoked(list, entry.get()) != 1) {
    return false;
  }
  (void)entry.release();  // the list owns it now
  return true;
}

bool fillList(X509_CRL* list, X509* issuer, qint64 number, const QDateTime& now, const QDateTime& next) {
  const Time from(ASN1_TIME_set(nullptr, now.toSecsSinceEpoch()));
  const Time until(ASN1_TIME_set(nullptr, next.toSecsSinceEpoch()));
  const Number counted(ASN1_INTEGER_new());
  return from && until && counted && ASN1_INTEGER_set_int64(counted.get(), number) == 1 &&
         X509_CRL_set_version(list, X509_CRL_VERSION_2) == 1 &&
         X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer)) == 1 &&
         X509_CRL_set1_lastUpdate(list, from.get()) == 1 && X509_CRL_set1_nextUpdate(list, until.get()) == 1 &&
         X509_CRL_add1_ext_i2d(list, NID_crl_number, counted.get(), 0, 0) == 1;
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::openOrCreate(const QString& path, const QByteArray& name) {
  auto pair = KeyPair::openOrCreate(path, name, KeyUse::Certify);
  if (!pair) return failure(pair.error());
  return CertificateAuthority(std::move(*pair));
}

Result<CertificateAuthority> CertificateAuthority::open(const QString& path) {
  auto pair = KeyPair::open(path);
  if (!pair) return failure(pair.error());
  return CertificateAuthority(std::move(*pair));
}

Result<Certificate> CertificateAuthority::issueTerminal(const CertificateRequest& request, const QByteArray& terminalId,
                                                        const QByteArray& role, const QDateTime& now,
                                                        std::chrono::hours life) const {
  const qint64 seconds = std::chrono::seconds(life).count();
  return issue(request, {terminalId, role, "clientAuth", {}, now.addSecs(seconds)}, m_pair);
}

Result<Certificate> CertificateAuthority::issueServer(const CertificateRequest& request, const QList<QByteArray>& hosts,
                                                      const QDateTime& now, std::chrono::hours life) const {
  const QByteArray names = alternativeNames(hosts);
  if (names.isEmpty()) return failure(Failure::Invalid, "request.host");
  const qint64 seconds = std::chrono::seconds(life).count();
  return issue(request, {"Hall gateway", {}, "serverAuth", names, now.addSecs(seconds)}, m_pair);
}

Result<QByteArray> CertificateAuthority::revocationList(const QList<Revoked>& revoked, qint64 number,
                                                        const QDateTime& now, const QDateTime& next) const {
  const Crl list(X509_CRL_new());
  bool made = list && fillList(list.get(), certificate().handle(), number, now, next);
  for (const Revoked& one : revoked) made = made && addRevoked(list.get(), one);
  if (!made || X509_CRL_sort(list.get()) != 1 ||
      X509_CRL_sign(list.get(), m_pair.handle(), EVP_get_digestbyname(defaultSuite().digest)) <= 0) {
    return openssl::refusal(Failure::Internal, "authority.list");
  }
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(list.get(), &der);
  const QByteArray bytes(reinterpret_cast<const char*>(der), size > 0 ? size : 0);
  OPENSSL_free(der);
  return bytes;
}

}  // namespace hall::seal
