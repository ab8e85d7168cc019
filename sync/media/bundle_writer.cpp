#include "sync/media/bundle_writer.h"

#include <QCryptographicHash>

#include "sync/media/bundle_layout.h"
#include "sync/seal/cms.h"

namespace hall::media {

namespace {

Result<void> writePart(const QByteArray& bytes, const model::Part& part, const BundleWriter::Sink& sink) {
  if (auto done = sink(arrayHead(chunksOf(part))); !done) return done;
  for (qsizetype at = 0; at < bytes.size(); at += kChunkBytes) {
    const QByteArray chunk = bytes.mid(at, kChunkBytes);
    if (auto done = sink(bytesHead(chunk.size()) + chunk); !done) return done;
  }
  return {};
}

Result<void> writeItem(const QByteArray& terminalId, const Item& item, const BundleWriter::Parts& parts,
                       const BundleWriter::Sink& sink) {
  if (auto done = sink(itemHead(terminalId, item)); !done) return done;
  for (const model::Part& part : item.parts) {
    const auto bytes = parts(item, part);
    if (!bytes) return failure(bytes.error());
    if (auto done = writePart(*bytes, part, sink); !done) return done;
  }
  return {};
}

}  // namespace

Result<BundleWriter> BundleWriter::create(Manifest manifest, const seal::KeyPair& terminal) {
  const auto signedManifest = seal::signAttached(toCbor(manifest), terminal);
  if (!signedManifest) return failure(signedManifest.error());
  QByteArray head = bundleHead(manifest.terminalId, *signedManifest, manifest.items.size());
  qint64 size = head.size() + kTrailerBytes;
  for (const Item& item : std::as_const(manifest.items)) size += itemBytes(manifest.terminalId, item);
  return BundleWriter(std::move(manifest), std::move(head), size);
}

Result<void> BundleWriter::write(const Parts& parts, const Sink& sink) const {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  const Sink hashed = [&](const QByteArray& bytes) {
    hash.addData(bytes);
    return sink(bytes);
  };
  if (auto done = hashed(m_head); !done) return done;
  for (const Item& item : m_manifest.items) {
    if (auto done = writeItem(m_manifest.terminalId, item, parts, hashed); !done) return done;
  }
  return sink(bytesHead(hash.result().size()) + hash.result());
}

}  // namespace hall::media
