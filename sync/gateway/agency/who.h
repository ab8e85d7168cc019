#pragma once
// Which of the authority's systems asks, and what it may see. Thread: any.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/office.h"

namespace hall::gateway::agency {

// By the machine's certificate. Plain HTTP is trusted and sees everything; it has no id. Nothing: a machine that the
// operator's file does not name.
std::optional<Agency> whoAsks(const Peer& peer, const Agencies& agencies);

// Whether the submission is of a service that this agency serves.
Result<bool> mayServe(const Office& office, const Agency& agency, const Announcement& announcement);

}  // namespace hall::gateway::agency
