#pragma once
// The pull side: what was received, page by page in commit order, and each submission's parts. Thread: any; blocks.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/agency/feed.h"
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::agency {

class ExportDesk {
 public:
  ExportDesk(Office& office, const Agencies& agencies)
      : m_office(office), m_agencies(agencies), m_feed(office.storage, office.keys, office.log) {}

  void list(const Call& call, const Reply& reply);
  void tell(const Call& call, const Reply& reply);
  void part(const Call& call, const Reply& reply);     // as stored
  void content(const Call& call, const Reply& reply);  // opened for the agency; the look is written down first

 private:
  struct Asked {
    Agency agency;
    Record record;
  };
  // The submission if this agency may see it, or the refusal.
  tl::expected<Asked, Response> asked(const Call& call);

  Office& m_office;
  const Agencies& m_agencies;
  Feed m_feed;
};

// One transaction by the serving gateway's writer; waits for it. Not to be called on the writer's thread.
Result<void> changeByWriter(Office& office, const Writer::Job& job);

}  // namespace hall::gateway::agency
