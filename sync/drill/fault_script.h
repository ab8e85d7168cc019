#pragma once
// What a bad line does next, and what it has done: shared by all its connections. Thread: any.
#include <QList>
#include <QMap>
#include <QRandomGenerator>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

#include "sync/drill/line_fault.h"
#include "sync/drill/wire.h"

namespace hall::drill {

class FaultScript {
 public:
  explicit FaultScript(quint32 seed) : m_dice(seed) {}

  // From now on, to so many requests in a hundred; an empty list: an honest line.
  void set(const QList<LineFault>& faults, int inHundred);
  void setGateway(quint16 port);  // 0: the line is down
  [[nodiscard]] quint16 gateway() const;

  std::optional<LineFault> choose(const HttpMessage& request);
  void count(LineFault fault);
  void countDiffering();
  quint32 roll(quint32 below);

  // An answer with a receipt; another submission's from before, if there is one.
  std::optional<HttpMessage> exchangeReceipt(const HttpMessage& request, const HttpMessage& answer);
  // Waits for another connection that wants to exchange its answer too. Nothing if none came.
  std::optional<HttpMessage> swap(const HttpMessage& answer, const std::stop_token& stop);

  [[nodiscard]] QMap<LineFault, int> struck() const;
  // Requests that came twice and got two different receipts. Must be 0.
  [[nodiscard]] int differing() const;

 private:
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  QRandomGenerator m_dice;
  QList<LineFault> m_faults;
  int m_inHundred = 0;
  quint16 m_gateway = 0;
  QMap<LineFault, int> m_struck;
  int m_differing = 0;
  std::optional<std::pair<QByteArray, HttpMessage>> m_lastReceipt;
  std::optional<HttpMessage> m_offered;
  std::optional<HttpMessage> m_returned;
};

// Whether the answer to it may hold receipts.
bool asksForReceipt(const HttpMessage& request);

}  // namespace hall::drill
