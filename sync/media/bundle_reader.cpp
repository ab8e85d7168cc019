#include "sync/media/bundle_reader.h"

#include "sync/base/cbor_pull.h"
#include "sync/base/identifier.h"
#include "sync/media/bundle_layout.h"
#include "sync/seal/cms.h"

namespace hall::media {

namespace {
constexpr qsizetype kIdentifierLength = 36;
constexpr qint64 kHeadSlack = 256;  // what stands around the manifest at most
}  // namespace

Result<std::unique_ptr<BundleReader>> BundleReader::open(const QString& path) {
  std::unique_ptr<BundleReader> reader(new BundleReader);
  reader->m_file.setFileName(path);
  if (!reader->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
    const bool there = reader->m_file.exists();
    return failure(there ? Failure::Corrupt : Failure::NotFound, there ? "stick.unreadable" : "stick.missing",
                   reader->m_file.errorString());
  }
  if (auto read = reader->readHead(); !read) return failure(read.error());
  return reader;
}

Result<void> BundleReader::readHead() {
  // Small bundles far outnumber large ones: a second look only where the manifest is longer than the first.
  constexpr qint64 kFirstLook = 64LL * 1024;
  for (const qint64 look : {kFirstLook, qint64{kMaximumManifestBytes} + kHeadSlack}) {
    CborPull from(bytesAt(0, look));
    from.tag(QCborTag(QCborKnownTags::Signature));
    if (from.enterArray(64) < 2) from.fail();
    from.key("hall-bundle");
    const qint64 version = from.number();
    if (!from.failed() && version != 1) return failure(Failure::Unsupported, "bundle.version");
    m_terminalId = from.text(kIdentifierLength);
    m_signedManifest = from.bytes(kMaximumManifestBytes);
    if (!from.failed() && isIdentifier(m_terminalId)) return {};
  }
  return failure(Failure::Garbled, "bundle.garbled");
}

Result<void> BundleReader::verify(const seal::Certificate& terminal) {
  const auto content = seal::verifyAttached(m_signedManifest, terminal);
  if (!content) return failure(Failure::Refused, "bundle.signature", content.error().detail);
  auto manifest = manifestFromCbor(*content);
  if (!manifest) return failure(manifest.error());
  if (manifest->terminalId != m_terminalId || terminal.commonName() != m_terminalId) {
    return failure(Failure::Refused, "bundle.terminal");
  }
  m_manifest = std::move(*manifest);
  qint64 at = bundleHead(m_terminalId, m_signedManifest, m_manifest.items.size()).size();
  m_places.clear();
  for (const Item& item : std::as_const(m_manifest.items)) {
    m_places.append(at);
    at += itemBytes(m_terminalId, item);
  }
  return {};
}

Result<QByteArray> BundleReader::part(qsizetype item, qsizetype part) {
  const Item& wanted = m_manifest.items.at(item);
  const model::Part& described = wanted.parts.at(part);
  const qint64 chunks = chunksOf(described);
  qint64 at = m_places.at(item) + partOffset(m_terminalId, wanted, part) + arrayHead(chunks).size();
  QByteArray whole;
  whole.reserve(described.size);
  for (qint64 left = described.size; left > 0; left -= kChunkBytes) {
    const qint64 size = std::min(left, kChunkBytes);
    at += bytesHead(size).size();
    whole += bytesAt(at, size);
    at += size;
  }
  // An unreadable stretch gives fewer bytes: the digest says so.
  if (model::contentDigest(whole) != described.digest) return failure(Failure::Corrupt, "bundle.damaged");
  return whole;
}

QByteArray BundleReader::bytesAt(qint64 position, qint64 size) {
  return m_file.seek(position) ? m_file.read(size) : QByteArray();
}

}  // namespace hall::media
