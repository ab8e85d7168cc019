#pragma once
// What the authority decided about a submission, as the platform states it. Counts only if its signature, id and digest
// were verified. The message is written for the citizen and may tell about the case: a value that is never logged.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>

#include "sync/base/result.h"
#include "sync/model/local_text.h"
#include "sync/model/submission.h"

namespace hall::model {

struct BusinessStatement {
  QByteArray submissionId;
  QByteArray digest;
  SubmissionState status = SubmissionState::Accepted;  // ACCEPTED, NEEDS_SUPPLEMENT, REFUSED or DUPLICATE_OF
  QByteArray acceptanceNo;                             // empty if the authority gave none
  QByteArray duplicateOf;                              // the other submission, with DUPLICATE_OF only
  LocalText message;
  QDateTime decidedAt;
};

// Invalid ("statement.field"): a field is missing or has the wrong shape.
Result<BusinessStatement> businessStatementFromJson(const QJsonObject& json);

// Whether the authority has said what becomes of it.
bool isConcluded(SubmissionState state);

}  // namespace hall::model
