#pragma once
// What one revision of a case says: the answers of its form, each with where, when and how well it was given. Travels
// sealed, as JSON of Form::toJson's shape with a channel beside each answer. Wiped when it dies; never logged.
#include <QJsonObject>

#include "sync/base/result.h"
#include "sync/model/answer.h"

namespace hall::model {

struct CaseContent {
  QByteArray serviceId;
  qint64 version = 0;  // of the service's definition
  Answers answers;
};

// Compact, keys in order: the same content gives the same bytes. The caller wipes them.
QByteArray caseContentBytes(const CaseContent& content);
QJsonObject toJson(const Answer& answer);
QJsonObject toJson(const CaseContent& content);
// Invalid ("case.content"): not of that shape. Unlike a form's draft, nothing is left out: what does not fit is
// refused.
Result<CaseContent> caseContentFromJson(const QByteArray& bytes);

// `content` as a revision made on `channel`: an answer that stands in `parent` unchanged keeps its channel, every other
// one was given here.
CaseContent revisedOn(Channel channel, CaseContent content, const CaseContent& parent);

}  // namespace hall::model
