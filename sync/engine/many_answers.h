#pragma once
// The answers to a batch or to a bulk question, sorted by what they mean. Nothing in them is believed but whom they
// speak of: whoever was not answered, was answered twice, or was answered with something strange stays in doubt. Pure;
// thread: any.
#include <QJsonArray>

#include "sync/engine/retry_table.h"
#include "sync/outbox/batch.h"

namespace hall::engine {

struct ManyAnswers {
  struct Refused {
    QByteArray submissionId;
    QByteArray code;  // "urn:hall:problem:…"
  };
  QList<outbox::ReceiptMessage> receipts;  // not verified yet
  QList<Refused> refused;                  // by the platform's own problem, for good
  QList<QByteArray> notThere;              // announced only, or unknown
  QList<QByteArray> doubtful;
  int strangers = 0;  // answers about submissions that nobody asked for
};

ManyAnswers sortAnswers(Question question, const QList<QByteArray>& asked, const QJsonArray& answers);

}  // namespace hall::engine
