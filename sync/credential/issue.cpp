#include "sync/credential/issue.h"

#include "sync/credential/base45.h"
#include "sync/credential/cbor_reader.h"
#include "sync/credential/cose_sign1.h"
#include "sync/credential/zlib_stream.h"
#include "sync/seal/holder_hash.h"

namespace hall::credential {

Result<QByteArray> issue(const HallClaims& what, const Terms& terms, const seal::SigningKey& key) {
  Claims claims{terms.issuer,   terms.expires,        terms.notBefore,
                terms.issuedAt, idOf(what, terms.id), writeHallClaims(what, terms.issuedAt)};
  const QByteArray payload = QCborValue(writeClaims(claims)).toCbor();
  // Read back as a stranger's, so that nothing leaves here that no one can verify.
  const auto back = readCbor(payload, Lengths::Any);
  const auto read = back ? readClaims(*back) : Result<Claims>(failure(back.error()));
  const auto hall = read ? readHallClaims(*read) : Result<HallClaims>(failure(read.error()));
  if (!hall || kindOf(*hall) != kindOf(what)) return failure(Failure::Invalid, "credential.claims");
  const auto message = writeCoseSign1(payload, key.signer().kid, key);
  if (!message) return message;
  return "HALL1:" + encodeBase45(pack(*message));
}

Result<QByteArray> mintCredentialId() {
  return seal::freshSalt();
}

Result<bool> isHolder(const ResumeTicket& ticket, const QByteArray& identityNumber) {
  const auto hash = seal::holderHash(identityNumber, ticket.holderSalt);
  if (!hash) return failure(hash.error());
  return *hash == ticket.holderHash;
}

}  // namespace hall::credential
