#include "sync/engine/many_answers.h"

#include <QHash>
#include <QJsonObject>

namespace hall::engine {

namespace {

// A problem inside an answer that says "not now", or that is none of ours, decides nothing.
QByteArray refusal(const QJsonObject& problem) {
  const int status = problem.value(QStringLiteral("status")).toInt();
  const QByteArray type = problem.value(QStringLiteral("type")).toString().toLatin1();
  const bool notNow = status == 408 || status == 425 || status == 429 || status >= 500;
  const bool ours = type.startsWith("urn:hall:problem:") && type.size() <= 100;
  return ours && !notNow ? type : QByteArray();
}

bool take(Question question, const QByteArray& id, const QJsonObject& answer, ManyAnswers& sorted) {
  const QString state = answer.value(QStringLiteral("state")).toString();
  const QJsonValue receipt = answer.value(QStringLiteral("receipt"));
  if (state == QLatin1String("received") && receipt.isString()) {
    sorted.receipts.append({id, QByteArray::fromBase64(receipt.toString().toLatin1())});
    return true;
  }
  if (question == Question::AskMany && (state == QLatin1String("announced") || state == QLatin1String("unknown"))) {
    sorted.notThere.append(id);
    return true;
  }
  const QByteArray code = refusal(answer.value(QStringLiteral("problem")).toObject());
  if (question != Question::SendBatch || state != QLatin1String("refused") || code.isEmpty()) return false;
  sorted.refused.append({id, code});
  return true;
}

}  // namespace

ManyAnswers sortAnswers(Question question, const QList<QByteArray>& asked, const QJsonArray& answers) {
  QHash<QByteArray, QJsonObject> told;
  QHash<QByteArray, int> times;
  for (const auto& answer : answers) {
    const QJsonObject object = answer.toObject();
    const QByteArray id = object.value(QStringLiteral("submission_id")).toString().toLatin1();
    told.insert(id, object);
    ++times[id];
  }
  ManyAnswers sorted;
  for (const QByteArray& id : asked) {
    const bool once = times.take(id) == 1;
    if (!once || !take(question, id, told.value(id), sorted)) sorted.doubtful.append(id);
  }
  sorted.strangers = static_cast<int>(times.size());
  return sorted;
}

}  // namespace hall::engine
