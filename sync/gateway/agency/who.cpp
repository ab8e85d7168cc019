#include "sync/gateway/agency/who.h"

#include <QJsonDocument>

#include "sync/base/wipe.h"
#include "sync/gateway/acceptance.h"
#include "sync/gateway/agency/feed_rows.h"

namespace hall::gateway::agency {

std::optional<Agency> whoAsks(const Peer& peer, const Agencies& agencies) {
  if (peer.standing == Peer::Standing::Local) return Agency{.services = {"*"}};
  const Agency* agency = agencies.find(peer.terminalId);
  return agency != nullptr ? std::optional(*agency) : std::nullopt;
}

Result<bool> mayServe(const Office& office, const Agency& agency, const Announcement& announcement) {
  if (agency.sees({})) return true;
  const auto session = office.storage.reading();
  if (!session) return failure(session.error());
  const auto item = FeedRows(**session).find(announcement.submissionId);
  if (!item) return failure(item.error());
  // Not in the feed yet: nobody has told the agency of it, so it cannot know of it either.
  return item->has_value() && agency.sees((*item)->serviceId);
}

}  // namespace hall::gateway::agency
