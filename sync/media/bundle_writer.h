#pragma once
// The bytes of a bundle, piece by piece, so that a large one never stands in memory whole. Thread: any.
#include <functional>

#include "sync/media/manifest.h"
#include "sync/seal/key_pair.h"

namespace hall::media {

class BundleWriter {
 public:
  using Parts = std::function<Result<QByteArray>(const Item& item, const model::Part& part)>;
  using Sink = std::function<Result<void>(const QByteArray& bytes)>;

  static Result<BundleWriter> create(Manifest manifest, const seal::KeyPair& terminal);

  [[nodiscard]] const Manifest& manifest() const { return m_manifest; }
  [[nodiscard]] qint64 size() const { return m_size; }
  // The first error of either ends it. `parts` gives what the manifest describes: it is not checked again.
  Result<void> write(const Parts& parts, const Sink& sink) const;

 private:
  BundleWriter(Manifest manifest, QByteArray head, qint64 size)
      : m_manifest(std::move(manifest)), m_head(std::move(head)), m_size(size) {}

  Manifest m_manifest;
  QByteArray m_head;
  qint64 m_size;
};

}  // namespace hall::media
