#pragma once
// The body of an announcement, checked field by field: nothing of it is trusted before. Pure; thread: any.
#include <optional>

#include "sync/gateway/announcement.h"

namespace hall::gateway {

// "sha-256:" and 64 lower-case hex digits.
bool isDigest(QByteArrayView text);

std::optional<Announcement> announcementFromJson(const QByteArray& submissionId, const QByteArray& body);

}  // namespace hall::gateway
