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
  }
  Q_EMIT changed();
}

QuestionController::Kind QuestionController::kind() const {
  if (m_field.isEmpty()) return Kind::None;
  switch (m_visit.question()->type) {
    case FieldType::Choice: return Kind::Choice;
    case FieldType::Number:
    case FieldType::Phone: return Kind::Digits;
    case FieldType::Date: return Kind::Date;
    case FieldType::Consent: return Kind::Consent;
    case FieldType::Text: return Kind::None;
  }
  return Kind::None;
}

QString QuestionController::question() const {
  return m_field.isEmpty() ? QString() : m_visit.question()->question.in(m_session.language());
}

QString QuestionController::help() const {
  return m_field.isEmpty() ? QString() : m_visit.question()->help.in(m_session.language());
}

QString QuestionController::example() const {
  return m_field.isEmpty() ? QString() : m_visit.question()->example;
}

QVariantList QuestionController::options() const {
  QVariantList rows;
  if (m_field.isEmpty()) return rows;
  const auto add = [&](const QString& value, const QString& label) {
    Row row;
    row.id = value;
    row.label = label;
    rows.append(QVariant::fromValue(row));
  };
  for (const model::Option& option : m_visit.question()->options) {
    add(QString::fromUtf8(option.value), option.label.in(m_session.language()));
  }
  return rows;
}

QString QuestionController::shownValue() const {
  if (m_field.isEmpty() || m_visit.question()->type != FieldType::Phone) return m_value;
  QString grouped;
  for (qsizetype i = 0; i < m_value.size(); ++i) {
    if (i == 3 || i == 7) grouped += u' ';
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
  return m_field.isEmpty() ? 0 : static_cast<int>(m_visit.form()->questions().indexOf(m_visit.question())) + 1;
}

int QuestionController::count() const {
  return m_field.isEmpty() ? 0 : static_cast<int>(m_visit.form()->questions().size());
}

void QuestionController::choose(const QString& value) {
  m_value = value;
  submit();
}

void QuestionController::digit(const QString& digit) {
  m_fault.reset();
  if (m_value.size() < 11) m_value += digit;
  Q_EMIT changed();
}

void QuestionController::erase() {
  m_fault.reset();
  m_value.chop(1);
  Q_EMIT changed();
}

void QuestionController::submit() {
  if (m_field.isEmpty()) return;
  m_fault = m_visit.answer(m_value);
  Q_EMIT changed();
}

}  // namespace hall::kiosk
