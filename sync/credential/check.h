#pragma once
// What a credential must pass, in the order in which it is tried. A verdict names the first that failed; a check's
// name is stable and stands in the README, in the tool's output and in the word ids. Pure; any thread.
#include <QByteArray>
#include <array>

namespace hall::credential {

enum class Check {
  Prefix,             // "HC1:" or "HALL1:"
  Base45,             // RFC 9285
  Zlib,               // one whole stream, 64 KiB unpacked at most
  Cbor,               // well-formed, within bounds, no key twice
  Cose,               // a COSE_Sign1 of RFC 9052
  Algorithm,          // ES256, PS256 or EdDSA in the protected header
  Critical,           // no critical header that we do not know
  Claims,             // the claims of RFC 8392 and of the credential's kind have their types and ranges
  SignerUnknown,      // the trust list names the signer
  KeyAlgorithm,       // his key is of the algorithm's kind
  KeyUsage,           // he may sign this kind of credential
  Signature,          // he did
  NotYetValid,        // nbf and iat have come
  Expired,            // exp has not
  Revoked,            // the list does not call this credential back
  SignerRevoked,      // nor its signer
  SignerNotYetValid,  // his key was in use by then
  SignerExpired,      // and still is
};

inline constexpr std::array kChecks{Check::Prefix,
                                    Check::Base45,
                                    Check::Zlib,
                                    Check::Cbor,
                                    Check::Cose,
                                    Check::Algorithm,
                                    Check::Critical,
                                    Check::Claims,
                                    Check::SignerUnknown,
                                    Check::KeyAlgorithm,
                                    Check::KeyUsage,
                                    Check::Signature,
                                    Check::NotYetValid,
                                    Check::Expired,
                                    Check::Revoked,
                                    Check::SignerRevoked,
                                    Check::SignerNotYetValid,
                                    Check::SignerExpired};

QByteArray name(Check check);  // "signer-unknown"

}  // namespace hall::credential
