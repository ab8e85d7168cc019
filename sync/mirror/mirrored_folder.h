#pragma once
// A collection as it lies on a machine: <folder>/current.cms is the signed manifest, <folder>/<version>/ its files. A
// new version is complete on the disk before current.cms is replaced, in one rename; a lower version is never taken.
// Thread: one at a time for each folder; whoever reads <version>/ finds it whole until the switch after the next.
// Errors: Conflict ("mirror.rolled-back": lower than what was here; "mirror.version-reused": the same number with other
// content), Invalid (manifest.h, "mirror.collection": it is another's manifest, "mirror.file-differs"), Full, Denied.
#include <QString>
#include <functional>
#include <optional>

#include "sync/mirror/manifest.h"

namespace hall::mirror {

class MirroredFolder {
 public:
  // What is there, checked: a manifest that does not open counts as none, a file that differs is taken away and
  // named in `missing()`, so that nobody reads it and the next refresh brings it again.
  static Result<MirroredFolder> open(const QString& folder, const QByteArray& collection,
                                     const seal::Certificate& signer);

  [[nodiscard]] const QByteArray& collection() const { return m_collection; }
  [[nodiscard]] const std::optional<Manifest>& current() const { return m_current; }
  [[nodiscard]] qint64 version() const { return m_current ? m_current->version : 0; }
  [[nodiscard]] QString files() const;  // the folder to read from; empty if there is no version yet
  [[nodiscard]] const QList<File>& missing() const { return m_missing; }

  // Gives the bytes of a file that is not here yet.
  using Fetch = std::function<Result<QByteArray>(const File&)>;
  // True if something changed. On an error everything is as it was before.
  Result<bool> take(const QByteArray& message, const Fetch& fetch);

 private:
  MirroredFolder(QString folder, QByteArray collection, seal::Certificate signer)
      : m_folder(std::move(folder)), m_collection(std::move(collection)), m_signer(std::move(signer)) {}
  void load();
  [[nodiscard]] QString folderOf(qint64 version) const;
  Result<void> fill(const QString& target, const Manifest& next, const Fetch& fetch) const;
  [[nodiscard]] bool takeOver(const File& file, const QString& target) const;
  void dropOthers(qint64 previous) const;

  QString m_folder;
  QByteArray m_collection;
  seal::Certificate m_signer;
  std::optional<Manifest> m_current;
  QList<File> m_missing;
};

}  // namespace hall::mirror
