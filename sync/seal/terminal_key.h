#pragma once
// Who this terminal is: a key made at its first start, a certificate whose name is the terminal id, and a secret for
// finding a person's draft without storing the person. Everything lives in one folder (0700). A value; thread: any.
//   identity.pem   private key and certificate (0600)     terminal.pem   the certificate, for the gateway to admit
//   subject.secret 32 random bytes (0600)          drafts.pem     only beside a key in a TPM: opens drafts (0600)
#include <QByteArray>
#include <QString>
#include <memory>

#include "sync/base/clock.h"
#include "sync/base/result.h"
#include "sync/seal/key_pair.h"

namespace hall::seal {

class TerminalKey {
 public:
  // Opens the folder's identity or makes a new one. Corrupt: it is there but damaged, and is left as it is.
  // `place` counts when it is made; a key in a TPM signs there, and drafts then have a key of their own in a file,
  // because a chip is asked for a signature once a visit but for a draft with every field.
  static Result<TerminalKey> openOrCreate(const QString& directory, const Clock& clock,
                                          KeyPlace place = KeyPlace::File);

  [[nodiscard]] QByteArray terminalId() const { return m_pair.certificate().commonName(); }
  [[nodiscard]] const KeyPair& pair() const { return m_pair; }
  [[nodiscard]] QByteArray certificatePem() const { return m_pair.certificate().pem(); }

  // HMAC-SHA-256 over an identity number: the same person gives the same 32 bytes on this terminal only.
  [[nodiscard]] QByteArray subjectKey(const QByteArray& identityNumber) const;

  // For what only this terminal may read again (drafts).
  [[nodiscard]] Result<QByteArray> sealToSelf(const QByteArray& content) const;
  [[nodiscard]] Result<QByteArray> openOwn(const QByteArray& sealedContent) const;

 private:
  struct Secret;
  TerminalKey(KeyPair pair, KeyPair drafts, std::shared_ptr<const Secret> secret);

  KeyPair m_pair;
  KeyPair m_drafts;
  std::shared_ptr<const Secret> m_secret;
};

}  // namespace hall::seal
