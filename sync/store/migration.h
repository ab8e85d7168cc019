#pragma once
// Brings a database to the newest shape, all steps in one transaction: it ends new or untouched.
// Unsupported ("store.newer"): a newer program has written it, and this one must not touch it.
#include <span>

#include "sync/store/database.h"

namespace hall::store {

// steps[n] leads from version n to n+1; a step that has shipped is never changed. Each is one or more statements.
Result<void> migrate(Database& database, std::span<const char* const> steps);

}  // namespace hall::store
