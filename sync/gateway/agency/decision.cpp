#include "sync/gateway/agency/decision.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "sync/base/clock.h"
#include "sync/base/identifier.h"

namespace hall::gateway::agency {

namespace {

constexpr int kMostMissing = 50;
constexpr qsizetype kLongestText = 4000;

QByteArray text(const QJsonObject& json, const char* name) {
  return json.value(QLatin1String(name)).toString().toUtf8();
}

model::LocalText words(const QJsonValue& json) {
  return {json[QLatin1String("zh")].toString(), json[QLatin1String("en")].toString()};
}

QJsonObject toJson(const model::LocalText& message) {
  QJsonObject json{{QStringLiteral("zh"), message.zh}};
  if (!message.en.isEmpty()) json.insert(QStringLiteral("en"), message.en);
  return json;
}

bool tooLong(const model::LocalText& message) {
  return message.zh.size() > kLongestText || message.en.size() > kLongestText;
}

bool fits(const Decision& decision) {
  const QByteArray& status = decision.status;
  const bool supplement = status == "needs-supplement";
  if (!isIdentifier(decision.submissionId) || tooLong(decision.message)) return false;
  if (supplement == decision.missing.isEmpty() || decision.missing.size() > kMostMissing) return false;
  for (const Decision::Missing& one : decision.missing) {
    if (one.material.isEmpty() || one.message.zh.isEmpty() || tooLong(one.message)) return false;
  }
  if ((status == "duplicate-of") != isIdentifier(decision.duplicateOf)) return false;
  if (decision.duplicateOf == decision.submissionId) return false;
  if (status == "refused") return !decision.message.zh.isEmpty();
  return supplement || status == "accepted" || status == "duplicate-of";
}

// One line for each thing that is missing, so that a terminal that knows only the message shows all of it.
model::LocalText wholeMessage(const Decision& decision) {
  model::LocalText whole = decision.message;
  for (const Decision::Missing& one : decision.missing) {
    if (!whole.zh.isEmpty()) whole.zh += u'\n';
    whole.zh += QStringLiteral("· ") + one.message.zh;
    if (!whole.en.isEmpty()) whole.en += u'\n';
    whole.en += QStringLiteral("· ") + one.message.in(model::Language::English);
  }
  return whole;
}

}  // namespace

std::optional<Decision> decisionFromJson(const QByteArray& body) {
  QJsonObject json = QJsonDocument::fromJson(body).object();
  Decision decision;
  decision.decisionId = text(json, "decision_id");
  json.remove(QStringLiteral("decision_id"));
  decision.wish = model::contentDigest(QJsonDocument(json).toJson(QJsonDocument::Compact));
  if (!decision.decisionId.isEmpty() && !isIdentifier(decision.decisionId)) return std::nullopt;
  if (decision.decisionId.isEmpty()) decision.decisionId = decision.wish;
  decision.submissionId = text(json, "submission_id");
  decision.status = text(json, "business_status");
  decision.acceptanceNo = text(json, "acceptance_no");
  decision.duplicateOf = text(json, "duplicate_of");
  decision.message = words(json.value(QStringLiteral("message")));
  for (const QJsonValue& one : json.value(QStringLiteral("missing")).toArray()) {
    decision.missing.append({text(one.toObject(), "material"), words(one[QLatin1String("message")])});
  }
  return fits(decision) ? std::optional(decision) : std::nullopt;
}

QByteArray statementContent(const Decision& decision, const Record& record, const QDateTime& decidedAt) {
  QJsonObject json{{QStringLiteral("submission_id"), QString::fromLatin1(decision.submissionId)},
                   {QStringLiteral("digest"), QString::fromLatin1(record.announcement.digest)},
                   {QStringLiteral("business_status"), QString::fromLatin1(decision.status)},
                   {QStringLiteral("decided_at"), QString::fromLatin1(rfc3339(decidedAt))}};
  const QByteArray& number = decision.acceptanceNo.isEmpty() ? record.acceptanceNo : decision.acceptanceNo;
  if (!number.isEmpty()) json.insert(QStringLiteral("acceptance_no"), QString::fromUtf8(number));
  if (!decision.duplicateOf.isEmpty()) {
    json.insert(QStringLiteral("duplicate_of"), QString::fromLatin1(decision.duplicateOf));
  }
  const model::LocalText message = wholeMessage(decision);
  if (!message.zh.isEmpty()) json.insert(QStringLiteral("message"), toJson(message));
  QJsonArray missing;
  for (const Decision::Missing& one : decision.missing) {
    missing.append(QJsonObject{{QStringLiteral("material"), QString::fromUtf8(one.material)},
                               {QStringLiteral("message"), toJson(one.message)}});
  }
  if (!missing.isEmpty()) json.insert(QStringLiteral("missing"), missing);
  return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

}  // namespace hall::gateway::agency
