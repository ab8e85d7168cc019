#include "sync/credential/mirrored_trust_list.h"

#include "sync/base/durable_file.h"
#include "sync/credential/trust_list_json.h"

namespace hall::credential {

namespace {
constexpr qint64 kLargestFile = 32LL * 1024 * 1024;
}

Result<TrustList> openTrustList(const QByteArray& message, const seal::Certificate& root) {
  const auto json = seal::verifyAttached(message, root);
  if (!json) return failure(json.error());
  return readTrustList(*json);
}

Result<TrustList> loadTrustList(const QString& path, const seal::Certificate& root) {
  const auto message = readWholeFile(path, kLargestFile);
  if (!message) return failure(message.error());
  return openTrustList(*message, root);
}

Result<TrustList> replaceTrustList(const QString& path, const QByteArray& message, const seal::Certificate& root) {
  auto next = openTrustList(message, root);
  if (!next) return next;
  const auto present = loadTrustList(path, root);
  if (!present && present.error().kind == Failure::Denied) return failure(present.error());
  if (present) {
    if (auto may = mayReplace(*present, *next); !may) return failure(may.error());
  }
  if (auto written = writeDurably(path, message, 0644); !written) return failure(written.error());
  return next;
}

Result<QByteArray> signTrustList(const QByteArray& json, const seal::KeyPair& root) {
  if (auto read = readTrustList(json); !read) return failure(read.error());
  return seal::signAttached(json, root);
}

}  // namespace hall::credential
