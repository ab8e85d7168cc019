#pragma once
// The leases' table. lock() holds the row until the transaction ends, so that of two gateways one waits for the other.
#include "sync/gateway/cases/lease.h"
#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway::cases {

class LeaseRows {
 public:
  explicit LeaseRows(sql::SqlSession& session) : m_session(session) {}

  // The lease of that name; one that was never given has fencing 0.
  Result<Lease> find(const QByteArray& name);
  Result<Lease> lock(const QByteArray& name);  // inside a transaction
  Result<void> write(const Lease& lease);      // after lock()

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway::cases
