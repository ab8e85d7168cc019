#include "sync/outbox/draft_rows.h"

#include <QJsonDocument>

#include "sync/base/wipe.h"

namespace hall::outbox {

namespace {
// A terminal serves one person at a time; a few more may be open while clerks help.
constexpr qsizetype kMaximumOpen = 16;

QByteArray contentPlace(const QByteArray& caseId) {
  return caseId + "/content";
}

Result<QByteArray> sealContent(const QJsonObject& content, const seal::CaseKey& key, const QByteArray& caseId) {
  QByteArray plain = QJsonDocument(content).toJson(QJsonDocument::Compact);
  auto sealed = key.seal(plain, contentPlace(caseId));
  wipe(plain);
  return sealed;
}

QDateTime fromMilliseconds(qint64 value) {
  return QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}
}  // namespace

Result<seal::CaseKey> DraftRows::openKey(const QByteArray& caseId, const QByteArray& subjectKey) {
  if (const auto open = m_open.constFind(caseId); open != m_open.constEnd()) return open->key;
  auto asked = m_database.prepare("SELECT owner_slot, subject_lookup FROM draft WHERE case_id = ?");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(caseId).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.no-draft");
  auto key = seal::CaseKey::unwrap(asked->bytes(0), subjectKey, caseId);
  if (!key) return failure(Failure::Denied, "outbox.draft-closed");
  remember(caseId, {*key, asked->bytes(1)});
  return key;
}

Result<void> DraftRows::save(const Draft& draft) {
  const auto known = m_open.constFind(draft.caseId);
  m_before = {draft.caseId, known == m_open.constEnd() ? std::nullopt : std::optional(*known)};
  auto key = openKey(draft.caseId, draft.subjectKey);
  const bool begun = key || key.error().kind != Failure::NotFound;
  if (!key && begun) return failure(key.error());
  if (!begun) key = seal::CaseKey::generate();
  if (!key) return failure(key.error());
  const auto sealed = sealContent(draft.content, *key, draft.caseId);
  if (!sealed) return failure(sealed.error());
  const Open open{*key, seal::personLookup(draft.subjectKey)};
  auto changed = m_database.run(
      "UPDATE draft SET service_id = ?, sealed = ?, saved_at = ?, saved_elapsed = ? WHERE case_id = ?", draft.serviceId,
      store::Blob{*sealed}, m_clock.now().toMSecsSinceEpoch(), m_elapsed.now(), draft.caseId);
  if (!changed) return changed;
  if (m_database.changes() == 0) return insert(draft, open, *sealed);
  if (open.lookup.isEmpty() || open.lookup == m_open.value(draft.caseId, open).lookup) return {};
  // Now it is known whose it is, or another person goes on with it.
  const auto slot = key->wrap(draft.subjectKey, draft.caseId);
  if (!slot) return failure(slot.error());
  remember(draft.caseId, open);
  return m_database.run("UPDATE draft SET subject_lookup = ?, owner_slot = ? WHERE case_id = ?",
                        store::Blob{open.lookup}, store::Blob{*slot}, draft.caseId);
}

Result<void> DraftRows::insert(const Draft& draft, const Open& open, const QByteArray& sealedContent) {
  auto owner =
      draft.subjectKey.isEmpty() ? Result<QByteArray>(QByteArray()) : open.key.wrap(draft.subjectKey, draft.caseId);
  if (!owner) return failure(owner.error());
  QByteArray bytes = open.key.bytes();
  const auto clerk = m_key.sealToSelf(bytes);
  wipe(bytes);
  if (!clerk) return failure(clerk.error());
  const QByteArray nobody("");
  auto added = m_database.run(
      "INSERT INTO draft (case_id, service_id, subject_key, sealed, saved_at, subject_lookup, owner_slot, clerk_slot,"
      " saved_elapsed)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      draft.caseId, draft.serviceId, store::Blob{nobody}, store::Blob{sealedContent}, m_clock.now().toMSecsSinceEpoch(),
      store::Blob{open.lookup}, store::Blob{*owner}, store::Blob{*clerk}, m_elapsed.now());
  if (!added) return added;
  remember(draft.caseId, open);
  // Saved at every field, journalled once: the journal tells steps, not key presses.
  return m_journal.add("draft.begun", draft.caseId);
}

Result<void> DraftRows::drop(const QByteArray& caseId) {
  auto dropped = m_database.run("DELETE FROM draft_attachment WHERE case_id = ?", caseId);
  if (dropped) dropped = m_database.run("DELETE FROM draft WHERE case_id = ?", caseId);
  if (!dropped || m_database.changes() == 0) return dropped;
  return m_journal.add("draft.dropped", caseId);
}

Result<QList<QByteArray>> DraftRows::olderThan(std::chrono::milliseconds age) {
  QList<QByteArray> old;
  auto asked = m_database.prepare("SELECT case_id FROM draft WHERE saved_elapsed < ?");
  if (!asked) return failure(asked.error());
  asked->bind(m_elapsed.now() - age.count());
  for (auto row = asked->step(); !row || *row; row = asked->step()) {
    if (!row) return failure(row.error());
    old.append(asked->bytes(0));
  }
  return old;
}

Result<Draft> DraftRows::find(const QByteArray& serviceId, const QByteArray& subjectKey) {
  const QByteArray lookup = seal::personLookup(subjectKey);
  if (lookup.isEmpty()) return failure(Failure::NotFound, "outbox.no-draft");
  auto asked = m_database.prepare(
      "SELECT case_id, sealed, saved_at, owner_slot FROM draft WHERE service_id = ? AND subject_lookup = ?"
      " ORDER BY saved_elapsed DESC LIMIT 1");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(serviceId, store::Blob{lookup}).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.no-draft");
  const QByteArray caseId = asked->bytes(0);
  const auto key = seal::CaseKey::unwrap(asked->bytes(3), subjectKey, caseId);
  if (!key) return failure(Failure::Corrupt, "outbox.draft-garbled", key.error().detail);
  auto draft = read(caseId, asked->bytes(1), *key);
  if (!draft) return draft;
  draft->serviceId = serviceId;
  draft->subjectKey = subjectKey;
  draft->savedAt = fromMilliseconds(asked->integer(2));
  remember(caseId, {*key, lookup});
  return draft;
}

Result<void> DraftRows::giveCode(const QByteArray& caseId, const QByteArray& codeKey) {
  const QByteArray lookup = seal::personLookup(codeKey);
  if (lookup.isEmpty()) return failure(Failure::Invalid, "outbox.request");
  const auto key = openKey(caseId);
  if (!key) return failure(key.error());
  const auto slot = key->wrap(codeKey, caseId);
  if (!slot) return failure(slot.error());
  auto given = m_database.run("UPDATE draft SET code_lookup = ?, code_slot = ? WHERE case_id = ?", store::Blob{lookup},
                              store::Blob{*slot}, caseId);
  return given ? m_journal.add("draft.code-given", caseId) : given;
}

Result<Draft> DraftRows::findByCode(const QByteArray& codeKey) {
  const QByteArray lookup = seal::personLookup(codeKey);
  if (lookup.isEmpty()) return failure(Failure::NotFound, "outbox.no-draft");
  auto asked = m_database.prepare(
      "SELECT case_id, service_id, sealed, saved_at, code_slot, subject_lookup FROM draft"
      " WHERE code_lookup = ? AND code_lookup <> x''");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(store::Blob{lookup}).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.no-draft");
  const QByteArray caseId = asked->bytes(0);
  const auto key = seal::CaseKey::unwrap(asked->bytes(4), codeKey, caseId);
  if (!key) return failure(Failure::Corrupt, "outbox.draft-garbled", key.error().detail);
  auto draft = read(caseId, asked->bytes(2), *key);
  if (!draft) return draft;
  draft->serviceId = asked->bytes(1);
  draft->savedAt = fromMilliseconds(asked->integer(3));
  remember(caseId, {*key, asked->bytes(5)});
  return draft;
}

Result<Draft> DraftRows::findAsTerminal(const QByteArray& caseId) {
  auto asked = m_database.prepare(
      "SELECT service_id, sealed, saved_at, clerk_slot, subject_lookup FROM draft WHERE case_id = ?");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(caseId).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.no-draft");
  auto bytes = m_key.openOwn(asked->bytes(3));
  if (!bytes) return failure(Failure::Corrupt, "outbox.draft-garbled", bytes.error().detail);
  const auto key = seal::CaseKey::fromBytes(*bytes);
  wipe(*bytes);
  if (!key) return failure(key.error());
  auto draft = read(caseId, asked->bytes(1), *key);
  if (!draft) return draft;
  draft->serviceId = asked->bytes(0);
  draft->savedAt = fromMilliseconds(asked->integer(2));
  remember(caseId, {*key, asked->bytes(4)});
  return draft;
}

Result<Draft> DraftRows::read(const QByteArray& caseId, const QByteArray& sealedContent, const seal::CaseKey& key) {
  auto plain = key.open(sealedContent, contentPlace(caseId));
  if (!plain) return failure(Failure::Corrupt, "outbox.draft-garbled", plain.error().detail);
  Draft draft{caseId, {}, {}, QJsonDocument::fromJson(*plain).object(), {}};
  wipe(*plain);
  return draft;
}

Result<QList<Draft>> DraftRows::list() {
  auto asked = m_database.prepare("SELECT case_id, service_id, saved_at FROM draft ORDER BY saved_at, case_id");
  if (!asked) return failure(asked.error());
  QList<Draft> drafts;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return drafts;
    drafts.append({asked->bytes(0), asked->bytes(1), {}, {}, fromMilliseconds(asked->integer(2))});
  }
}

void DraftRows::takeBack() {
  if (m_before.second) {
    m_open.insert(m_before.first, *m_before.second);
  } else {
    m_open.remove(m_before.first);
  }
}

void DraftRows::remember(const QByteArray& caseId, const Open& open) {
  if (!m_open.contains(caseId) && m_open.size() >= kMaximumOpen) m_open.erase(m_open.begin());
  m_open.insert(caseId, open);
}

}  // namespace hall::outbox
