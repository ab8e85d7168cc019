#include "sync/model/business_statement.h"

#include <array>
#include <utility>

#include "sync/base/identifier.h"

namespace hall::model {

namespace {
constexpr std::array<std::pair<const char*, SubmissionState>, 4> kStatuses{{
    {"accepted", SubmissionState::Accepted},
    {"needs-supplement", SubmissionState::NeedsSupplement},
    {"refused", SubmissionState::Refused},
    {"duplicate-of", SubmissionState::DuplicateOf},
}};
}  // namespace

Result<BusinessStatement> businessStatementFromJson(const QJsonObject& json) {
  BusinessStatement statement;
  statement.submissionId = json.value(QStringLiteral("submission_id")).toString().toLatin1();
  statement.digest = json.value(QStringLiteral("digest")).toString().toLatin1();
  statement.acceptanceNo = json.value(QStringLiteral("acceptance_no")).toString().toUtf8();
  statement.duplicateOf = json.value(QStringLiteral("duplicate_of")).toString().toLatin1();
  const QJsonObject message = json.value(QStringLiteral("message")).toObject();
  statement.message = {message.value(QStringLiteral("zh")).toString(), message.value(QStringLiteral("en")).toString()};
  statement.decidedAt = QDateTime::fromString(json.value(QStringLiteral("decided_at")).toString(), Qt::ISODateWithMs);
  const QByteArray word = json.value(QStringLiteral("business_status")).toString().toLatin1();
  bool known = false;
  for (const auto& [text, status] : kStatuses) {
    if (word != text) continue;
    statement.status = status;
    known = true;
  }
  const bool duplicate = statement.status == SubmissionState::DuplicateOf;
  if (!known || !isIdentifier(statement.submissionId) || !statement.digest.startsWith("sha-256:") ||
      !statement.decidedAt.isValid() || (duplicate && !isIdentifier(statement.duplicateOf))) {
    return failure(Failure::Invalid, "statement.field", QStringLiteral("a statement lacks a field or has a wrong one"));
  }
  return statement;
}

bool isConcluded(SubmissionState state) {
  for (const auto& [text, status] : kStatuses) {
    if (state == status) return true;
  }
  return false;
}

}  // namespace hall::model
