#include "sync/gateway/mirror_rows.h"

#include "sync/model/submission.h"

namespace hall::gateway {

namespace {

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

QList<mirror::File> describe(const QMap<QByteArray, QByteArray>& files) {
  QList<mirror::File> described;
  for (auto it = files.begin(); it != files.end(); ++it) {
    described.append({it.key(), model::contentDigest(it.value()), it.value().size()});
  }
  return described;
}

}  // namespace

Result<MirrorRows::Offer> MirrorRows::newest(const QByteArray& collection) {
  const auto rows = m_session.query(
      "SELECT version, message FROM mirror_version WHERE collection = $1 ORDER BY version DESC LIMIT 1", collection);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return Offer{rows->integer(0, 0), rows->bytes(0, 1)};
}

Result<QByteArray> MirrorRows::file(const QByteArray& collection, const QByteArray& digest) {
  const auto rows =
      m_session.query("SELECT bytes FROM mirror_file WHERE collection = $1 AND digest = $2", collection, digest);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return rows->bytes(0, 0);
}

Result<qint64> MirrorRows::publish(const QByteArray& collection, const QMap<QByteArray, QByteArray>& files,
                                   const QDateTime& now, const seal::KeyPair& signer) {
  const auto before = newest(collection);
  if (!before && before.error().kind != Failure::NotFound) return failure(before.error());
  mirror::Manifest manifest{collection, before ? before->version + 1 : 1, now, describe(files)};
  if (before) {
    const auto offered = mirror::openManifest(before->message, signer.certificate());
    if (offered && offered->files == manifest.files) return before->version;
  }
  if (auto done = put(manifest, files, signer); !done) return failure(done.error());
  return manifest.version;
}

Result<void> MirrorRows::adopt(const mirror::Manifest& manifest, const QMap<QByteArray, QByteArray>& files,
                               const seal::KeyPair& signer) {
  const auto before = newest(manifest.collection);
  if (!before && before.error().kind != Failure::NotFound) return failure(before.error());
  if (before && manifest.version < before->version) return failure(Failure::Conflict, "mirror.rolled-back");
  if (before && manifest.version == before->version) {
    const auto offered = mirror::openManifest(before->message, signer.certificate());
    const bool same = offered && offered->files == manifest.files;
    return same ? Result<void>() : failure(Failure::Conflict, "mirror.version-reused");
  }
  return put(manifest, files, signer);
}

Result<void> MirrorRows::put(const mirror::Manifest& manifest, const QMap<QByteArray, QByteArray>& files,
                             const seal::KeyPair& signer) {
  const auto message = mirror::signManifest(manifest, signer);
  if (!message) return failure(message.error());
  for (const mirror::File& file : manifest.files) {
    auto added = nothing(m_session.query(
        "INSERT INTO mirror_file (collection, digest, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        manifest.collection, file.digest, sql::Bytes{files.value(file.name)}));
    if (!added) return added;
    added =
        nothing(m_session.query("INSERT INTO mirror_entry (collection, version, digest) VALUES ($1, $2, $3)"
                                " ON CONFLICT DO NOTHING",
                                manifest.collection, manifest.version, file.digest));
    if (!added) return added;
  }
  // Two who publish at once: the second finds the number taken and is told so (Conflict).
  auto added = nothing(m_session.query("INSERT INTO mirror_version (collection, version, message) VALUES ($1, $2, $3)",
                                       manifest.collection, manifest.version, sql::Bytes{*message}));
  return added ? dropOld(manifest.collection, manifest.version) : added;
}

Result<void> MirrorRows::dropOld(const QByteArray& collection, qint64 version) {
  const auto previous = m_session.query(
      "SELECT max(version) FROM mirror_version WHERE collection = $1 AND version < $2", collection, version);
  if (!previous || previous->isNull(0, 0)) return nothing(previous);
  const qint64 kept = previous->integer(0, 0);
  for (const char* sql : {"DELETE FROM mirror_version WHERE collection = $1 AND version < $2",
                          "DELETE FROM mirror_entry WHERE collection = $1 AND version < $2"}) {
    if (auto dropped = nothing(m_session.query(sql, collection, kept)); !dropped) return dropped;
  }
  return nothing(
      m_session.query("DELETE FROM mirror_file WHERE collection = $1 AND NOT EXISTS (SELECT 1 FROM"
                      " mirror_entry WHERE mirror_entry.collection = mirror_file.collection AND"
                      " mirror_entry.digest = mirror_file.digest)",
                      collection));
}

}  // namespace hall::gateway
