#pragma once
// Cases as openapi.yaml writes them. What leaves in the clear holds names of fields, never an answer.
#include <QJsonObject>
#include <optional>

#include "sync/gateway/cases/case_contents.h"
#include "sync/gateway/cases/lease.h"

namespace hall::gateway::cases {

struct LeaseBody {
  QByteArray holder;
  QByteArray channel;
  std::chrono::seconds duration{0};  // 0: it is given back
  qint64 fencing = 0;
  QByteArray handTo;  // empty: it is not handed over
  QByteArray clerk;   // empty: nobody overrules
};
std::optional<LeaseBody> leaseFromJson(const QByteArray& body);

// Of a revision (`parent_rev`) or of a decision (`parents`, `clerk`, `draft_rev`); the rest stays empty.
std::optional<Revision> revisionFromJson(const QByteArray& caseId, const QByteArray& draftRev, const QByteArray& body);
std::optional<Revision> decisionFromJson(const QByteArray& caseId, const QByteArray& body);

QJsonObject toJson(const Lease& lease, std::chrono::milliseconds remaining, const QDateTime& now);
QJsonObject toJson(const Revision& revision);
// The answer to who brought a revision: it is the head now, or it is kept beside the head that was there.
QJsonObject appliedJson(const Revision& revision);
QJsonObject keptJson(const Beside& beside);
// Without answers, and with them.
QJsonObject outline(const Beside& beside);
QJsonObject sideBySide(const Beside& beside);

}  // namespace hall::gateway::cases
