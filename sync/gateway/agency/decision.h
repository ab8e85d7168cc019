#pragma once
// What the authority decided about a submission, as it comes from its system, and the statement the platform signs.
// Values; the message may tell about a case and is never logged. Pure; any thread.
#include <QJsonObject>
#include <optional>

#include "sync/gateway/storage.h"
#include "sync/model/local_text.h"

namespace hall::gateway::agency {

struct Decision {
  QByteArray decisionId;  // of the agency; made of the content if it gave none
  QByteArray wish;        // digest of what was asked for
  QByteArray submissionId;
  QByteArray status;  // "accepted", "needs-supplement", "refused", "duplicate-of"
  QByteArray acceptanceNo;
  QByteArray duplicateOf;
  model::LocalText message;
  struct Missing {
    QByteArray material;
    model::LocalText message;
  };
  QList<Missing> missing;
};

// Nothing: not of the agreed form. A refusal must say why, and a demand for more must name all of it at once
// (行政许可法 第32条), so a list is asked for and goes into the message as well.
std::optional<Decision> decisionFromJson(const QByteArray& body);

// What is signed. `record` is the submission's.
QByteArray statementContent(const Decision& decision, const Record& record, const QDateTime& decidedAt);

}  // namespace hall::gateway::agency
