#include "kiosk-app/citizen/receipt_controller.h"

#include "kiosk-app/citizen/find_controller.h"
#include "kiosk-app/citizen/row.h"
#include "kiosk-app/core/receipt_code.h"

namespace hall::kiosk {

using model::SubmissionState;

ReceiptController::ReceiptController(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts) {
  connect(&parts.submitting, &Submitting::changed, this, &ReceiptController::changed);
  connect(&parts.acceptance, &AcceptancePrint::changed, this, &ReceiptController::changed);
  connect(&parts.lookup, &ReceiptLookup::changed, this, &ReceiptController::changed);
  connect(&parts.visit, &Visit::changed, this, &ReceiptController::changed);
  connect(&parts.session, &Session::languageChanged, this, &ReceiptController::changed);
}

QString ReceiptController::word(const QString& id) const {
  return m_parts.words.text(id, m_parts.session.language());
}

bool ReceiptController::held() const {
  const auto& submission = m_parts.submitting.submission();
  return submission && submission->state == SubmissionState::Held;
}

QVariant ReceiptController::rowOf(const char* id, const QString& value) const {
  Row row;
  row.id = QLatin1String(id);
  row.label = word(QStringLiteral("receipt.") + row.id);
  row.value = value;
  return QVariant::fromValue(row);
}

QVariantList ReceiptController::rowsOf(const credential::Verdict& verdict) const {
  const model::Language language = m_parts.session.language();
  QVariantList rows{rowOf("signer", verdict.signer.in(language))};
  if (const auto* receipt = std::get_if<credential::ReceiptPass>(&verdict.hall)) {
    const auto service = m_parts.catalogue.find(receipt->serviceId.toUtf8());
    if (service) rows.append(rowOf("service", service->name.in(language)));
    if (!receipt->acceptanceNo.isEmpty()) rows.append(rowOf("acceptance_no", receipt->acceptanceNo));
    rows.append(rowOf("received_at", timeText(receipt->receivedAt, language)));
  }
  if (verdict.claims.expires.isValid()) rows.append(rowOf("expires", timeText(verdict.claims.expires, language)));
  return rows;
}

QVariantList ReceiptController::rowsOf(const model::Submission& submission) const {
  const model::Language language = m_parts.session.language();
  QVariantList rows;
  const auto add = [&](const char* id, const QString& value) { rows.append(rowOf(id, value)); };
  if (const auto service = m_parts.catalogue.find(submission.serviceId)) add("service", service->name.in(language));
  if (submission.receipt) {
    add("acceptance_no", QString::fromUtf8(submission.receipt->acceptanceNo));
    add("received_at", timeText(submission.receipt->receivedAt, language));
  } else {
    add("kept_at", timeText(submission.sealedAt, language));
  }
  add("local_number", localNumber(submission));
  return rows;
}

QVariantList ReceiptController::rowsOf(const HandedIn& told) const {
  const model::Language language = m_parts.session.language();
  QVariantList rows = rowsOf(told.submission);
  if (told.state() == SubmissionState::Held) rows.append(rowOf("held_code", wordCode(told.submission.heldCode)));
  if (!told.said) return rows;
  rows.append(rowOf("decided_at", timeText(told.said->decidedAt, language)));
  const QByteArray& number = told.said->acceptanceNo;
  if (!number.isEmpty() && number != told.submission.receipt->acceptanceNo) {
    rows.append(rowOf("decision_no", QString::fromUtf8(number)));
  }
  if (told.countsInstead) {
    rows.append(rowOf("counts_instead", localNumber(*told.countsInstead) + QStringLiteral(" · ") +
                                            timeText(told.countsInstead->sealedAt, language)));
  }
  return rows;
}

QVariantList ReceiptController::rows() const {
  const auto& submission = m_parts.submitting.submission();
  return submission ? rowsOf(*submission) : QVariantList();
}

QString ReceiptController::code() const {
  const auto& submission = m_parts.submitting.submission();
  return submission ? receiptCodeText(submission->submissionId, submission->digest) : QString();
}

QString ReceiptController::slip() const {
  switch (m_parts.submitting.slip()) {
    case Submitting::Slip::None:
      return {};
    case Submitting::Slip::Printing:
      return word(QStringLiteral("receipt.printing"));
    case Submitting::Slip::Printed:
      return word(QStringLiteral("receipt.printed"));
    case Submitting::Slip::Trouble:
      break;
  }
  const auto& trouble = m_parts.submitting.printTrouble();
  return trouble ? word(noticeFor(*trouble, m_parts.words, drivers::DeviceKind::ReceiptPrinter).citizen) : QString();
}

QString ReceiptController::notice() const {
  switch (m_parts.acceptance.state()) {
    case AcceptancePrint::State::None:
      return {};
    case AcceptancePrint::State::Printing:
      return word(QStringLiteral("receipt.notice_printing"));
    case AcceptancePrint::State::Printed:
      return word(QStringLiteral("receipt.notice_printed"));
    case AcceptancePrint::State::Trouble:
      break;
  }
  const auto& trouble = m_parts.acceptance.trouble();
  return trouble ? word(noticeFor(*trouble, m_parts.words, drivers::DeviceKind::PagePrinter).citizen) : QString();
}

QVariantList ReceiptController::offers() const {
  return serviceRows(m_parts.visit.offers(), m_parts.session.language());
}

// "Genuine, checked offline, list of DATE", or the first check that failed.
QString ReceiptController::answer(const credential::Verdict& verdict) const {
  const QString text = word(credential::answerWord(verdict, credential::Listener::Citizen));
  return text.contains(u"%1") ? text.arg(dayText(verdict.listDate, m_parts.session.language())) : text;
}

QString ReceiptController::lookupTrouble() const {
  const auto& verdict = m_parts.lookup.verdict();
  if (verdict && !verdict->isValid()) return answer(*verdict);
  const auto& trouble = m_parts.lookup.trouble();
  return trouble ? word(noticeFor(*trouble, m_parts.words).citizen) : QString();
}

QString ReceiptController::lookupState() const {
  const auto& verdict = m_parts.lookup.verdict();
  if (verdict && verdict->isValid()) return answer(*verdict);
  const auto& found = m_parts.lookup.found();
  return found ? stateText(*found, m_parts.words, m_parts.session.language()) : QString();
}

QString ReceiptController::lookupMessage() const {
  const auto& found = m_parts.lookup.found();
  return found ? messageText(*found, m_parts.session.language()) : QString();
}

QString ReceiptController::lookupNext() const {
  const auto& found = m_parts.lookup.found();
  return found ? nextText(*found, m_parts.words, m_parts.session.language()) : QString();
}

QVariantList ReceiptController::lookupChoices() const {
  const model::Language language = m_parts.session.language();
  QVariantList rows;
  for (const HandedIn& told : m_parts.lookup.choices()) {
    const model::Submission& choice = told.submission;
    const auto service = m_parts.catalogue.find(choice.serviceId);
    Row row;
    row.id = QString::fromLatin1(choice.submissionId);
    row.label = service ? service->name.in(language) : localNumber(choice);
    row.value = timeText(choice.sealedAt, language) + QStringLiteral(" · ") + localNumber(choice);
    rows.append(QVariant::fromValue(row));
  }
  return rows;
}

QVariantList ReceiptController::lookupRows() const {
  const auto& verdict = m_parts.lookup.verdict();
  if (verdict && verdict->isValid()) return rowsOf(*verdict);
  const auto& found = m_parts.lookup.found();
  return found ? rowsOf(*found) : QVariantList();
}

}  // namespace hall::kiosk
