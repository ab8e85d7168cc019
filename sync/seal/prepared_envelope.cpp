#include "sync/seal/prepared_envelope.h"

#include "sync/base/wipe.h"
#include "sync/seal/cms.h"
#include "sync/seal/cms_message.h"

namespace hall::seal {

struct PreparedEnvelope::Message {
  openssl::Cms cms;
  openssl::Bio chain;  // before the message it writes into: declared after it
};

PreparedEnvelope::PreparedEnvelope(std::unique_ptr<Message> message) : m_message(std::move(message)) {}
PreparedEnvelope::PreparedEnvelope(PreparedEnvelope&& other) noexcept = default;
PreparedEnvelope& PreparedEnvelope::operator=(PreparedEnvelope&& other) noexcept = default;
PreparedEnvelope::~PreparedEnvelope() = default;

Result<PreparedEnvelope> PreparedEnvelope::prepare(const QList<Certificate>& recipients) {
  auto cms = newEnvelope(recipients);
  if (!cms) return failure(cms.error());
  openssl::Bio chain(CMS_dataInit(cms->get(), nullptr));
  if (!chain) return openssl::refusal(Failure::Internal, "cms.encrypt");
  return PreparedEnvelope(std::make_unique<Message>(Message{std::move(*cms), std::move(chain)}));
}

Result<QByteArray> PreparedEnvelope::seal(const QByteArray& content, const KeyPair& signer) && {
  const auto message = std::move(m_message);
  auto signedContent = signAttached(content, signer);
  if (!signedContent) return signedContent;
  const bool done = writeThrough(message->chain.get(), message->cms.get(), *signedContent);
  wipe(*signedContent);
  if (!done) return openssl::refusal(Failure::Internal, "cms.encrypt");
  return der(message->cms.get());
}

}  // namespace hall::seal
