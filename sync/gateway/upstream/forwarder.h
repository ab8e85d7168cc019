#pragma once
// Sends on to the gateway above what this one has received, with the outbox and the engine of a terminal: what the
// terminals sealed goes up as it is, and the hall goes on working while the line is down. What comes back down: the
// authority's word on each submission, which this gateway signs for its own terminals, and the mirrored collections.
// Has a thread, database sessions and a folder of its own:
//   <folder>/keys, platform.pem   of the machine that this gateway is for the one above (hall-enrol, role gateway)
//   <folder>/outbox, <folder>/mirror
// Of several gateways on one database each may have a forwarder: sending twice does no harm, one receipt comes back.
// Thread: any for the public calls.
#include <memory>

#include "sync/base/log.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/storage.h"

namespace hall::gateway::upstream {

class Forwarder {
 public:
  struct Place {
    QString folder;
    QByteArray url;  // of the gateway above
  };
  // Whatever is wrong with keys, certificates, outbox or database. Starts at once; the destructor stops it within a
  // second or two, and leaves everything in a state that the next start goes on from.
  static Result<std::unique_ptr<Forwarder>> start(const Place& place, const sql::Source& source,
                                                  const PlatformKeys& keys, const Clock& clock, Log& log);
  ~Forwarder();

  // Received here and not yet confirmed above, as of the last look; -1 before the first.
  [[nodiscard]] qint64 backlog() const;
  // Until this gateway's certificate for the one above ends; -1 if it has none, or before the first look.
  [[nodiscard]] double certificateDays() const;

 private:
  class Work;
  explicit Forwarder(std::unique_ptr<Work> work);
  std::unique_ptr<Work> m_work;
};

}  // namespace hall::gateway::upstream
