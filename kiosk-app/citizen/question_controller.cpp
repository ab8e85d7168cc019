#include "kiosk-app/citizen/question_controller.h"

#include "kiosk-app/citizen/row.h"

namespace hall::kiosk {

using model::FieldType;

QuestionController::QuestionController(Visit& visit, const Session& session, const model::Words& words, QObject* parent)
    : QObject(parent), m_visit(visit), m_session(session), m_words(words) {
  connect(&visit, &Visit::stepChanged, this, &QuestionController::open);
  connect(&session, &Session::languageChanged, this, &QuestionController::changed);
}

void QuestionController::open() {
  const model::Field* field = m_visit.step() == Visit::Step::Question ? m_visit.question() : nullptr;
  hall::wipe(m_value);
  m_fault.reset();
  m_field = field != nullptr ? field->id : QByteArray();
  if (field != nullptr) {
    const QString kept = m_visit.form()->answers().value(field->id).value;
    m_value = QString(kept.constData(), kept.size());
    if (field->type == FieldType::Date) m_value.remove(u'-');
    if (m_value.isEmpty()) m_value = m_visit.typed(field->id);  // begun, and then the power went
  }
  Q_EMIT changed();
}

const model::Field* QuestionController::field() const {
  return m_field.isEmpty() || m_visit.form() == nullptr ? nullptr : m_visit.form()->definition().field(m_field);
}

QuestionController::Kind QuestionController::kind() const {
  if (field() == nullptr) return Kind::None;
  switch (field()->type) {
    case FieldType::Choice:
      return Kind::Choice;
    case FieldType::Date:  // eight digits, year first
    case FieldType::Number:
    case FieldType::Phone:
      return Kind::Digits;
    case FieldType::Consent:
      return Kind::Consent;
    case FieldType::Document:  // has a page of its own
    case FieldType::Text:
      return Kind::None;
  }
  return Kind::None;
}

QString QuestionController::question() const {
  return field() == nullptr ? QString() : field()->question.in(m_session.language());
}

QString QuestionController::help() const {
  return field() == nullptr ? QString() : field()->help.in(m_session.language());
}

QString QuestionController::example() const {
  return field() == nullptr ? QString() : field()->example;
}

QVariantList QuestionController::options() const {
  QVariantList rows;
  if (field() == nullptr) return rows;
  const auto add = [&](const QString& value, const QString& label) {
    Row row;
    row.id = value;
    row.label = label;
    rows.append(QVariant::fromValue(row));
  };
  for (const model::Option& option : field()->options) {
    add(QString::fromUtf8(option.value), option.label.in(m_session.language()));
  }
  return rows;
}

QString QuestionController::shownValue() const {
  if (field() == nullptr) return m_value;
  // As people write them: 138 0013 8000, 2026-02-01.
  const bool date = field()->type == FieldType::Date;
  if (!date && field()->type != FieldType::Phone) return m_value;
  QString grouped;
  for (qsizetype i = 0; i < m_value.size(); ++i) {
    if (date ? i == 4 || i == 6 : i == 3 || i == 7) grouped += date ? u'-' : u' ';
    grouped += m_value.at(i);
  }
  return grouped;
}

QString QuestionController::fault() const {
  if (!m_fault) return {};
  QString text = m_words.text(QStringLiteral("fault.") + QLatin1String(m_fault->code), m_session.language());
  if (!m_fault->example.isEmpty()) {
    text += m_words.text(QStringLiteral("fault.example"), m_session.language()).arg(m_fault->example);
  }
  return text;
}

int QuestionController::place() const {
  return field() == nullptr ? 0 : static_cast<int>(m_visit.form()->questions().indexOf(field())) + 1;
}

int QuestionController::count() const {
  return field() == nullptr ? 0 : static_cast<int>(m_visit.form()->questions().size());
}

void QuestionController::choose(const QString& value) {
  m_value = value;
  submit();
}

void QuestionController::digit(const QString& digit) {
  m_fault.reset();
  if (m_value.size() < (field() != nullptr && field()->type == FieldType::Date ? 8 : 11)) m_value += digit;
  m_visit.typing(m_value);
  Q_EMIT changed();
}

void QuestionController::erase() {
  m_fault.reset();
  m_value.chop(1);
  m_visit.typing(m_value);
  Q_EMIT changed();
}

void QuestionController::skip() {
  hall::wipe(m_value);
  submit();
}

void QuestionController::refuse() {
  m_fault = model::FieldFault{m_field, "consent", {}};
  Q_EMIT changed();
}

void QuestionController::submit() {
  if (field() == nullptr) return;
  m_fault = m_visit.answer(field()->type == FieldType::Date ? shownValue() : m_value);
  Q_EMIT changed();
}

}  // namespace hall::kiosk
