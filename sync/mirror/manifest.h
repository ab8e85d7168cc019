#pragma once
// What a mirrored collection ("services", "trust-list") consists of in one version: names, digests, sizes, signed as a
// whole by the platform's receipt key (CMS, RFC 5652). Versions only grow. Values; thread: any.
// Invalid: "cms.…" for the signature, "mirror.manifest" for what is in it (`detail` says what).
#include <QByteArray>
#include <QDateTime>
#include <QList>

#include "sync/base/result.h"
#include "sync/seal/cms.h"

namespace hall::mirror {

constexpr qint64 kMaximumManifestBytes = 8LL * 1024 * 1024;
constexpr qint64 kMaximumFileBytes = 16LL * 1024 * 1024;
constexpr int kMaximumFiles = 20'000;

struct File {
  QByteArray name;    // lower-case letters, digits and ".-_", not beginning with a dot
  QByteArray digest;  // "sha-256:<hex>"
  qint64 size = 0;

  bool operator==(const File&) const = default;
};

struct Manifest {
  QByteArray collection;
  qint64 version = 0;
  QDateTime madeAt;
  QList<File> files;  // in the order of their names
};

[[nodiscard]] bool isCollectionName(QByteArrayView name);
// A usable name of a file; what reaches a disk by this name stays in its folder.
[[nodiscard]] bool isFileName(QByteArrayView name);

Result<QByteArray> signManifest(const Manifest& manifest, const seal::KeyPair& signer);
Result<Manifest> openManifest(const QByteArray& message, const seal::Certificate& signer);

}  // namespace hall::mirror
