#include "sync/gateway/submission_answers.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "sync/model/receipt.h"
#include "sync/seal/cms.h"

namespace hall::gateway {

QJsonObject receivedJson(const QByteArray& receipt) {
  return {{QStringLiteral("state"), QStringLiteral("received")},
          {QStringLiteral("receipt"), QString::fromLatin1(receipt.toBase64())}};
}

QJsonObject announcedJson(const QList<QByteArray>& missing) {
  QJsonArray digests;
  for (const QByteArray& digest : missing) digests.append(QString::fromLatin1(digest));
  return {{QStringLiteral("state"), QStringLiteral("announced")}, {QStringLiteral("missing"), digests}};
}

Response tellMissing(const Office& office, int status, const QByteArray& submissionId) {
  const auto missing = office.storage.missing(submissionId);
  if (!missing) return office.failed(missing.error());
  return jsonResponse(status, announcedJson(*missing));
}

Result<QByteArray> signReceipt(const Office& office, const Announcement& announcement, const QDateTime& now,
                               const QByteArray& acceptanceNo) {
  const model::Receipt receipt{announcement.submissionId, announcement.digest, now, acceptanceNo, "received"};
  return seal::signAttached(QJsonDocument(model::toJson(receipt)).toJson(QJsonDocument::Compact),
                            office.keys.signing());
}

}  // namespace hall::gateway
