#pragma once
// What the engine asks besides sending: once a day the signed inventory, both ways, at a minute of the night that is
// this terminal's own, or at once if a day was missed; and every few minutes what the authority decided. One exchange
// at a time, only on a line that works. Thread: the engine's.
#include "sync/base/log.h"
#include "sync/engine/errand_memory.h"
#include "sync/engine/exchange.h"
#include "sync/engine/offer.h"

namespace hall::engine {

class Errands {
 public:
  using Findings = std::function<void(const outbox::InventoryFindings&)>;
  // `memory` is the path of the file; empty: no errands.
  Errands(const Tools& tools, Log& log, QString memory, Findings findings);

  // False if the outbox is in trouble.
  bool run(const std::stop_token& stop);
  // At the next run, not in the night.
  void wantInventory();

 private:
  [[nodiscard]] bool isDue(const Offer& offer, std::chrono::milliseconds next) const;
  [[nodiscard]] bool inventoryDue() const;
  Result<void> exchangeInventory(const std::stop_token& stop);
  Result<void> noteInventory(const outbox::SignedInventory& asked, const Heard& heard);
  Result<void> fetchStatuses(const std::stop_token& stop);
  Result<void> applyStatuses(const QJsonObject& page);
  void remember();
  // Not answered as it should be: the next try of both comes later.
  void giveWay(const Heard& heard, Offer& offer, std::chrono::milliseconds& next);

  const Tools& m_tools;
  Log& m_log;
  const QString m_path;
  const Findings m_findings;
  ErrandMemory m_memory;
  Offer m_inventories;
  Offer m_statuses;
  std::chrono::milliseconds m_nextInventory{0};  // monotonic
  std::chrono::milliseconds m_nextStatuses{0};
  qint64 m_fromSeq = 1;  // of the next range
  int m_failures = 0;
};

}  // namespace hall::engine
