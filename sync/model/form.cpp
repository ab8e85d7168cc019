#include "sync/model/form.h"

#include <QRegularExpression>
#include <algorithm>

#include "sync/base/clock.h"
#include "sync/model/document_answer.h"
#include "sync/model/identity.h"

namespace hall::model {

namespace {

QByteArray faultOfDocument(const Field& field, const QString& value) {
  const std::optional<DocumentAnswer> answer = DocumentAnswer::parse(value);
  if (!answer) return "document";
  if (answer->atCounter) return {};
  if (answer->pages.size() < field.minimumPages) return "pages-few";
  return answer->pages.size() > field.maximumPages ? QByteArray("pages-many") : QByteArray();
}

QByteArray faultOf(const Field& field, const QString& value) {
  static const QRegularExpression digits(QStringLiteral("\\A[0-9]+\\z"));
  static const QRegularExpression mobile(QStringLiteral("\\A1[3-9][0-9]{9}\\z"));
  switch (field.type) {
    case FieldType::Text:
      return value.size() > 200 ? QByteArray("too-long") : QByteArray();
    case FieldType::Number: {
      if (!digits.match(value).hasMatch() || value.size() > 12) return "number";
      if (value.toLongLong() < field.minimum) return "number-small";
      return value.toLongLong() > field.maximum ? QByteArray("number-large") : QByteArray();
    }
    case FieldType::Phone:
      if (value.size() != 11) return "phone-length";
      return mobile.match(value).hasMatch() ? QByteArray() : QByteArray("phone-shape");
    case FieldType::Date: {
      const QDate date = QDate::fromString(value, Qt::ISODate);  // lenient: takes other strokes and what follows
      return date.isValid() && date.toString(Qt::ISODate) == value ? QByteArray() : QByteArray("date");
    }
    case FieldType::Choice:
      return std::any_of(field.options.begin(), field.options.end(),
                         [&](const Option& option) { return option.value == value.toUtf8(); })
                 ? QByteArray()
                 : QByteArray("choice");
    case FieldType::Consent:
      return value == u"yes" ? QByteArray() : QByteArray("consent");
    case FieldType::Document:
      return faultOfDocument(field, value);
  }
  return "choice";
}

}  // namespace

Form::Form(const ServiceDefinition& definition, const QDate& today) : m_definition(definition), m_today(today) {}

void Form::fill(const QHash<QByteArray, QString>& values, Source source, Evidence evidence, const QDateTime& at) {
  for (const Field& field : m_definition.fields) {
    const auto value = values.constFind(field.from);
    if (!field.from.isEmpty() && value != values.constEnd() && !value->isEmpty()) {
      m_answers.insert(field.id, Answer(*value, source, evidence, at));
    }
  }
}

std::optional<FieldFault> Form::check(const Field& field, const QString& value) const {
  if (value.isEmpty()) {
    return field.required ? std::optional(FieldFault{field.id, "missing", field.example}) : std::nullopt;
  }
  const QByteArray code = faultOf(field, value);
  return code.isEmpty() ? std::nullopt : std::optional(FieldFault{field.id, code, field.example});
}

std::optional<FieldFault> Form::answer(const QByteArray& fieldId, const QString& value, Source source,
                                       Evidence evidence, const QDateTime& at) {
  const Field* field = m_definition.field(fieldId);
  if (field == nullptr || !field->from.isEmpty()) return FieldFault{fieldId, "unknown-field", {}};
  std::optional<FieldFault> fault = check(*field, value);
  if (!fault) m_answers.insert(fieldId, Answer(value, source, evidence, at));
  return fault;
}

void Form::forget(const QByteArray& field) {
  m_answers.remove(field);
}

QList<const Field*> Form::visibleFields() const {
  // A hidden field's old answer must not make another one visible, so visibility is decided in order on what is seen.
  QList<const Field*> visible;
  Answers seen;
  for (const Field& field : m_definition.fields) {
    if (field.visibleWhen && !field.visibleWhen->holds(seen, m_today)) continue;
    visible.append(&field);
    if (const auto answer = m_answers.constFind(field.id); answer != m_answers.constEnd()) {
      seen.insert(field.id, *answer);
    }
  }
  return visible;
}

Answers Form::visibleAnswers() const {
  Answers seen;
  for (const Field* field : visibleFields()) {
    if (const auto answer = m_answers.constFind(field->id); answer != m_answers.constEnd()) {
      seen.insert(field->id, *answer);
    }
  }
  return seen;
}

QList<const Field*> Form::questions() const {
  QList<const Field*> asked = visibleFields();
  asked.removeIf([](const Field* field) { return !field->from.isEmpty(); });
  return asked;
}

const Field* Form::nextQuestion() const {
  const QList<const Field*> asked = questions();
  const auto open =
      std::find_if(asked.begin(), asked.end(), [this](const Field* field) { return !m_answers.contains(field->id); });
  return open == asked.end() ? nullptr : *open;
}

bool Form::complete() const {
  return nextQuestion() == nullptr && ineligible() == nullptr;
}

const Eligibility* Form::ineligible() const {
  const Answers seen = visibleAnswers();
  for (const Eligibility& rule : m_definition.eligibility) {
    const QSet<QByteArray> fields = rule.when.fields();
    const bool known =
        std::all_of(fields.begin(), fields.end(), [&seen](const QByteArray& field) { return seen.contains(field); });
    if (known && !rule.when.holds(seen, m_today)) return &rule;
  }
  return nullptr;
}

QString Form::display(const Field& field, Language language) const {
  const QString value = m_answers.value(field.id).value;
  for (const Option& option : field.options) {
    if (option.value == value.toUtf8()) return option.label.in(language);
  }
  if (field.type == FieldType::Document) {
    const std::optional<DocumentAnswer> answer = DocumentAnswer::parse(value);
    return answer && !answer->atCounter ? QString::number(answer->pages.size()) : QString();
  }
  if (field.from == "card.number") return maskedNumber(value);
  if (field.type == FieldType::Phone && value.size() == 11) {
    return value.left(3) + u' ' + value.mid(3, 4) + u' ' + value.right(4);
  }
  if (const QDate date = QDate::fromString(value, Qt::ISODate); field.type == FieldType::Date && date.isValid()) {
    return language == Language::Chinese
               ? QStringLiteral("%1年%2月%3日").arg(date.year()).arg(date.month()).arg(date.day())
               : QLocale::c().toString(date, QStringLiteral("d MMM yyyy"));
  }
  return value;
}

QJsonObject Form::toJson() const {
  QJsonObject answers;
  for (const Field* field : visibleFields()) {
    const auto answer = m_answers.constFind(field->id);
    if (answer == m_answers.constEnd()) continue;
    answers.insert(QString::fromUtf8(field->id),
                   QJsonObject{{QStringLiteral("value"), answer->value},
                               {QStringLiteral("source"), QString::fromLatin1(name(answer->source))},
                               {QStringLiteral("evidence"), QString::fromLatin1(name(answer->evidence))},
                               {QStringLiteral("at"), QString::fromLatin1(rfc3339(answer->at))}});
  }
  return {{QStringLiteral("service"), QString::fromUtf8(m_definition.id)},
          {QStringLiteral("version"), m_definition.version},
          {QStringLiteral("answers"), answers}};
}

// Kept answers are seen only in the review, which a person who is shut out never reaches: so these are asked again.
void Form::forgetWhatShutsOut() {
  while (const Eligibility* rule = ineligible()) {
    bool forgotten = false;
    for (const QByteArray& id : rule->when.fields()) {
      if (m_definition.field(id)->from.isEmpty()) forgotten = m_answers.remove(id) > 0 || forgotten;
    }
    if (!forgotten) return;  // what the card says stays true
  }
}

void Form::restore(const QJsonObject& draft) {
  const QJsonObject kept = draft.value(QStringLiteral("answers")).toObject();
  for (const Field& field : m_definition.fields) {
    const QJsonObject entry = kept.value(QString::fromUtf8(field.id)).toObject();
    const std::optional<Source> from = source(entry.value(QStringLiteral("source")).toString().toLatin1());
    const std::optional<Evidence> grade = evidence(entry.value(QStringLiteral("evidence")).toString().toLatin1());
    // What the card fills is read from the card again; consent is given anew each time.
    if (!from || !grade || !field.from.isEmpty() || field.type == FieldType::Consent) continue;
    (void)answer(field.id, entry.value(QStringLiteral("value")).toString(), *from, *grade,
                 QDateTime::fromString(entry.value(QStringLiteral("at")).toString(), Qt::ISODateWithMs));
  }
  forgetWhatShutsOut();
}

}  // namespace hall::model
