// The pages of drafts, and drafts that an older release left behind.
#include "sync/base/wipe.h"
#include "sync/outbox/draft_rows.h"

namespace hall::outbox {

Result<void> DraftRows::addAttachment(const QByteArray& caseId, const DraftAttachment& attachment) {
  auto added = m_database.run(
      "INSERT INTO draft_attachment (case_id, position, attachment_id, field, media_type, size)"
      " SELECT ?1, (SELECT coalesce(max(position), -1) + 1 FROM draft_attachment WHERE case_id = ?1), ?2, ?3, ?4, ?5",
      caseId, attachment.attachmentId, attachment.field, attachment.mediaType, attachment.size);
  if (!added) return added;
  return m_journal.add("draft.page-kept", caseId, attachment.attachmentId);
}

Result<void> DraftRows::dropAttachment(const QByteArray& caseId, const QByteArray& attachmentId) {
  auto dropped =
      m_database.run("DELETE FROM draft_attachment WHERE case_id = ? AND attachment_id = ?", caseId, attachmentId);
  if (!dropped || m_database.changes() == 0) return dropped;
  return m_journal.add("draft.page-dropped", caseId, attachmentId);
}

Result<QList<DraftAttachment>> DraftRows::attachments(const QByteArray& caseId) {
  auto asked = m_database.prepare(
      "SELECT attachment_id, field, media_type, size FROM draft_attachment WHERE case_id = ? ORDER BY position");
  if (!asked) return failure(asked.error());
  asked->bind(caseId);
  QList<DraftAttachment> found;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    found.append({asked->bytes(0), asked->bytes(1), asked->bytes(2), asked->integer(3)});
  }
}

Result<int> DraftRows::convertOld() {
  struct Old {
    QByteArray caseId, sealedContent, subjectKey;
  };
  QList<Old> old;
  {
    auto asked = m_database.prepare("SELECT case_id, sealed, subject_key FROM draft WHERE clerk_slot = x''");
    if (!asked) return failure(asked.error());
    for (auto row = asked->step(); !row || *row; row = asked->step()) {
      if (!row) return failure(row.error());
      old.append({asked->bytes(0), asked->bytes(1), asked->bytes(2)});
    }
  }
  int unreadable = 0;
  for (const Old& one : old) {
    auto converted = convertOne(one.caseId, one.sealedContent, one.subjectKey);
    if (!converted && converted.error().code != "outbox.draft-garbled") return failure(converted.error());
    unreadable += converted ? 0 : 1;
  }
  return unreadable;
}

Result<void> DraftRows::convertOne(const QByteArray& caseId, const QByteArray& sealedContent,
                                   const QByteArray& subjectKey) {
  auto plain = m_key.openOwn(sealedContent);
  if (!plain) return failure(Failure::Corrupt, "outbox.draft-garbled");
  const auto key = seal::CaseKey::generate();
  if (!key) return failure(key.error());
  const auto sealed = key->seal(*plain, caseId + "/content");
  wipe(*plain);
  QByteArray bytes = key->bytes();
  const auto clerk = m_key.sealToSelf(bytes);
  wipe(bytes);
  const auto owner = subjectKey.isEmpty() ? Result<QByteArray>(QByteArray()) : key->wrap(subjectKey, caseId);
  if (!sealed) return failure(sealed.error());
  if (!clerk) return failure(clerk.error());
  if (!owner) return failure(owner.error());
  const QByteArray lookup = seal::personLookup(subjectKey);
  return m_database.run(
      "UPDATE draft SET sealed = ?, subject_key = x'', subject_lookup = ?, owner_slot = ?, clerk_slot = ?"
      " WHERE case_id = ?",
      store::Blob{*sealed}, store::Blob{lookup}, store::Blob{*owner}, store::Blob{*clerk}, caseId);
}

}  // namespace hall::outbox
