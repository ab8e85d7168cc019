#pragma once
// The body of POST /v1/batches: a CBOR array of maps, each with all its parts. Pure; thread: any.
#include "sync/model/submission.h"

namespace hall::engine {

struct WholeSubmission {
  model::Submission submission;
  QList<QByteArray> parts;  // in order, the envelope first
};

// `terminalId` is that of the sender; one that came from a terminal below keeps its own.
QByteArray batchBody(const QList<WholeSubmission>& together, const QByteArray& terminalId);

}  // namespace hall::engine
