#pragma once
// What was received as files, one folder for each submission, for a system that takes nothing but files:
//   000000000042-<submission id>/  manifest.cms   JSON of ids, times, file names and digests, signed by the receipt key
//                                  receipt.cms    what the terminal got
//                                  part-00.cms …  as the terminal sealed it
//                                  content-00.cms …  sealed to the agency, if it has a certificate (the look is noted)
//   cursor                         how far it went; the next run goes on there
// A folder is there whole under its name or not at all. One run per target at a time. Thread: one; blocks.
#include "sync/base/clock.h"
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/agency/feed.h"

namespace hall::gateway::agency {

class FileExport {
 public:
  FileExport(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log, Agency agency, QString target);

  // Goes on until there is nothing more; how many folders it made. Whatever goes wrong, what is there is whole.
  Result<int> run();

 private:
  Result<qint64> cursor() const;
  Result<void> keepCursor(qint64 position) const;
  Result<void> write(const FeedItem& item);
  Result<void> writeSet(const FeedItem& item, const Record& record, const QString& folder);
  Result<void> change(const Writer::Job& job);

  Storage& m_storage;
  const PlatformKeys& m_keys;
  const Clock& m_clock;
  const Agency m_agency;
  const QString m_target;
  Feed m_feed;
};

}  // namespace hall::gateway::agency
