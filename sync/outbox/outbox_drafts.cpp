// What a citizen has begun: content and pages, each case under its own key.
#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/outbox/room.h"

namespace hall::outbox {

namespace {
constexpr qint64 kSealing = 28;  // nonce and tag

QByteArray pagePlace(const QByteArray& caseId, const QByteArray& attachmentId) {
  return caseId + '/' + attachmentId;
}
}  // namespace

Result<void> Outbox::saveDraft(const QByteArray& caseId, const QByteArray& serviceId, const QByteArray& subjectKey,
                               const QJsonObject& content) {
  if (!isIdentifier(caseId)) return failure(Failure::Invalid, "outbox.request");
  const std::lock_guard lock(m_room->mutex);
  auto saved = m_room->transact([&] { return m_room->drafts.save({caseId, serviceId, subjectKey, content, {}}); });
  if (!saved) m_room->drafts.takeBack();
  return saved;
}

Result<Draft> Outbox::findDraft(const QByteArray& serviceId, const QByteArray& subjectKey) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->drafts.find(serviceId, subjectKey);
}

Result<QList<Draft>> Outbox::drafts() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->drafts.list();
}

Result<Draft> Outbox::openDraftAsClerk(const QByteArray& caseId, const QByteArray& clerk, const QByteArray& reason) {
  if (!isPlainName(clerk) || !isPlainName(reason)) return failure(Failure::Invalid, "outbox.clerk");
  const std::lock_guard lock(m_room->mutex);
  // Written down before it is opened: nobody looks without a trace.
  auto noted =
      m_room->transact([&] { return m_room->journal.add("draft.opened-by-clerk", caseId, clerk + ' ' + reason); });
  if (!noted) return failure(noted.error());
  return m_room->drafts.findAsTerminal(caseId);
}

Result<void> Outbox::giveDraftCode(const QByteArray& caseId, const QByteArray& codeKey) {
  const std::lock_guard lock(m_room->mutex);
  auto given = m_room->transact([&] { return m_room->drafts.giveCode(caseId, codeKey); });
  // The slot of the code before is overwritten in the database; this takes it out of its log as well.
  return given ? m_room->emptyLog() : given;
}

Result<Draft> Outbox::openDraftByCode(const QByteArray& codeKey) {
  const std::lock_guard lock(m_room->mutex);
  auto draft = m_room->drafts.findByCode(codeKey);
  if (!draft) return draft;
  auto noted = m_room->transact([&] { return m_room->journal.add("draft.opened-by-code", draft->caseId); });
  if (noted) return draft;
  m_room->drafts.forget(draft->caseId);
  return failure(noted.error());
}

void Outbox::closeDraft(const QByteArray& caseId) {
  const std::lock_guard lock(m_room->mutex);
  m_room->drafts.forget(caseId);
  // Not while the citizen waits for seal(), but when the visit is over.
  if (m_room->logHoldsKeys) (void)m_room->emptyLog();
}

Result<void> Outbox::dropDraft(const QByteArray& caseId) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->dropDrafts({caseId});
}

Result<void> Outbox::dropDraftsOlderThan(std::chrono::milliseconds age) {
  const std::lock_guard lock(m_room->mutex);
  const auto old = m_room->drafts.olderThan(age);
  if (!old) return failure(old.error());
  if (!old->isEmpty()) return m_room->dropDrafts(*old);
  return m_room->logHoldsKeys ? m_room->emptyLog() : Result<void>();
}

Result<void> Outbox::Room::dropDrafts(const QList<QByteArray>& caseIds) {
  auto dropped = transact([&]() -> Result<void> {
    for (const QByteArray& caseId : caseIds) {
      if (auto done = drafts.drop(caseId); !done) return done;
    }
    return {};
  });
  if (!dropped) return dropped;
  for (const QByteArray& caseId : caseIds) forgetDraft(caseId);
  return emptyLog();
}

Result<void> Outbox::Room::emptyLog() {
  logHoldsKeys = true;
  auto emptied = database->prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!emptied) return failure(emptied.error());
  const auto row = emptied->step();
  if (!row) return failure(row.error());
  if (!*row || emptied->integer(0) != 0) return failure(Failure::Busy, "store.busy");
  logHoldsKeys = false;
  return {};
}

// Without its key a file is noise; one that stays is removed by the next start.
void Outbox::Room::forgetDraft(const QByteArray& caseId) {
  drafts.forget(caseId);
  (void)draftFiles.removeAll(caseId);
}

Result<QByteArray> Outbox::addDraftAttachment(const QByteArray& caseId, const QByteArray& field,
                                              const QByteArray& bytes, const QByteArray& mediaType) {
  if (bytes.size() > m_room->limits.maximumAttachmentBytes) return failure(Failure::Invalid, "outbox.too-large");
  const std::lock_guard lock(m_room->mutex);
  const auto key = m_room->drafts.openKey(caseId);
  if (!key) return failure(key.error());
  const auto before = m_room->drafts.attachments(caseId);
  if (!before) return failure(before.error());
  if (before->size() >= m_room->limits.maximumAttachments) return failure(Failure::Invalid, "outbox.too-large");
  const QByteArray attachmentId = mintIdentifier(m_room->clock);
  const auto sealed = key->seal(bytes, pagePlace(caseId, attachmentId));
  if (!sealed) return failure(sealed.error());
  auto kept = m_room->draftFiles.write(caseId, attachmentId, *sealed);
  if (kept) {
    kept = m_room->transact([&] {
      return m_room->drafts.addAttachment(caseId, {attachmentId, field, mediaType, bytes.size()});
    });
  }
  if (kept) return attachmentId;
  m_room->note(kept.error());
  (void)m_room->draftFiles.remove(caseId, attachmentId);
  return failure(kept.error());
}

Result<QList<DraftAttachment>> Outbox::draftAttachments(const QByteArray& caseId) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->drafts.attachments(caseId);
}

Result<QByteArray> Outbox::draftAttachmentBytes(const QByteArray& caseId, const QByteArray& attachmentId) const {
  const std::lock_guard lock(m_room->mutex);
  const auto pages = m_room->drafts.attachments(caseId);
  if (!pages) return failure(pages.error());
  for (const DraftAttachment& page : *pages) {
    if (page.attachmentId == attachmentId) return m_room->pageBytes(caseId, page, {});
  }
  return failure(Failure::NotFound, "outbox.unknown-part");
}

Result<QByteArray> Outbox::Room::pageBytes(const QByteArray& caseId, const DraftAttachment& page,
                                           const QByteArray& subjectKey) {
  const auto caseKey = drafts.openKey(caseId, subjectKey);
  if (!caseKey) return failure(caseKey.error());
  const auto sealed = draftFiles.read(caseId, page.attachmentId, page.size + kSealing);
  if (!sealed) return failure(sealed.error());
  auto bytes = caseKey->open(*sealed, pagePlace(caseId, page.attachmentId));
  if (!bytes) return failure(Failure::Corrupt, "attachment.differs");
  return bytes;
}

Result<void> Outbox::dropDraftAttachment(const QByteArray& caseId, const QByteArray& attachmentId) {
  const std::lock_guard lock(m_room->mutex);
  auto dropped = m_room->transact([&] { return m_room->drafts.dropAttachment(caseId, attachmentId); });
  if (dropped) (void)m_room->draftFiles.remove(caseId, attachmentId);
  return dropped;
}

}  // namespace hall::outbox
