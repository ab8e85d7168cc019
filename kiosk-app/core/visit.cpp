#include "kiosk-app/core/visit.h"

#include <algorithm>

#include "kiosk-app/core/materials.h"
#include "sync/base/identifier.h"
#include "sync/base/wipe.h"

namespace hall::kiosk {

Visit::Visit(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts) {
  m_thanks.setSingleShot(true);
  m_thanks.setInterval(std::chrono::seconds(parts.settings.thanksSeconds));
  connect(&m_thanks, &QTimer::timeout, this, &Visit::end);
  connect(&parts.identification, &Identification::identified, this, &Visit::meet);
  connect(&parts.session, &Session::expired, this, &Visit::end);
  connect(&parts.submitting, &Submitting::kept, this, [this] {
    m_parts.session.holdTime(false);
    go(Step::Receipt);
  });
  connect(&parts.submitting, &Submitting::failed, this, [this](const Error& error) {
    m_parts.session.holdTime(false);
    m_trouble = error;
    go(Step::Review);
  });
  connect(&parts.lookup, &ReceiptLookup::changed, this, [this] {
    const ReceiptLookup& lookup = m_parts.lookup;
    const bool answered = lookup.found() || lookup.verdict() || !lookup.choices().isEmpty();
    if (m_step == Step::Lookup && answered) m_parts.identification.stop();
  });
  connect(&parts.lookup, &ReceiptLookup::resumeCodeSeen, this, [this](const QString& code) {
    typeCode();
    m_parts.codes.open(code);
  });
  connect(&parts.codes, &ResumeCodes::opened, this, &Visit::openByCode);
  connect(&parts.pages, &DocumentPages::changed, this, [this] {
    if (m_step == Step::Document) m_parts.session.holdTime(m_parts.pages.state() != DocumentPages::State::Resting);
    // A page that cannot be taken off the disk must not be handed in unasked.
    if (m_step == Step::Review && m_parts.pages.trouble()) m_trouble = m_parts.pages.trouble();
    Q_EMIT changed();
  });
  connect(&parts.pages, &DocumentPages::pagesChanged, this, &Visit::pageCameOrWent);
  connect(&parts.bay, &drivers::Bay::cardServed, this, [this] {
    if (!over()) return;  // read for somebody who left meanwhile
    lookForCard();
    Q_EMIT changed();
  });
  connect(&parts.bay, &drivers::Bay::released, this, [this] {
    if (m_claiming) claimDevices();
  });
  connect(&parts.bay, &drivers::Bay::cardRemoved, this, [this] {
    if (!m_cardLeft) return;
    m_cardLeft = false;
    Q_EMIT changed();
  });
}

Visit::~Visit() {
  hall::wipe(m_typed);
}

// While a technician has them every request is answered with the reason, and they are taken as soon as they are free.
void Visit::claimDevices() {
  m_claiming = true;
  const Result<void> claimed = m_parts.bay.claim(this, {&m_parts.identification, &m_parts.pages, &m_parts.lookup,
                                                        &m_parts.submitting, &m_parts.acceptance, &m_parts.codes});
  if (!claimed) {
    m_parts.log.event(Log::Level::Warning, "visit.unclaimed",
                      {{QStringLiteral("code"), QString::fromLatin1(claimed.error().code)}});
  }
}

const model::Field* Visit::question() const {
  return m_service ? m_service->field(m_question) : nullptr;
}

QList<Visit::Service> Visit::offers() const {
  if (!m_person) return {};
  QList<Service> offers = m_parts.catalogue.offersFor(m_person->card, m_parts.clock.today());
  offers.removeIf([this](const Service& offer) { return m_service && offer->id == m_service->id; });
  return offers;
}

Visit::Step Visit::stepOf(const model::Field& question) {
  return question.type == model::FieldType::Document ? Step::Document : Step::Question;
}

void Visit::go(Step step) {
  m_parts.pages.stopLooking();
  m_step = step;
  if (step == Step::Thanks) {
    m_thanks.start();
  } else {
    m_thanks.stop();
  }
  if (over()) lookForCard();
  Q_EMIT stepChanged();
  Q_EMIT changed();
}

// Nobody may keep a card, so one that is forgotten is called out and logged, once until it is lifted.
void Visit::lookForCard() {
  if (m_cardLeft || !m_parts.bay.servedCardPresent()) return;
  m_cardLeft = true;
  m_parts.log.event(Log::Level::Warning, "card.left");
}

void Visit::begin() {
  m_parts.session.begin();
  claimDevices();
  m_parts.bay.newVisitor();
  if (m_gate) {
    m_trouble = m_gate;
    go(Step::Unavailable);
    return;
  }
  go(Step::Find);
}

void Visit::setGate(std::optional<Error> reason) {
  m_gate = std::move(reason);
  if (m_step == Step::Unavailable && !m_gate) end();
}

// What opens the draft of a case that nobody is at any more does not stay in memory.
void Visit::closeCase() {
  if (!m_caseId.isEmpty()) m_parts.drafts.close(m_caseId);
  m_caseId.clear();
}

void Visit::choose(const QByteArray& serviceId) {
  const Service service = m_parts.catalogue.find(serviceId);
  if (!service) return;
  m_service = service;
  m_form.reset();
  closeCase();
  go(Step::Guide);
}

void Visit::startForm() {
  if (!m_service) return;
  if (m_person) {
    meet(m_person);
    return;
  }
  go(Step::Identify);
  m_parts.identification.start();
}

void Visit::meet(std::shared_ptr<Person> person) {
  // Asked for what became of it, not for a matter: the person is not kept.
  if (m_step == Step::Lookup) {
    m_parts.lookup.tellAllOf(m_parts.drafts.subjectKey(*person), m_parts.clock.now());
    return;
  }
  m_person = std::move(person);
  m_parts.drafts.find(m_service->id, *m_person, m_parts.clock.now(), this,
                      [this, person = m_person, service = m_service, step = m_step](const Before& before) {
                        // Whoever went back meanwhile, or on to another matter, is not pulled here again.
                        if (m_person == person && m_service == service && m_step == step) openForm(before);
                      });
}

void Visit::openForm(const Before& before) {
  m_handedIn = before.handedIn;
  showForm(before.draft, model::Evidence::A);
}

// What was read from the card then is still from the card; that its holder is here now is for others to check.
void Visit::openByCode(const Draft& draft) {
  const Service service = m_parts.catalogue.find(draft.serviceId);
  if (m_step != Step::TypeCode || !service) {
    m_parts.drafts.close(draft.caseId);
    return;
  }
  m_service = service;
  const QJsonObject answers = draft.content.value(QStringLiteral("answers")).toObject();
  QHash<QByteArray, QString> readBefore;
  for (const model::Field& field : service->fields) {
    const QJsonObject answer = answers.value(QString::fromUtf8(field.id)).toObject();
    if (!field.from.isEmpty()) readBefore.insert(field.from, answer.value(QStringLiteral("value")).toString());
  }
  m_person = std::make_shared<Person>(readBefore);
  m_handedIn.reset();
  showForm(draft, model::Evidence::C);
}

void Visit::showForm(const std::optional<Draft>& draft, model::Evidence evidence) {
  m_form.emplace(*m_service, m_parts.clock.today());
  m_form->fill(m_person->card, model::Source::Card, evidence, m_parts.clock.now());
  const QByteArray caseId = draft ? draft->caseId : mintIdentifier(m_parts.clock);
  if (m_caseId != caseId) closeCase();
  m_caseId = caseId;
  m_parts.pages.open(m_caseId, draft ? draft->pages : QList<DraftPage>());
  hall::wipe(m_typed);
  if (draft) {
    m_form->restore(draft->content);
    forgetLostPages();
    const QJsonObject typed = draft->content.value(QStringLiteral("typing")).toObject();
    m_typedField = typed.value(QStringLiteral("field")).toString().toUtf8();
    m_typed = typed.value(QStringLiteral("value")).toString();
  }
  m_resumed = draft.has_value();
  m_question.clear();
  m_changing = false;
  go(Step::Confirm);
}

// An answer that names pages is good only with those pages.
void Visit::forgetLostPages() {
  for (const model::Field& field : m_service->fields) {
    const auto answer = m_form->answers().constFind(field.id);
    if (field.type != model::FieldType::Document || answer == m_form->answers().constEnd()) continue;
    const auto named = model::DocumentAnswer::parse(answer->value);
    if (named && !named->atCounter && named->pages != m_parts.pages.answer(field.id).pages) m_form->forget(field.id);
  }
}

void Visit::confirmPerson() {
  if (!m_form) return;
  if (m_form->ineligible() != nullptr) {
    go(Step::NotEligible);
    return;
  }
  saveDraft();
  askFrom(m_form->nextQuestion());
}

void Visit::rejectPerson() {
  m_form.reset();
  m_person.reset();
  closeCase();
  go(Step::Identify);
  m_parts.identification.start();
}

void Visit::askFrom(const model::Field* question) {
  m_trouble.reset();
  m_question = question != nullptr ? question->id : QByteArray();
  if (question == nullptr) {
    m_changing = false;
    m_parts.pages.removeAllBut(photographed());
  }
  go(question != nullptr ? stepOf(*question) : Step::Review);
}

// The questions whose pages are handed in.
QList<QByteArray> Visit::photographed() const {
  QList<QByteArray> fields;
  for (const model::Field* field : m_form->visibleFields()) {
    const auto named = model::DocumentAnswer::parse(m_form->answers().value(field->id).value);
    if (field->type == model::FieldType::Document && named && !named->atCounter) fields.append(field->id);
  }
  return fields;
}

// Where an answer leads: out, if it shuts the person out; to the next open question; else to the review.
void Visit::askNext() {
  if (m_form->ineligible() != nullptr) {
    go(Step::NotEligible);
  } else {
    askFrom(m_form->nextQuestion());
  }
}

std::optional<model::FieldFault> Visit::answer(const QString& value) {
  if (!m_form || m_question.isEmpty()) return std::nullopt;
  std::optional<model::FieldFault> fault =
      m_form->answer(m_question, value, model::Source::Person, model::Evidence::D, m_parts.clock.now());
  if (!fault) answered();
  return fault;
}

void Visit::answered() {
  hall::wipe(m_typed);
  m_typedField.clear();
  saveDraft();
  const QList<const model::Field*> questions = m_form->questions();
  const auto place = questions.indexOf(question());
  // Walking back and forth keeps the order; a correction from the review goes straight back unless it opened others.
  if (m_changing || place < 0 || place + 1 >= questions.size() || m_form->ineligible() != nullptr) {
    askNext();
  } else {
    askFrom(questions.at(place + 1));
  }
}

void Visit::typing(const QString& value) {
  if (m_step != Step::Question || !m_form) return;
  hall::wipe(m_typed);
  m_typedField = m_question;
  m_typed = QString(value.constData(), value.size());  // deep: the page wipes its own
  saveDraft();
}

QString Visit::typed(const QByteArray& field) const {
  return field == m_typedField ? QString(m_typed.constData(), m_typed.size()) : QString();
}

void Visit::photograph() {
  if (m_step == Step::Document) m_parts.pages.photograph(m_question);
}

void Visit::removePage(const QByteArray& pageId) {
  if (m_step == Step::Document) m_parts.pages.remove(m_question, pageId);
}

void Visit::retakePage(const QByteArray& pageId) {
  if (m_step == Step::Document) m_parts.pages.retake(m_question, pageId);
}

void Visit::stopPhotograph() {
  m_parts.pages.stopLooking();
}

// An answer given before names other pages than there are now.
void Visit::pageCameOrWent(const QByteArray& field) {
  if (!m_form || !m_form->answers().contains(field)) return;
  forgetLostPages();
  saveDraft();
}

std::optional<model::FieldFault> Visit::finishDocument() {
  // What is not on the disk yet is not gone past.
  if (m_step != Step::Document || m_parts.pages.state() != DocumentPages::State::Resting) return std::nullopt;
  std::optional<model::FieldFault> fault =
      m_form->answer(m_question, m_parts.pages.answer(m_question).text(), model::Source::Person, model::Evidence::C,
                     m_parts.clock.now());
  if (!fault) answered();
  return fault;
}

std::optional<model::FieldFault> Visit::bringToCounter() {
  if (m_step != Step::Document || m_parts.pages.state() == DocumentPages::State::Keeping) return std::nullopt;
  return answer(model::DocumentAnswer{true, {}}.text());
}

void Visit::change(const QByteArray& field) {
  if (!m_form || m_step != Step::Review) return;
  const QList<const model::Field*> questions = m_form->questions();
  const auto named = [&field](const model::Field* question) { return question->id == field; };
  if (std::none_of(questions.begin(), questions.end(), named)) return;
  m_question = field;
  m_changing = true;
  go(stepOf(*question()));
}

void Visit::saveDraft() {
  QJsonObject content = m_form->toJson();
  if (!m_typed.isEmpty()) {
    content.insert(QStringLiteral("typing"), QJsonObject{{QStringLiteral("field"), QString::fromUtf8(m_typedField)},
                                                         {QStringLiteral("value"), m_typed}});
  }
  m_parts.drafts.save(m_caseId, m_service->id, *m_person, content);
}

void Visit::submit() {
  if (m_step != Step::Review || !m_form) return;
  if (!m_form->complete()) {
    askNext();
    return;
  }
  // Whatever lies with the draft is handed in, so a page that is not meant has to be gone first.
  if (m_parts.pages.state() != DocumentPages::State::Resting) return;
  m_parts.pages.removeAllBut(photographed());
  if (m_parts.pages.state() != DocumentPages::State::Resting) return;
  m_trouble.reset();
  m_parts.session.holdTime(true);
  m_parts.acceptance.forget();
  go(Step::Keeping);
  m_parts.submitting.submit({m_caseId, m_service, m_form->toJson(), materialsOf(*m_form, m_parts.words),
                             m_parts.drafts.subjectKey(*m_person)},
                            m_parts.session.language());
}

bool Visit::offersNotice() const {
  const auto& submission = m_parts.submitting.submission();
  const bool numbered = submission && submission->receipt && !submission->receipt->acceptanceNo.isEmpty();
  return m_step == Step::Receipt && m_person && numbered && m_parts.acceptance.offered();
}

void Visit::printNotice() {
  if (!offersNotice()) return;
  m_parts.acceptance.print(std::make_shared<const NoticeFacts>(m_service, *m_parts.submitting.submission(), *m_person,
                                                               materialsOf(*m_form, m_parts.words)));
}

void Visit::goToRating() {
  if (m_step != Step::Receipt) return;
  m_parts.submitting.handOver();
  go(Step::Rating);
}

void Visit::takeOffer(const QByteArray& serviceId) {
  m_offer = serviceId;
  goToRating();
}

void Visit::rate(int stars) {
  if (m_step != Step::Rating) return;
  m_parts.submitting.rate(stars);
  if (m_offer.isEmpty()) {
    go(Step::Thanks);
  } else {
    choose(std::exchange(m_offer, {}));
  }
}

void Visit::lookUp() {
  m_parts.session.begin();
  claimDevices();
  m_parts.identification.stop();
  go(Step::Lookup);
  m_parts.lookup.start();
  m_parts.identification.start();
}

bool Visit::offersCode() const {
  const bool kept = m_step == Step::Question || m_step == Step::Document || m_step == Step::Review;
  return kept && m_form && m_parts.pages.state() == DocumentPages::State::Resting;
}

void Visit::leaveWithCode() {
  if (!offersCode()) return;
  m_stepBeforeCode = m_step;
  saveDraft();
  go(Step::TakeCode);
  m_parts.codes.give(m_caseId, m_service->name, m_parts.session.language());
}

void Visit::typeCode() {
  if (m_step != Step::Lookup) return;
  m_parts.lookup.stop();
  m_parts.identification.stop();
  if (m_gate) {
    m_trouble = m_gate;
    go(Step::Unavailable);
    return;
  }
  m_parts.codes.forget();
  go(Step::TypeCode);
}

void Visit::previousQuestion() {
  if (m_changing && m_form->nextQuestion() == nullptr) {
    askFrom(nullptr);
    return;
  }
  const QList<const model::Field*> questions = m_form->questions();
  const auto place = questions.indexOf(question());
  if (place <= 0) {
    m_question.clear();
    go(Step::Confirm);
    return;
  }
  askFrom(questions.at(place - 1));
}

void Visit::back() {
  switch (m_step) {
    case Step::Guide:
      go(Step::Find);
      break;
    case Step::Identify:
      m_parts.identification.stop();
      go(Step::Guide);
      break;
    case Step::Confirm:
      go(Step::Guide);
      break;
    case Step::NotEligible:
      go(m_question.isEmpty() ? Step::Guide : stepOf(*question()));
      break;
    case Step::Document:
      if (m_parts.pages.state() == DocumentPages::State::Keeping) break;
      [[fallthrough]];
    case Step::Question:
      previousQuestion();
      break;
    case Step::Review:
      askFrom(m_form->questions().isEmpty() ? nullptr : m_form->questions().last());
      break;
    case Step::TakeCode:
      go(m_stepBeforeCode);
      break;
    case Step::TypeCode:
      m_parts.codes.forget();
      lookUp();
      break;
    case Step::Rating:
      m_offer.clear();
      go(Step::Receipt);
      break;
    case Step::Keeping:  // being written to the disk: there is nothing to go back to until it is safe
    case Step::Receipt:
      break;  // already handed in
    case Step::Home:
    case Step::Find:
    case Step::Thanks:
    case Step::Lookup:
    case Step::Unavailable:
      end();
      break;
  }
}

void Visit::end() {
  // Until the seal is on the disk nobody can say what became of it; the receipt page comes in a moment.
  if (m_step == Step::Keeping) return;
  m_parts.submitting.handOver();
  // The pages let go first: nothing may look at a person who is being wiped.
  go(Step::Home);
  m_parts.identification.stop();
  m_parts.lookup.stop();
  m_parts.pages.forget();
  m_parts.submitting.forget();
  m_parts.acceptance.forget();
  m_parts.codes.forget();
  hall::wipe(m_typed);
  m_typedField.clear();
  m_form.reset();
  m_person.reset();
  m_service.reset();
  closeCase();
  m_question.clear();
  m_changing = false;
  m_resumed = false;
  m_trouble.reset();
  m_offer.clear();
  m_handedIn.reset();
  m_parts.session.reset();
  m_claiming = false;
  m_parts.bay.release(this);
  Q_EMIT changed();
}

}  // namespace hall::kiosk
