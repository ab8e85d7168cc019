#pragma once
// What the gateway takes at most. openapi.yaml names the same figures.
#include <QtGlobal>
#include <chrono>

namespace hall::gateway {

constexpr qint64 kMaximumPartBytes = 17LL * 1024 * 1024;  // a terminal's 16 MiB attachment, sealed
constexpr qint64 kMaximumJsonBytes = 64LL * 1024;
constexpr int kMaximumParts = 65;
constexpr unsigned kMaximumHeaderBytes = 8 * 1024;
constexpr int kMaximumConnections = 1024;
constexpr std::chrono::seconds kHeaderTime{15};  // also how long a silent connection is kept
constexpr std::chrono::seconds kBodyTime{120};
constexpr std::chrono::seconds kWriteTime{30};

}  // namespace hall::gateway
