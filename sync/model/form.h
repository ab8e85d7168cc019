#pragma once
// The form engine: fills what is known, asks what is left one question at a time, checks each answer and says what is
// wrong with it. The same in every channel. One form = one case's answers; single thread; wiped when it dies.
#include <QJsonObject>
#include <QList>
#include <optional>

#include "sync/model/answer.h"
#include "sync/model/service_definition.h"

namespace hall::model {

// Why an answer is not taken. Words: "fault.<code>" says what is wrong and what to do; `example` shows a right one.
struct FieldFault {
  QByteArray field;
  QByteArray code;
  QString example;
};

class Form {
 public:
  // `definition` must outlive the form.
  Form(const ServiceDefinition& definition, const QDate& today);

  [[nodiscard]] const ServiceDefinition& definition() const { return m_definition; }
  [[nodiscard]] const Answers& answers() const { return m_answers; }

  // Fills every field that comes from the given source ("card.name" → "测试样例"). Unknown sources are ignored.
  void fill(const QHash<QByteArray, QString>& values, Source source, Evidence evidence, const QDateTime& at);

  // Takes an answer, or says why not; a refused answer changes nothing.
  std::optional<FieldFault> answer(const QByteArray& field, const QString& value, Source source, Evidence evidence,
                                   const QDateTime& at);
  void forget(const QByteArray& field);
  [[nodiscard]] std::optional<FieldFault> check(const Field& field, const QString& value) const;

  // Visible fields that have to be asked, in order; and the first of them without an answer.
  [[nodiscard]] QList<const Field*> questions() const;
  [[nodiscard]] const Field* nextQuestion() const;
  [[nodiscard]] QList<const Field*> visibleFields() const;
  [[nodiscard]] bool complete() const;

  // The first eligibility rule that is broken by what is known so far; a rule whose fields are unanswered waits.
  [[nodiscard]] const Eligibility* ineligible() const;

  // Answers as people read them: option labels, masked identity number, dates, how many pages of a paper.
  [[nodiscard]] QString display(const Field& field, Language language) const;

  // {"service": id, "version": n, "answers": {field: {value, source, evidence, at}}}: visible fields only.
  [[nodiscard]] QJsonObject toJson() const;
  // Takes back what a draft kept; answers that no longer fit are left out and asked again.
  void restore(const QJsonObject& draft);

 private:
  // Without what was answered while a field could still be seen.
  [[nodiscard]] Answers visibleAnswers() const;
  void forgetWhatShutsOut();

  const ServiceDefinition& m_definition;
  QDate m_today;
  Answers m_answers;
};

}  // namespace hall::model
