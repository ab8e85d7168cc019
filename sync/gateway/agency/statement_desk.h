#pragma once
// Decisions in, signed statements out: to the terminal that handed the submission in and to every channel of the case.
// Thread: any.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/agency/decision.h"
#include "sync/gateway/agency/statement_rows.h"
#include "sync/gateway/cases/lease_watch.h"
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::agency {

class StatementDesk {
 public:
  StatementDesk(Office& office, const Agencies& agencies)
      : m_office(office), m_agencies(agencies), m_watch(office.clock) {}

  void decide(const Call& call, const Reply& reply);
  void ofTerminal(const Call& call, const Reply& reply);
  // For a counter, for whoever handed something in for the case, and for who holds its lease.
  void ofCase(const Call& call, const Reply& reply);

 private:
  Result<StatementRow> stated(const Decision& decision, const Record& record, const QByteArray& agencyId) const;
  Result<QByteArray> opened(const QByteArray& sealed) const;
  using Ask = Result<QList<StatementRow>> (StatementRows::*)(const QByteArray& whose, qint64 after, int limit);
  void list(const Call& call, const QByteArray& whose, Ask ask, const Reply& reply);
  Result<bool> mayAskOf(const Peer& peer, const QByteArray& caseId);
  [[nodiscard]] Response failed(const Error& error) const;

  Office& m_office;
  const Agencies& m_agencies;
  cases::LeaseWatch m_watch;
};

}  // namespace hall::gateway::agency
