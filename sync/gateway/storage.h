#pragma once
// What the gateway keeps, written once in the SQL that both engines speak. Reads may come from any thread and see what
// is committed; writes come from one thread, between begin() and commit() or rollback().
// Conflict: "gateway.digest-conflict", "gateway.sequence-conflict". NotFound: "gateway.unknown". Trouble of the engine
// comes as sql_session.h names it.
#include <QDateTime>
#include <QList>
#include <memory>
#include <vector>

#include "sync/base/result.h"
#include "sync/gateway/acceptance_numbers.h"
#include "sync/gateway/intake.h"
#include "sync/gateway/sql/session_pool.h"

namespace hall::gateway {

struct Record {
  Announcement announcement;
  QDateTime announcedAt;
  QDateTime receivedAt;  // invalid until it is received
  QByteArray acceptanceNo;
  QByteArray receipt;  // the signed message; empty until it is received

  [[nodiscard]] bool received() const { return !receipt.isEmpty(); }
};

class Storage {
 public:
  // Brings the schema up to date first.
  static Result<std::unique_ptr<Storage>> open(const sql::Source& source);

  Result<Record> find(const QByteArray& submissionId);
  Result<QList<QByteArray>> missing(const QByteArray& submissionId);  // digests, in order
  Result<QByteArray> part(const QByteArray& submissionId, const QByteArray& digest);
  // How much of a part is here, and the pieces of one that is not complete, put together.
  Result<qint64> partOffset(const QByteArray& submissionId, const model::Part& part);
  Result<QByteArray> pieces(const QByteArray& submissionId, const QByteArray& digest);
  Result<QByteArray> terminalCertificate(const QByteArray& terminalId);  // PEM
  // What it signed with before, the last first. For what was received then; nothing new is believed by them.
  Result<QList<QByteArray>> formerCertificates(const QByteArray& terminalId);
  // In the order asked. What was never announced is neither received nor misses anything.
  struct State {
    enum class Kind { Unknown, Announced, Received } kind = Kind::Unknown;
    QByteArray terminalId;  // whose it is
    QByteArray receipt;
    QList<QByteArray> missing;
  };
  Result<QList<State>> states(const QList<QByteArray>& submissionIds);
  Result<QList<Record>> list();  // oldest first

  Result<void> begin() { return m_writing->begin(); }
  Result<void> commit();  // durable when it returns
  void rollback();
  // One job of several in a transaction: what it did since mark() can be taken back alone.
  Result<void> mark() { return m_writing->mark(); }
  Result<void> undo() { return m_writing->undo(); }

  // Insert or leave as it is (announced anew, its age starts again); Conflict if the id has another digest; Busy
  // ("gateway.quota") if the terminal has too much announced and not committed (limits.h).
  Result<void> announce(const Announcement& announcement, const QDateTime& now);
  // Drops at most so many that were announced before and never received, with their parts; says how many.
  Result<int> dropUnfinished(const QDateTime& before, int atMost);
  Result<void> addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes);
  // One more piece of a part, if it begins where the pieces end; says where they end now.
  struct Reached {
    bool taken = false;
    qint64 offset = 0;
  };
  Result<Reached> addPiece(const QByteArray& submissionId, const QByteArray& digest, qint64 offset,
                           const QByteArray& bytes);
  Result<void> dropPieces(const QByteArray& submissionId, const QByteArray& digest);
  // Insert or return, for many: a first time gets an acceptance number and its receipt, every later one the very same
  // receipt, also one that another gateway gave meanwhile. Each has its own answer; an error of the whole means that
  // nothing was done.
  using Receipt = Result<QByteArray>;
  Result<std::vector<Receipt>> takeIn(const std::vector<const Intake*>& intakes);
  // As above for one that was announced, with all its parts here.
  Receipt receive(const QByteArray& submissionId, const QByteArray& digest, const QDateTime& now, QDate day,
                  const Intake::Sign& sign);
  // For a receipt that is signed before the transaction, on any thread; nothing if none is reserved.
  std::optional<QByteArray> numberAhead(QDate day) { return m_numbers.ahead(day); }
  // Insert or leave as it is: gives the certificate that counts, which may be another one.
  Result<QByteArray> introduce(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now);
  // Whatever was there before is kept as a former one.
  Result<void> admit(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now);
  // A line for whoever must later tell who looked at what.
  Result<void> noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now);

  // For the rows of other areas (*_rows.h): the session of the transaction, and one for reading.
  [[nodiscard]] sql::SqlSession& writing() { return *m_writing; }
  Result<sql::SessionPool::Lease> reading() { return m_reading.take(); }
  [[nodiscard]] sql::Engine engine() const { return m_writing->engine(); }

 private:
  Storage(const sql::Source& source, std::unique_ptr<sql::SqlSession> writing);
  Result<void> checkQuota(const QByteArray& terminalId);
  static Result<Record> findIn(sql::SqlSession& session, const QByteArray& submissionId);
  Result<std::vector<Given>> numberAndSign(const std::vector<const Intake*>& intakes);
  Receipt settle(const Intake& intake, const Given& given);
  Receipt adopt(const Intake& intake, const Given& given);

  std::unique_ptr<sql::SqlSession> m_writing;
  sql::SessionPool m_reading;
  AcceptanceNumbers m_numbers;
};

}  // namespace hall::gateway
