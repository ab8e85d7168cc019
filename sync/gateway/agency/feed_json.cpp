#include "sync/gateway/agency/feed_json.h"

#include <QJsonArray>

#include "sync/base/clock.h"
#include "sync/gateway/agency/cursor.h"

namespace hall::gateway::agency {

namespace {

QString text(const QByteArray& bytes) {
  return QString::fromUtf8(bytes);
}

QString pathOf(const QByteArray& submissionId) {
  return QStringLiteral("/v1/agency/submissions/") + text(submissionId);
}

}  // namespace

QJsonObject toJson(const FeedItem& item) {
  const QDateTime received = QDateTime::fromMSecsSinceEpoch(item.receivedAt, Qt::UTC);
  QJsonObject json{{QStringLiteral("cursor"), text(cursorText(item.position))},
                   {QStringLiteral("submission_id"), text(item.submissionId)},
                   {QStringLiteral("case_id"), text(item.caseId)},
                   {QStringLiteral("digest"), text(item.digest)},
                   {QStringLiteral("acceptance_no"), text(item.acceptanceNo)},
                   {QStringLiteral("received_at"), text(rfc3339(received))},
                   {QStringLiteral("path"), pathOf(item.submissionId)}};
  if (!item.serviceId.isEmpty()) json.insert(QStringLiteral("service_id"), text(item.serviceId));
  if (!item.kind.isEmpty()) json.insert(QStringLiteral("kind"), text(item.kind));
  return json;
}

QJsonObject toJson(const Record& record) {
  const Announcement& a = record.announcement;
  const QString path = pathOf(a.submissionId);
  QJsonArray parts;
  for (const model::Part& part : a.parts) {
    parts.append(
        QJsonObject{{QStringLiteral("digest"), text(part.digest)},
                    {QStringLiteral("size"), part.size},
                    {QStringLiteral("sealed_path"), path + QStringLiteral("/parts/") + text(part.digest)},
                    {QStringLiteral("content_path"), path + QStringLiteral("/contents/") + text(part.digest)}});
  }
  return {{QStringLiteral("submission_id"), text(a.submissionId)},
          {QStringLiteral("case_id"), text(a.caseId)},
          {QStringLiteral("terminal_id"), text(a.terminalId)},
          {QStringLiteral("terminal_seq"), a.terminalSeq},
          {QStringLiteral("digest"), text(a.digest)},
          {QStringLiteral("acceptance_no"), text(record.acceptanceNo)},
          {QStringLiteral("received_at"), text(rfc3339(record.receivedAt))},
          {QStringLiteral("receipt"), QString::fromLatin1(record.receipt.toBase64())},
          {QStringLiteral("parts"), parts}};
}

}  // namespace hall::gateway::agency
