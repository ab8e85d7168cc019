#pragma once
// Brings what was received into the feed: finds out by opening each envelope which service it is for, and gives it its
// place. Called before every look at the feed; gateways may do so at the same time. Thread: any; blocks.
#include "sync/base/log.h"
#include "sync/gateway/agency/feed_rows.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/writer.h"

namespace hall::gateway::agency {

class Feed {
 public:
  Feed(Storage& storage, const PlatformKeys& keys, Log& log) : m_storage(storage), m_keys(keys), m_log(log) {}

  // How a transaction is made: by the serving gateway's writer, or by oneself in a tool.
  using Change = std::function<Result<void>(const Writer::Job& job)>;
  // Some hundred at once; the rest when it is called again. What is damaged, so that nobody can tell which service it
  // is for, takes its place all the same, for whoever may see everything, and is logged. Trouble of the database is
  // returned, and nothing of that round has a place.
  Result<void> grow(const Change& change);

 private:
  Result<QList<FeedItem>> describe(const QList<QByteArray>& submissionIds);
  Result<FeedItem> describe(const QByteArray& submissionId);

  Storage& m_storage;
  const PlatformKeys& m_keys;
  Log& m_log;
};

}  // namespace hall::gateway::agency
