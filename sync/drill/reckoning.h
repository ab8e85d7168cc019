#pragma once
// The terminal's journal held against the gateway's list: what was submitted, received, lost, doubled, held. Values.
#include <QMap>
#include <QStringList>

#include "sync/drill/gateway_stand.h"
#include "sync/drill/witness.h"
#include "sync/model/submission.h"

namespace hall::drill {

struct Reckoning {
  int submitted = 0;  // promised to a citizen, or found in the outbox because its promise could not be spoken
  int received = 0;   // the gateway has it, with the same digest
  int lost = 0;
  int doubled = 0;
  QMap<QByteArray, int> held;          // code → how many the terminal keeps for a clerk
  QMap<QByteArray, int> refused;       // code → how many citizens were told "not kept", and were not
  QMap<QByteArray, int> failedStarts;  // code → how often a terminal refused to start
  QStringList unexplained;             // whatever fits nothing above, and a word on everything lost or doubled

  void add(const Reckoning& other);
  [[nodiscard]] bool isClean() const { return lost == 0 && doubled == 0 && unexplained.isEmpty(); }
};

Reckoning reckon(const QByteArray& terminalId, const Witness& witness, const QList<model::Submission>& rows,
                 const QList<GatewayLine>& lines);

}  // namespace hall::drill
