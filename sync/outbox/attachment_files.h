#pragma once
// Sealed attachments as files: attachments/<submission_id>/<digest in hex>. A name tells nothing about anybody.
// Thread: any, for different submissions.
#include <QList>
#include <QString>

#include "sync/model/submission.h"

namespace hall::outbox {

class AttachmentFiles {
 public:
  explicit AttachmentFiles(QString folder) : m_folder(std::move(folder)) {}

  // Complete and synced, names included, when it returns.
  Result<void> write(const QByteArray& submissionId, const QList<QByteArray>& sealedBytes) const;
  // Corrupt: "attachment.missing", "attachment.short", "attachment.differs".
  Result<QByteArray> read(const QByteArray& submissionId, const model::Part& part) const;
  // Also when there are none. Gone for good when it returns: not even a power loss brings them back.
  Result<void> remove(const QByteArray& submissionId) const;
  // Every submission that has files.
  [[nodiscard]] QList<QByteArray> submissions() const;

 private:
  [[nodiscard]] QString folderOf(const QByteArray& submissionId) const;
  QString m_folder;
};

}  // namespace hall::outbox
