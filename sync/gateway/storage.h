#pragma once
// What the gateway keeps. One interface over several engines, each passing the same tests. Reads may come from any
// thread and see what is committed; writes come from one thread, between begin() and commit() or rollback().
// Conflict: "gateway.digest-conflict", "gateway.sequence-conflict". NotFound: "gateway.unknown".
#include <QDateTime>
#include <QList>
#include <functional>

#include "sync/base/result.h"
#include "sync/model/submission.h"

namespace hall::gateway {

struct Announcement {
  QByteArray submissionId;
  QByteArray caseId;
  QByteArray terminalId;
  qint64 terminalSeq = 0;
  QByteArray digest;
  QList<model::Part> parts;
};

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
  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  virtual ~Storage() = default;

  virtual Result<Record> find(const QByteArray& submissionId) = 0;
  virtual Result<QList<QByteArray>> missing(const QByteArray& submissionId) = 0;  // digests, in order
  virtual Result<QByteArray> part(const QByteArray& submissionId, const QByteArray& digest) = 0;
  virtual Result<QByteArray> terminalCertificate(const QByteArray& terminalId) = 0;  // PEM
  virtual Result<QList<Record>> list() = 0;                                          // oldest first

  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;  // durable when it returns
  virtual void rollback() = 0;

  // Insert or leave as it is (announced anew, its age starts again); Conflict if the id has another digest; Busy
  // ("gateway.quota") if the terminal has too much announced and not committed (limits.h).
  virtual Result<void> announce(const Announcement& announcement, const QDateTime& now) = 0;
  // Drops at most so many that were announced before and never received, with their parts; says how many.
  virtual Result<int> dropUnfinished(const QDateTime& before, int atMost) = 0;
  virtual Result<void> addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes) = 0;
  // Insert or return: the first call takes an acceptance number of `day` and asks `sign` for the receipt; every later
  // one gives the very same receipt.
  using Sign = std::function<Result<QByteArray>(const QByteArray& acceptanceNo)>;
  virtual Result<QByteArray> receive(const QByteArray& submissionId, const QByteArray& digest, const QDateTime& now,
                                     QDate day, const Sign& sign) = 0;
  virtual Result<void> admit(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now) = 0;
  // A line for whoever must later tell who looked at what.
  virtual Result<void> noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now) = 0;
};

}  // namespace hall::gateway
