#include "kiosk-app/citizen/matter_controller.h"

#include "kiosk-app/citizen/row.h"
#include "sync/model/document_answer.h"
#include "sync/model/identity.h"

namespace hall::kiosk {

QString answerText(const model::Form& form, const model::Field& field, const model::Words& words,
                   model::Language language) {
  const QString value = form.answers().value(field.id).value;
  if (field.type == model::FieldType::Consent) return words.text(QStringLiteral("answer.agreed"), language);
  if (field.type == model::FieldType::Document) {
    const auto answer = model::DocumentAnswer::parse(value);
    if (!answer) return words.text(QStringLiteral("answer.without"), language);
    return answer->atCounter ? words.text(QStringLiteral("answer.counter"), language)
                             : words.text(QStringLiteral("answer.pages"), language).arg(answer->pages.size());
  }
  if (field.from == "card.sex") return words.text(model::sexWordId(value), language);
  return form.display(field, language);
}

MatterController::MatterController(Visit& visit, const Identification& identification, const Session& session,
                                   const model::Words& words, QObject* parent)
    : QObject(parent), m_visit(visit), m_identification(identification), m_session(session), m_words(words) {
  connect(&visit, &Visit::changed, this, &MatterController::changed);
  connect(&identification, &Identification::changed, this, &MatterController::changed);
  connect(&session, &Session::languageChanged, this, &MatterController::changed);
}

QString MatterController::name() const {
  return m_visit.service() ? m_visit.service()->name.in(m_session.language()) : QString();
}

QString MatterController::summary() const {
  return m_visit.service() ? m_visit.service()->summary.in(m_session.language()) : QString();
}

QString MatterController::icon() const {
  return m_visit.service() ? QString::fromUtf8(m_visit.service()->icon) : QString();
}

QVariantList MatterController::guide() const {
  QVariantList rows;
  if (!m_visit.service()) return rows;
  const model::Language language = m_session.language();
  const model::Guide& guide = m_visit.service()->guide;
  const auto add = [&](const char* id, const QList<model::LocalText>& lines) {
    QStringList texts;
    for (const model::LocalText& line : lines) texts.append(line.in(language));
    Row row;
    row.id = QLatin1String(id);
    row.label = m_words.text(QStringLiteral("guide.") + row.id, language);
    row.value = texts.join(u'\n');
    row.icon = QStringLiteral("guide-") + row.id;
    rows.append(QVariant::fromValue(row));
  };
  add("who", guide.who);
  add("bring", guide.bring);
  add("duration", {guide.duration});
  add("cost", {guide.cost});
  add("result", {guide.result});
  add("law", guide.law);
  return rows;
}

QString MatterController::citizenWords(const std::optional<Error>& error,
                                       std::optional<drivers::DeviceKind> kind) const {
  return error ? m_words.text(noticeFor(*error, m_words, kind).citizen, m_session.language()) : QString();
}

QString MatterController::cardTrouble() const {
  return citizenWords(m_identification.trouble(), drivers::DeviceKind::IdCardReader);
}

QString MatterController::cardRefused() const {
  const auto& trouble = m_identification.trouble();
  const bool ofTheCard = trouble && (trouble->code.startsWith("card.") || trouble->code.startsWith("identity."));
  return ofTheCard ? cardTrouble() : QString();
}

QString MatterController::trouble() const {
  return citizenWords(m_visit.trouble());
}

QString MatterController::handedIn() const {
  if (!m_visit.handedIn()) return {};
  const model::Language language = m_session.language();
  const HandedIn& told = *m_visit.handedIn();
  QStringList lines{m_words.text(QStringLiteral("confirm.handed_in"), language)
                        .arg(timeText(told.submission.sealedAt, language), localNumber(told.submission)),
                    stateText(told, m_words, language)};
  // One that waits or was received needs no second; what was decided says itself what to do.
  lines.append(told.said ? messageText(told, language) : QString());
  if (!told.wellUnderWay()) lines.append(nextText(told, m_words, language));
  if (!told.said && told.wellUnderWay()) lines.append(m_words.text(QStringLiteral("confirm.no_second"), language));
  lines.removeAll(QString());
  return lines.join(u'\n');
}

bool MatterController::handedInWell() const {
  return m_visit.handedIn() && m_visit.handedIn()->said && m_visit.handedIn()->wellUnderWay();
}

QVariant MatterController::portrait() const {
  const Person* person = m_visit.person();
  if (person == nullptr || person->portrait.rgb.isEmpty()) return {};
  const drivers::Portrait& portrait = person->portrait;
  // Without a copy of its own the picture would outlive the pixels that are wiped with the person.
  return QImage(reinterpret_cast<const uchar*>(portrait.rgb.constData()), portrait.width, portrait.height,
                3 * portrait.width, QImage::Format_RGB888)
      .copy();
}

QString MatterController::notEligible() const {
  const model::Eligibility* rule = m_visit.form() != nullptr ? m_visit.form()->ineligible() : nullptr;
  return rule != nullptr ? rule->otherwise.in(m_session.language()) : QString();
}

QVariantList MatterController::rows(bool onlyFromCard) const {
  QVariantList rows;
  if (m_visit.form() == nullptr) return rows;
  const model::Language language = m_session.language();
  for (const model::Field* field : m_visit.form()->visibleFields()) {
    if (onlyFromCard && field->from.isEmpty()) continue;
    const auto answer = m_visit.form()->answers().constFind(field->id);
    if (answer == m_visit.form()->answers().constEnd()) continue;
    Row row;
    row.id = QString::fromUtf8(field->id);
    row.label = field->label.in(language);
    row.value = answerText(*m_visit.form(), *field, m_words, language);
    const bool photo = answer->evidence == model::Evidence::C && field->type == model::FieldType::Document;
    row.source = photo ? m_words.text(QStringLiteral("source.photo"), language)
                       : m_words.text(QStringLiteral("source.") + QLatin1String(model::name(answer->source)), language);
    row.changeable = field->from.isEmpty();
    rows.append(QVariant::fromValue(row));
  }
  return rows;
}

}  // namespace hall::kiosk
