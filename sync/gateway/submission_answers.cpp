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

Intake intakeOf(Office& office, const Announcement& announcement, Intake::Arrival arrival, const QByteArray& body) {
  const QDateTime now = office.clock.now();
  const model::Receipt plain{announcement.submissionId, announcement.digest, now, {}, "received"};
  const auto sign = [plain, &keys = office.keys](const QByteArray& acceptanceNo) {
    model::Receipt receipt = plain;
    receipt.acceptanceNo = acceptanceNo;
    return seal::signAttached(QJsonDocument(model::toJson(receipt)).toJson(QJsonDocument::Compact), keys.signing());
  };
  Intake intake{announcement, arrival, body, now, office.clock.today(), {}, sign};
  if (const auto number = office.storage.numberAhead(intake.day)) {
    if (auto receipt = sign(*number)) intake.given = Given{*number, std::move(*receipt)};
  }
  return intake;
}

void noteRefusal(Office& office, const QByteArray& submissionId, const Response& refused) {
  office.metrics.countSubmissions(Metrics::Outcome::Refused, 1);
  office.log.event(
      Log::Level::Warning, "gateway.refused",
      {{QStringLiteral("submission"), QString::fromLatin1(submissionId)}, {QStringLiteral("status"), refused.status}});
}

}  // namespace hall::gateway
