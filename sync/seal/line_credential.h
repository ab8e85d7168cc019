#pragma once
// What an enrolled machine shows on the line, in the folder of its keys (terminal_key.h). A value; thread: any.
//   line.pem       the certificate of now, replaced whole by a renewal     authority.pem   who issued it
//   line-key.pem   its key, if it is not that of identity.pem (0600)       line-key-next.pem   one that is being asked
//   for
#include <QDateTime>
#include <QString>

#include "sync/seal/key_pair.h"

namespace hall::seal {

class LineCredential {
 public:
  // NotFound: not enrolled. Corrupt ("line.key"): no key in the folder fits the certificate.
  static Result<LineCredential> open(const QString& keys);
  // Puts a certificate into use, with one step that a power cut either lets be or not.
  static Result<void> store(const QString& keys, const Certificate& certificate, const Certificate& authority);

  [[nodiscard]] const Certificate& certificate() const { return m_pair.certificate(); }
  [[nodiscard]] const KeyPair& pair() const { return m_pair; }
  // Two thirds of its life are over.
  [[nodiscard]] bool isDue(const QDateTime& now) const;
  [[nodiscard]] bool isOver(const QDateTime& now) const { return certificate().notAfter() < now; }

  // Gives key and certificate to an SSL_CTX; false if it does not take them.
  [[nodiscard]] bool showOn(void* sslContext) const;

  static QString authorityPath(const QString& keys);
  static QString nextKeyPath(const QString& keys);
  static QDateTime changedAt(const QString& keys);  // invalid: not enrolled

 private:
  explicit LineCredential(KeyPair pair) : m_pair(std::move(pair)) {}
  KeyPair m_pair;
};

}  // namespace hall::seal
