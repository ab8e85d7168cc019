#include "sync/credential/check.h"

namespace hall::credential {

QByteArray name(Check check) {
  switch (check) {
    case Check::Prefix:
      return "prefix";
    case Check::Base45:
      return "base45";
    case Check::Zlib:
      return "zlib";
    case Check::Cbor:
      return "cbor";
    case Check::Cose:
      return "cose";
    case Check::Algorithm:
      return "algorithm";
    case Check::Critical:
      return "critical";
    case Check::Claims:
      return "claims";
    case Check::SignerUnknown:
      return "signer-unknown";
    case Check::KeyAlgorithm:
      return "key-algorithm";
    case Check::KeyUsage:
      return "key-usage";
    case Check::Signature:
      return "signature";
    case Check::NotYetValid:
      return "not-yet-valid";
    case Check::Expired:
      return "expired";
    case Check::Revoked:
      return "revoked";
    case Check::SignerRevoked:
      return "signer-revoked";
    case Check::SignerNotYetValid:
      return "signer-not-yet-valid";
    case Check::SignerExpired:
      return "signer-expired";
  }
  return {};
}

}  // namespace hall::credential
