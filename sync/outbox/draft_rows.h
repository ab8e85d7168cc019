#pragma once
// Drafts and their pages as rows, each case sealed with its own key. The keys of cases that were saved or opened since
// the start are kept in memory until the case is closed, dropped or sealed. Thread: under the outbox's lock.
#include <QHash>

#include "sync/base/clock.h"
#include "sync/outbox/draft.h"
#include "sync/outbox/journal.h"
#include "sync/seal/case_key.h"
#include "sync/seal/terminal_key.h"
#include "sync/store/database.h"

namespace hall::outbox {

class DraftRows {
 public:
  DraftRows(store::Database& database, Journal& journal, const seal::TerminalKey& key, const Clock& clock,
            const ElapsedTime& elapsed)
      : m_database(database), m_journal(journal), m_key(key), m_clock(clock), m_elapsed(elapsed) {}

  // Inside the caller's transaction, all but the reading ones. Denied ("outbox.draft-closed"): the case is there, and
  // this person cannot open it.
  Result<void> save(const Draft& draft);
  Result<void> drop(const QByteArray& caseId);  // rows and key; the files are the caller's
  Result<QList<QByteArray>> olderThan(std::chrono::milliseconds age);
  Result<Draft> find(const QByteArray& serviceId, const QByteArray& subjectKey);
  // By the terminal's own copy of the key: the caller has journalled who and why.
  Result<Draft> findAsTerminal(const QByteArray& caseId);
  // Inside the caller's transaction: a code opens the case from now on; the one before no longer does. It must be open.
  Result<void> giveCode(const QByteArray& caseId, const QByteArray& codeKey);
  Result<Draft> findByCode(const QByteArray& codeKey);
  Result<QList<Draft>> list();  // without content

  Result<seal::CaseKey> openKey(const QByteArray& caseId, const QByteArray& subjectKey = {});
  void forget(const QByteArray& caseId) { m_open.remove(caseId); }
  // The transaction of the last save() came to nothing: its key is known as before.
  void takeBack();

  Result<void> addAttachment(const QByteArray& caseId, const DraftAttachment& attachment);
  Result<void> dropAttachment(const QByteArray& caseId, const QByteArray& attachmentId);
  Result<QList<DraftAttachment>> attachments(const QByteArray& caseId);

  // Drafts of releases before schema 4 were sealed to the terminal and found by the person's own key.
  Result<int> convertOld();

 private:
  struct Open {
    seal::CaseKey key;
    QByteArray lookup;  // whose it is on the disk
  };
  Result<void> insert(const Draft& draft, const Open& open, const QByteArray& sealedContent);
  Result<Draft> read(const QByteArray& caseId, const QByteArray& sealedContent, const seal::CaseKey& key);
  Result<void> convertOne(const QByteArray& caseId, const QByteArray& sealedContent, const QByteArray& subjectKey);
  void remember(const QByteArray& caseId, const Open& open);

  store::Database& m_database;
  Journal& m_journal;
  const seal::TerminalKey& m_key;
  const Clock& m_clock;
  const ElapsedTime& m_elapsed;
  QHash<QByteArray, Open> m_open;
  std::pair<QByteArray, std::optional<Open>> m_before;
};

}  // namespace hall::outbox
