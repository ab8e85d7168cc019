#include "sync/seal/x509_build.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <QTimeZone>
#include <array>
#include <ctime>

namespace hall::seal::x509 {

bool setSerial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] &= 0x7FU;
  const std::unique_ptr<BIGNUM, openssl::Freer<BN_free>> number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

namespace {
bool setEntry(X509_NAME* name, int nid, const QByteArray& value) {
  const auto* text = reinterpret_cast<const unsigned char*>(value.constData());
  return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, text, static_cast<int>(value.size()), -1, 0) == 1;
}
}  // namespace

bool setCommonName(X509_NAME* name, const QByteArray& commonName) {
  return setEntry(name, NID_commonName, commonName);
}

bool setUnit(X509_NAME* name, const QByteArray& unit) {
  return setEntry(name, NID_organizationalUnitName, unit);
}

bool addExtension(X509* certificate, X509* issuer, int nid, const QByteArray& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer == nullptr ? certificate : issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

QByteArray timeText(const QDateTime& time) {
  return time.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).toLatin1() + 'Z';
}

QDateTime timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
          QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), QTimeZone::utc()};
}

}  // namespace hall::seal::x509
