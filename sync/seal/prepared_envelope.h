#pragma once
// The part of an envelope that needs no content: the ephemeral key, the agreement with each recipient, the wrapped
// content key. That is most of the work of sealing, and it can be done while nobody waits. Used once; thread: one at a
// time.
#include <QList>
#include <memory>

#include "sync/seal/certificate.h"
#include "sync/seal/key_pair.h"

namespace hall::seal {

class PreparedEnvelope {
 public:
  // Internal ("cms.encrypt").
  static Result<PreparedEnvelope> prepare(const QList<Certificate>& recipients);
  PreparedEnvelope(PreparedEnvelope&& other) noexcept;
  PreparedEnvelope& operator=(PreparedEnvelope&& other) noexcept;
  ~PreparedEnvelope();

  // As sealEnvelope(): signed first, then encrypted.
  Result<QByteArray> seal(const QByteArray& content, const KeyPair& signer) &&;

 private:
  struct Message;
  explicit PreparedEnvelope(std::unique_ptr<Message> message);
  std::unique_ptr<Message> m_message;
};

}  // namespace hall::seal
