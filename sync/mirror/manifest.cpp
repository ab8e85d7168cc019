#include "sync/mirror/manifest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "sync/base/clock.h"

namespace hall::mirror {

namespace {

constexpr qsizetype kLongestName = 100;

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool isDigest(const QByteArray& digest) {
  const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return digest.size() == 72 && digest.startsWith("sha-256:") && std::all_of(digest.begin() + 8, digest.end(), isHex);
}

tl::unexpected<Error> wrong(const char* what) {
  return failure(Failure::Invalid, "mirror.manifest", QString::fromLatin1(what));
}

// Whole numbers only: JSON knows no others, and a version that rounds is none.
qint64 wholeNumber(const QJsonValue& value) {
  return value.toInteger(-1);
}

Result<QList<File>> filesOf(const QJsonArray& listed) {
  if (listed.size() > kMaximumFiles) return wrong("too many files");
  QList<File> files;
  for (const auto& value : listed) {
    const QJsonObject entry = value.toObject();
    const File file{entry.value(QStringLiteral("name")).toString().toUtf8(),
                    entry.value(QStringLiteral("digest")).toString().toUtf8(),
                    wholeNumber(entry.value(QStringLiteral("size")))};
    if (!isFileName(file.name)) return wrong("a name of a file");
    if (!isDigest(file.digest)) return wrong("a digest");
    if (file.size < 0 || file.size > kMaximumFileBytes) return wrong("a size");
    // Sorted and without equals, so that one state of a collection has one manifest.
    if (!files.isEmpty() && files.last().name >= file.name) return wrong("the order of the names");
    files.append(file);
  }
  return files;
}

}  // namespace

bool isCollectionName(QByteArrayView name) {
  return isFileName(name) && !name.contains('.');
}

bool isFileName(QByteArrayView name) {
  return !name.isEmpty() && name.size() <= kLongestName && name[0] != '.' && !name.endsWith(".new") &&
         std::all_of(name.begin(), name.end(), isNameCharacter);
}

Result<QByteArray> signManifest(const Manifest& manifest, const seal::KeyPair& signer) {
  QJsonArray files;
  for (const File& file : manifest.files) {
    files.append(QJsonObject{{QStringLiteral("name"), QString::fromLatin1(file.name)},
                             {QStringLiteral("digest"), QString::fromLatin1(file.digest)},
                             {QStringLiteral("size"), file.size}});
  }
  const QJsonObject json{{QStringLiteral("collection"), QString::fromLatin1(manifest.collection)},
                         {QStringLiteral("version"), manifest.version},
                         {QStringLiteral("made_at"), QString::fromLatin1(rfc3339(manifest.madeAt))},
                         {QStringLiteral("files"), files}};
  auto message = seal::signAttached(QJsonDocument(json).toJson(QJsonDocument::Compact), signer);
  if (!message) return message;
  // What we would not take ourselves we do not hand out.
  if (auto read = openManifest(*message, signer.certificate()); !read) return failure(read.error());
  return message;
}

Result<Manifest> openManifest(const QByteArray& message, const seal::Certificate& signer) {
  if (message.size() > kMaximumManifestBytes) return wrong("its size");
  const auto content = seal::verifyAttached(message, signer);
  if (!content) return failure(content.error());
  const QJsonObject json = QJsonDocument::fromJson(*content).object();
  Manifest manifest;
  manifest.collection = json.value(QStringLiteral("collection")).toString().toUtf8();
  manifest.version = wholeNumber(json.value(QStringLiteral("version")));
  manifest.madeAt = QDateTime::fromString(json.value(QStringLiteral("made_at")).toString(), Qt::ISODateWithMs);
  if (!isCollectionName(manifest.collection)) return wrong("the collection");
  if (manifest.version < 1) return wrong("the version");
  if (!manifest.madeAt.isValid()) return wrong("the time");
  if (!json.value(QStringLiteral("files")).isArray()) return wrong("the files");
  auto files = filesOf(json.value(QStringLiteral("files")).toArray());
  if (!files) return failure(files.error());
  manifest.files = std::move(*files);
  return manifest;
}

}  // namespace hall::mirror
