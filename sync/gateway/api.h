#pragma once
// The routes of openapi.yaml on values, without sockets. Answers come back through `reply`, at once or after the group
// commit, on the caller's or the writer's thread; never twice, and always before the Api is gone. Thread: any.
#include <atomic>
#include <functional>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/gateway/message.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/writer.h"

namespace hall::gateway {

class Api {
 public:
  using Reply = std::function<void(Response)>;

  // Drops what was announced too long ago, at once and then daily, as long as anybody asks anything.
  Api(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log);

  void handle(const Request& request, const Reply& reply);

  // How large a body this request may have, or why it need not be read.
  Prospect prospect(const RequestHead& head);

 private:
  void announce(const QByteArray& submissionId, const QByteArray& body, const Reply& reply);
  void addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& body, const Reply& reply);
  void commit(const QByteArray& submissionId, const QByteArray& body, const Reply& reply);
  void tidyDaily();
  void dropUnfinished();
  Response tell(const QByteArray& submissionId);
  Response tellMissing(int status, const QByteArray& submissionId);
  Result<QByteArray> signReceipt(const Announcement& announcement, const QDateTime& now,
                                 const QByteArray& acceptanceNo) const;
  Response failed(const Error& error);

  Storage& m_storage;
  const PlatformKeys& m_keys;
  const Clock& m_clock;
  Log& m_log;
  std::atomic<qint64> m_tidiedAt;  // monotonic milliseconds
  Writer m_writer;                 // last: finishes its jobs before the rest goes
};

}  // namespace hall::gateway
