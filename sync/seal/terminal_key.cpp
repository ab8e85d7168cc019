#include "sync/seal/terminal_key.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>

#include "sync/base/durable_file.h"
#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/seal/cms.h"
#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {
constexpr int kSecretSize = 32;
}

struct TerminalKey::Secret {
  std::array<unsigned char, kSecretSize> bytes{};

  Secret() = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

  static Result<std::shared_ptr<const Secret>> openOrCreate(const QString& path) {
    auto secret = std::make_shared<Secret>();
    auto stored = readWholeFile(path, kSecretSize);
    if (!stored && stored.error().kind != Failure::NotFound) return failure(stored.error());
    if (!stored) {
      stored = QByteArray(kSecretSize, Qt::Uninitialized);
      if (RAND_bytes(reinterpret_cast<unsigned char*>(stored->data()), kSecretSize) != 1) {
        return openssl::refusal(Failure::Internal, "key.random");
      }
      if (auto written = writeDurably(path, *stored, 0600); !written) return failure(written.error());
    }
    if (stored->size() != kSecretSize) return failure(Failure::Corrupt, "key.garbled");
    std::copy(stored->cbegin(), stored->cend(), secret->bytes.begin());
    wipe(*stored);
    return std::shared_ptr<const Secret>(std::move(secret));
  }
};

TerminalKey::TerminalKey(KeyPair pair, KeyPair drafts, std::shared_ptr<const Secret> secret)
    : m_pair(std::move(pair)), m_drafts(std::move(drafts)), m_secret(std::move(secret)) {}

Result<TerminalKey> TerminalKey::openOrCreate(const QString& directory, const Clock& clock, KeyPlace place) {
  if (auto made = makeFolderDurably(directory, 0700); !made) return failure(made.error());
  const KeyUse use = place == KeyPlace::Tpm ? KeyUse::Sign : KeyUse::SignAndAgree;
  auto pair = KeyPair::openOrCreate(directory + QStringLiteral("/identity.pem"), mintIdentifier(clock), use, place);
  if (!pair) return failure(pair.error());
  if (!isIdentifier(pair->certificate().commonName())) return failure(Failure::Corrupt, "key.garbled");
  auto drafts = pair->certificate().mayAgreeOnKeys()
                    ? Result<KeyPair>(*pair)
                    : KeyPair::openOrCreate(directory + QStringLiteral("/drafts.pem"), pair->certificate().commonName(),
                                            KeyUse::Agree);
  if (!drafts) return failure(drafts.error());
  auto secret = Secret::openOrCreate(directory + QStringLiteral("/subject.secret"));
  if (!secret) return failure(secret.error());

  // Written again whenever it is missing or differs: it is only a copy, for whoever enrols this terminal.
  const QString copy = directory + QStringLiteral("/terminal.pem");
  const QByteArray pem = pair->certificate().pem();
  const auto present = readWholeFile(copy, 64LL * 1024);
  if (!present || *present != pem) {
    if (auto written = writeDurably(copy, pem, 0644); !written) return failure(written.error());
  }
  return TerminalKey(std::move(*pair), std::move(*drafts), std::move(*secret));
}

QByteArray TerminalKey::subjectKey(const QByteArray& identityNumber) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), m_secret->bytes.data(), kSecretSize,
       reinterpret_cast<const unsigned char*>(identityNumber.constData()), static_cast<size_t>(identityNumber.size()),
       mac.data(), &size);
  return {reinterpret_cast<const char*>(mac.data()), static_cast<qsizetype>(size)};
}

Result<QByteArray> TerminalKey::sealToSelf(const QByteArray& content) const {
  return encrypt(content, {m_drafts.certificate()});
}

Result<QByteArray> TerminalKey::openOwn(const QByteArray& sealedContent) const {
  return decrypt(sealedContent, m_drafts);
}

}  // namespace hall::seal
