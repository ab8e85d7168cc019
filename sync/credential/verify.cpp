#include "sync/credential/verify.h"

#include "sync/credential/base45.h"
#include "sync/credential/cbor_reader.h"
#include "sync/credential/cose_sign1.h"
#include "sync/credential/zlib_stream.h"

namespace hall::credential {

namespace {

constexpr QByteArrayView kHealthPrefix = "HC1:";
constexpr QByteArrayView kHallPrefix = "HALL1:";
// A credential made on a machine whose clock is a little ahead of ours is not from the future.
constexpr qint64 kClockLeeway = 5LL * 60;

// The steps up to the claims, each under its own name.
std::optional<Check> open(QByteArrayView text, Verdict& verdict, CoseSign1& message) {
  const bool ours = text.startsWith(kHallPrefix);
  if ((!ours && !text.startsWith(kHealthPrefix)) || text.size() > kLongestText) return Check::Prefix;
  const auto packed = decodeBase45(text.sliced(ours ? kHallPrefix.size() : kHealthPrefix.size()));
  if (!packed) return Check::Base45;
  const auto content = unpack(*packed, kLargestContent);
  if (!content) return Check::Zlib;
  const auto items = readCoseItems(*content);
  if (!items) return Check::Cbor;
  auto read = readCoseSign1(*items);
  if (!read) return Check::Cose;
  message = std::move(*read);
  verdict.kid = message.kid();
  verdict.algorithm = message.algorithm();
  const auto payload = readCbor(message.payload, Lengths::Any);
  if (!payload) return Check::Cbor;
  auto claims = readClaims(*payload);
  // What it says is told even if how it is signed is not to our taste.
  if (claims) verdict.claims = std::move(*claims);
  if (!verdict.algorithm) return Check::Algorithm;
  if (message.hasUnknownCritical()) return Check::Critical;
  if (!claims) return Check::Claims;
  if (!ours) {
    verdict.kinds = verdict.claims.healthKinds();
    return std::nullopt;
  }
  auto hall = readHallClaims(verdict.claims);
  if (!hall) return Check::Claims;
  verdict.hall = std::move(*hall);
  verdict.kinds = {kindOf(verdict.hall)};
  return std::nullopt;
}

bool isRevoked(const Verdict& verdict, const TrustList& list) {
  const auto revoked = list.revoked.constFind(verdict.kid);
  if (revoked == list.revoked.cend()) return false;
  const QList<QByteArray> hashes = verdict.claims.idHashes();
  return std::any_of(hashes.begin(), hashes.end(), [&](const QByteArray& hash) { return revoked->contains(hash); });
}

std::optional<Check> judgeTime(const Claims& claims, const QDateTime& at) {
  const bool early = claims.notBefore.isValid() && at < claims.notBefore;
  const bool unborn = claims.issuedAt.isValid() && at.addSecs(kClockLeeway) < claims.issuedAt;
  if (early || unborn) return Check::NotYetValid;
  if (claims.expires.isValid() && at >= claims.expires) return Check::Expired;
  return std::nullopt;
}

std::optional<Check> judge(const Verdict& verdict, const CoseSign1& message, const Signer& signer,
                           const TrustList& list, const QDateTime& at) {
  if (signer.key.algorithm() != *verdict.algorithm) return Check::KeyAlgorithm;
  const auto& kinds = verdict.kinds;
  if (!std::all_of(kinds.begin(), kinds.end(), [&](Kind kind) { return signer.uses.contains(kind); })) {
    return Check::KeyUsage;
  }
  if (!signer.key.verifies(*verdict.algorithm, message.signedBytes(), message.signature)) return Check::Signature;
  if (const auto untimely = judgeTime(verdict.claims, at)) return untimely;
  if (isRevoked(verdict, list)) return Check::Revoked;
  // Whoever holds a stolen key writes any date he likes into what he signs, so the day of signing counts for nothing.
  if (signer.revokedSince.isValid() && at >= signer.revokedSince) return Check::SignerRevoked;
  if (signer.notBefore.isValid() && at < signer.notBefore) return Check::SignerNotYetValid;
  if (signer.notAfter.isValid() && at > signer.notAfter) return Check::SignerExpired;
  return std::nullopt;
}

void judgeSigners(Verdict& verdict, const CoseSign1& message, const TrustList& list, const QDateTime& at) {
  constexpr int kMostTried = 4;  // a list full of one kid must not keep us busy
  int tried = 0;
  verdict.failed = Check::SignerUnknown;
  for (const Signer& signer : list.signers) {
    if (verdict.kid.isEmpty() || signer.kid != verdict.kid || tried++ == kMostTried) continue;
    const auto failed = judge(verdict, message, signer, list, at);
    // Of several with this kid the one counts that comes furthest.
    if (failed && *failed <= *verdict.failed && !verdict.signer.zh.isEmpty()) continue;
    verdict.failed = failed;
    verdict.signer = signer.name;
    if (!failed) return;
  }
}

}  // namespace

bool looksLikeCredential(QByteArrayView text) {
  return text.startsWith(kHealthPrefix) || (text.startsWith(kHallPrefix) && !text.startsWith("HALL1:R:"));
}

Verdict verify(QByteArrayView text, const TrustList* list, const QDateTime& at) {
  Verdict verdict;
  if (list != nullptr) {
    verdict.listDate = list->date();
    verdict.listStale = list->isStale(at);
  }
  CoseSign1 message;
  verdict.failed = open(text, verdict, message);
  if (verdict.failed) return verdict;
  if (list == nullptr) {
    verdict.failed = Check::SignerUnknown;
  } else {
    judgeSigners(verdict, message, *list, at);
  }
  return verdict;
}

}  // namespace hall::credential
