#pragma once
// Submissions as rows, without sealing anything: for what happens after they were received.
#include "sync/base/identifier.h"
#include "sync/gateway/storage.h"
#include "tests/support/fake_clock.h"

namespace hall::test {

inline const FakeClock& clockOfTest() {
  static const FakeClock clock;
  return clock;
}

struct Arrival {
  QByteArray terminalId;
  qint64 seq = 1;
  QByteArray caseId = mintIdentifier(clockOfTest());
  QDateTime now = clockOfTest().now();
};

// Received in a transaction that is still open; empty if the database wants it tried again.
inline QByteArray receiveInside(gateway::Storage& storage, const Arrival& arrival) {
  const model::Part part{model::contentDigest("part"), 4};
  const gateway::Announcement a{mintIdentifier(clockOfTest()), arrival.caseId, arrival.terminalId, arrival.seq,
                                model::contentDigest("x"),     {part}};
  const auto sign = [](const QByteArray& number) -> Result<QByteArray> { return "receipt " + number; };
  const bool done = storage.announce(a, arrival.now) && storage.addPart(a.submissionId, part.digest, "part") &&
                    storage.receive(a.submissionId, a.digest, arrival.now, arrival.now.date(), sign);
  return done ? a.submissionId : QByteArray();
}

inline QByteArray receive(gateway::Storage& storage, const Arrival& arrival) {
  if (!storage.begin()) qFatal("begin");
  const QByteArray id = receiveInside(storage, arrival);
  if (id.isEmpty() || !storage.commit()) qFatal("receive");
  return id;
}

}  // namespace hall::test
