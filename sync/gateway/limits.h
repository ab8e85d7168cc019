#pragma once
// What the gateway takes at most. openapi.yaml names the same figures.
#include <QtGlobal>
#include <chrono>

namespace hall::gateway {

constexpr qint64 kMaximumPartBytes = 17LL * 1024 * 1024;  // a terminal's 16 MiB attachment, sealed
constexpr qint64 kMaximumJsonBytes = 64LL * 1024;
constexpr int kMaximumParts = 65;
constexpr unsigned kMaximumHeaderBytes = 8 * 1024;
constexpr int kMaximumConnections = 256;
// What one terminal may have announced and not committed; beyond that it is told to come back later.
constexpr qint64 kMaximumOpenAnnouncements = 2000;
constexpr qint64 kMaximumOpenBytes = 2LL * 1024 * 1024 * 1024;
// Announced and never committed for so long: dropped, parts and all. A terminal that comes back announces again.
constexpr std::chrono::hours kOpenAnnouncementAge{24 * 7};
constexpr std::chrono::seconds kHeaderTime{15};  // also how long a silent connection is kept
constexpr std::chrono::seconds kBodyTime{120};
constexpr std::chrono::seconds kWriteTime{30};

}  // namespace hall::gateway
