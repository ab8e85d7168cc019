#pragma once
// What a headless terminal has said (headless_terminal.h), read from its file: the drill believes the terminal's own
// database only as far as it agrees with this. Values.
#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>

#include "sync/base/result.h"

namespace hall::drill {

struct Witness {
  struct Promise {
    QByteArray submissionId;
    QByteArray caseId;
    qint64 seq = 0;
    QByteArray digest;
  };
  QHash<QByteArray, Promise> kept;  // by submission id
  QSet<QByteArray> refused;         // cases: not kept, and never will be
  QSet<QByteArray> uncertain;       // cases of "outbox.seal-uncertain": either is right
  QMap<QByteArray, int> refusals;   // code → how many
  QMap<QByteArray, int> gates;      // code → how often the gate was met closed
  QMap<QByteArray, int> failures;   // code → how often it refused to start

  static Witness read(const QByteArray& said);
};

}  // namespace hall::drill
