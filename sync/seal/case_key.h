#pragma once
// The random key of one case. What a citizen has begun is sealed with it, and it is kept only wrapped: to the person,
// whose card or code must be shown again, and to the terminal, for a clerk who gives a reason. Whoever destroys the
// wrapped copies has destroyed the draft. A value, overwritten when the last copy dies; thread: any.
#include <QByteArray>
#include <memory>

#include "sync/base/result.h"

namespace hall::seal {

class CaseKey {
 public:
  static Result<CaseKey> generate();  // Internal ("key.random")

  // AES-256-GCM: nonce, ciphertext, tag. `place` says what it is and is authenticated with it, so that sealed bytes
  // cannot be put where others were. Internal ("key.derive").
  [[nodiscard]] Result<QByteArray> seal(const QByteArray& plain, const QByteArray& place) const;
  // Corrupt ("key.garbled"): changed, of another place, or of another case.
  [[nodiscard]] Result<QByteArray> open(const QByteArray& sealedBytes, const QByteArray& place) const;

  // Wrapped to whoever can show `personKey` (TerminalKey::subjectKey), by HKDF-SHA-256.
  [[nodiscard]] Result<QByteArray> wrap(const QByteArray& personKey, const QByteArray& caseId) const;
  // Denied ("key.other-person").
  static Result<CaseKey> unwrap(const QByteArray& wrapped, const QByteArray& personKey, const QByteArray& caseId);

  // For sealing to the terminal; the caller wipes it.
  [[nodiscard]] QByteArray bytes() const;
  static Result<CaseKey> fromBytes(const QByteArray& bytes);  // Corrupt ("key.garbled")

 private:
  struct Secret;
  explicit CaseKey(std::shared_ptr<const Secret> secret) : m_secret(std::move(secret)) {}
  std::shared_ptr<const Secret> m_secret;
};

// What a person's rows are found by: the same for the same person, and no way back to `personKey`. Empty for an empty
// one.
QByteArray personLookup(const QByteArray& personKey);

}  // namespace hall::seal
