#pragma once
// Sealed pages of drafts as files: drafts/<case_id>/<attachment_id>. A name tells nothing about anybody.
// Thread: under the outbox's lock.
#include <QList>
#include <QString>

#include "sync/base/result.h"

namespace hall::outbox {

class DraftFiles {
 public:
  explicit DraftFiles(QString folder) : m_folder(std::move(folder)) {}

  // Complete and synced, names included, when it returns.
  Result<void> write(const QByteArray& caseId, const QByteArray& attachmentId, const QByteArray& sealedBytes) const;
  // Corrupt: "attachment.missing", "attachment.differs" (not of that size).
  Result<QByteArray> read(const QByteArray& caseId, const QByteArray& attachmentId, qint64 size) const;
  Result<void> remove(const QByteArray& caseId, const QByteArray& attachmentId) const;
  Result<void> removeAll(const QByteArray& caseId) const;  // also when there are none
  [[nodiscard]] QList<QByteArray> cases() const;
  // Every file there is, half written ones included.
  [[nodiscard]] QList<QByteArray> attachments(const QByteArray& caseId) const;

 private:
  [[nodiscard]] QString folderOf(const QByteArray& caseId) const;
  QString m_folder;
};

}  // namespace hall::outbox
