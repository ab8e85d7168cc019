#pragma once
// What cases may take at most. openapi.yaml names the same figures.
#include <QtGlobal>
#include <chrono>

namespace hall::gateway::cases {

constexpr std::chrono::hours kLongestLease{1};
constexpr qint64 kMaximumRevisionBytes = 512LL * 1024;  // as JSON with the sealed content in base64
constexpr qint64 kMaximumRevisions = 2000;              // of one case
constexpr int kMaximumBranches = 16;                    // beside the head, until a clerk decides
constexpr int kMaximumParents = 1 + kMaximumBranches;   // of a decision

}  // namespace hall::gateway::cases
