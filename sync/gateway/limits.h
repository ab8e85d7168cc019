#pragma once
// What the gateway takes at most. openapi.yaml names the same figures.
#include <QtGlobal>
#include <chrono>

#include "sync/gateway/token_buckets.h"

namespace hall::gateway {

constexpr qint64 kMaximumPartBytes = 17LL * 1024 * 1024;  // a terminal's 16 MiB attachment, sealed
constexpr qint64 kMaximumJsonBytes = 64LL * 1024;
constexpr int kMaximumParts = 65;
constexpr qint64 kMaximumBatchBytes = 4LL * 1024 * 1024;
constexpr qint64 kMaximumPieceBytes = 1024LL * 1024;  // of a part in pieces
constexpr qint64 kMaximumInventoryBytes = 2LL * 1024 * 1024;
constexpr int kMaximumInventoryEntries = 5000;
constexpr qint64 kMinimumDiskBytes = 256LL * 1024 * 1024;  // less, and the gateway says that it is not ready
constexpr int kMaximumBatchItems = 256;                    // also of ids in one question
constexpr unsigned kMaximumHeaderBytes = 8 * 1024;
constexpr int kMaximumConnections = 1024;
constexpr int kMaximumConnectionsPerAddress = 256;  // a hall may stand behind one address
// Bodies in memory at one time, over all connections; who comes then is told to come back.
constexpr qint64 kMaximumBodyBytes = 128LL * 1024 * 1024;
// What one terminal may have announced and not committed; beyond that it is told to come back later.
constexpr qint64 kMaximumOpenAnnouncements = 2000;
constexpr qint64 kMaximumOpenBytes = 2LL * 1024 * 1024 * 1024;
// Announced and never committed for so long: dropped, parts and all. A terminal that comes back announces again.
constexpr std::chrono::hours kOpenAnnouncementAge{24 * 7};
constexpr size_t kMaximumSlowWork = 32;  // looks at cases that wait for their turn
constexpr std::chrono::seconds kHandshakeTime{10};
constexpr std::chrono::seconds kHeaderTime{15};  // also how long a silent connection is kept
constexpr std::chrono::seconds kBodyTime{120};
constexpr std::chrono::seconds kWriteTime{30};

// The line's certificates of machines; a terminal asks for a new one at two thirds.
constexpr std::chrono::hours kCertificateLife{24 * 365};
constexpr qint64 kMaximumRequestBytes = 16LL * 1024;  // of an enrolment or a renewal
// How often one machine may ask, a hall's gateway for many, and a stranger.
constexpr TokenBuckets::Rate kMachineRate{100, 400};
constexpr TokenBuckets::Rate kHandingOnRate{2000, 8000};
constexpr TokenBuckets::Rate kStrangerRate{2, 60};
// Enrolments and renewals, of one address or machine: nobody needs many.
constexpr TokenBuckets::Rate kEnrolmentRate{0.1, 10};

}  // namespace hall::gateway
