#pragma once
// PostgreSQL's SQLSTATE as the house sees trouble. For the postgres_ sources alone.
#include <QByteArrayView>

#include "sync/base/result.h"

namespace hall::gateway::sql {

// `state` has five characters, or none if the connection is gone.
Error postgresError(QByteArrayView state);

}  // namespace hall::gateway::sql
