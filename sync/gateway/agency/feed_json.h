#pragma once
// What an agency is told of a submission: ids, digests and times, nothing of the person. Pure; any thread.
#include <QJsonObject>

#include "sync/gateway/agency/feed_rows.h"
#include "sync/gateway/storage.h"

namespace hall::gateway::agency {

QJsonObject toJson(const FeedItem& item);
QJsonObject toJson(const Record& record);

}  // namespace hall::gateway::agency
