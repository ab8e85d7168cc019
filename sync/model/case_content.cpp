#include "sync/model/case_content.h"

#include <QJsonDocument>
#include <utility>

#include "sync/base/clock.h"

namespace hall::model {

namespace {

std::optional<Answer> answerFromJson(const QJsonObject& json) {
  const QJsonValue value = json.value(QStringLiteral("value"));
  const auto from = source(json.value(QStringLiteral("source")).toString().toLatin1());
  const auto grade = evidence(json.value(QStringLiteral("evidence")).toString().toLatin1());
  const auto at = QDateTime::fromString(json.value(QStringLiteral("at")).toString(), Qt::ISODateWithMs);
  const QJsonValue where = json.value(QStringLiteral("channel"));
  const auto given = channel(where.toString().toLatin1());
  if (!value.isString() || !from || !grade || !at.isValid() || given.has_value() == where.isUndefined()) {
    return std::nullopt;
  }
  return Answer(value.toString(), *from, *grade, at, given);
}

}  // namespace

QJsonObject toJson(const Answer& answer) {
  QJsonObject json{{QStringLiteral("value"), answer.value},
                   {QStringLiteral("source"), QString::fromLatin1(name(answer.source))},
                   {QStringLiteral("evidence"), QString::fromLatin1(name(answer.evidence))},
                   {QStringLiteral("at"), QString::fromLatin1(rfc3339(answer.at))}};
  if (answer.channel) json.insert(QStringLiteral("channel"), QString::fromLatin1(name(*answer.channel)));
  return json;
}

QJsonObject toJson(const CaseContent& content) {
  QJsonObject answers;
  for (auto answer = content.answers.constBegin(); answer != content.answers.constEnd(); ++answer) {
    answers.insert(QString::fromUtf8(answer.key()), toJson(*answer));
  }
  return {{QStringLiteral("service"), QString::fromUtf8(content.serviceId)},
          {QStringLiteral("version"), content.version},
          {QStringLiteral("answers"), answers}};
}

QByteArray caseContentBytes(const CaseContent& content) {
  return QJsonDocument(toJson(content)).toJson(QJsonDocument::Compact);
}

Result<CaseContent> caseContentFromJson(const QByteArray& bytes) {
  const QJsonObject json = QJsonDocument::fromJson(bytes).object();
  CaseContent content{
      json.value(QStringLiteral("service")).toString().toUtf8(), json.value(QStringLiteral("version")).toInteger(), {}};
  const QJsonValue answers = json.value(QStringLiteral("answers"));
  if (content.serviceId.isEmpty() || content.version < 1 || !answers.isObject()) {
    return failure(Failure::Invalid, "case.content");
  }
  const QJsonObject all = answers.toObject();
  for (auto entry = all.constBegin(); entry != all.constEnd(); ++entry) {
    const auto answer = answerFromJson(entry->toObject());
    if (!answer) return failure(Failure::Invalid, "case.content", entry.key());
    content.answers.insert(entry.key().toUtf8(), *answer);
  }
  return content;
}

CaseContent revisedOn(Channel channel, CaseContent content, const CaseContent& parent) {
  for (auto answer = content.answers.begin(); answer != content.answers.end(); ++answer) {
    const auto before = parent.answers.constFind(answer.key());
    const bool kept = before != parent.answers.constEnd() && before->value == answer->value &&
                      before->source == answer->source && before->evidence == answer->evidence &&
                      before->at == answer->at;
    answer->channel = kept && before->channel ? before->channel : channel;
  }
  return content;
}

}  // namespace hall::model
