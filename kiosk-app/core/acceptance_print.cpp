#include "kiosk-app/core/acceptance_print.h"

#include "sync/base/wipe.h"

namespace hall::kiosk {

using drivers::DeviceKind;
using drivers::DeviceReport;
using drivers::DeviceState;

namespace {

// Deep, because letters with two owners are not wiped by the first that dies.
QString ownCopy(const QString& text) {
  return QString(text.constData(), text.size());
}

bool onlinePagePrinter(const DeviceReport& report) {
  return report.kind == DeviceKind::PagePrinter && report.state == DeviceState::Online;
}

}  // namespace

NoticeFacts::NoticeFacts(catalogue::Catalogue::Service itsService, model::Submission itsSubmission,
                         const Person& person, QList<model::LocalText> itsMaterials)
    : service(std::move(itsService)),
      submission(std::move(itsSubmission)),
      applicant(ownCopy(person.card.value("card.name"))),
      applicantNumber(ownCopy(person.card.value("card.number"))),
      materials(std::move(itsMaterials)) {}

NoticeFacts::~NoticeFacts() {
  hall::wipe(applicant);
  hall::wipe(applicantNumber);
}

AcceptancePrint::AcceptancePrint(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, Make make, QObject* parent)
    : QObject(parent), m_outbox(outbox), m_store(store), m_bay(bay), m_make(std::move(make)) {
  for (const DeviceReport& report : bay.reports()) m_online = m_online || onlinePagePrinter(report);
  connect(&bay, &drivers::Bay::changed, this, [this](const DeviceReport& report) {
    if (report.kind != DeviceKind::PagePrinter || m_online == onlinePagePrinter(report)) return;
    m_online = !m_online;
    Q_EMIT changed();
  });
}

bool AcceptancePrint::offered() const {
  if (m_state == State::Trouble) return m_trouble->code != "printer.unconfirmed";
  return m_state == State::None && m_online;
}

void AcceptancePrint::print(std::shared_ptr<const NoticeFacts> facts) {
  if (!offered()) return;
  m_state = State::Printing;
  m_trouble.reset();
  // The page first: one that cannot be made was never asked of the printer.
  m_store.run(
      this,
      [&outbox = m_outbox, make = m_make, facts = std::move(facts)](const std::stop_token&) -> Result<Asked> {
        Result<QByteArray> pdf = make(*facts);
        if (!pdf) return failure(pdf.error());
        Result<QByteArray> effectId = outbox.askEffect(facts->submission.submissionId, "print.notice");
        if (!effectId) return failure(effectId.error());
        return Asked{std::move(*effectId), std::move(*pdf)};
      },
      [this, round = m_round](const Result<Asked>& asked) {
        if (asked) {
          send(*asked, round);
        } else if (round == m_round) {
          end(failure(asked.error()));
        }
      });
  Q_EMIT changed();
}

void AcceptancePrint::send(const Asked& asked, int round) {
  if (round != m_round) {  // it names somebody who has gone
    write(asked.effectId, failure(Failure::Cancelled, "printer.cancelled"));
    return;
  }
  const drivers::PageJob job{asked.pdf, QStringLiteral("acceptance-notice")};
  m_bay.printPages(this, job, [this, effectId = asked.effectId, round](const Result<void>& outcome) {
    write(effectId, outcome);
    if (round == m_round) end(outcome);
  });
}

void AcceptancePrint::write(const QByteArray& effectId, const Result<void>& outcome) {
  m_store.run(
      this,
      [&outbox = m_outbox, effectId, code = outcome ? QByteArray() : outcome.error().code](const std::stop_token&) {
        return code.isEmpty() ? outbox.confirmEffect(effectId) : outbox.failEffect(effectId, code);
      },
      [](const Result<void>&) {});
}

void AcceptancePrint::end(const Result<void>& outcome) {
  m_state = outcome ? State::Printed : State::Trouble;
  if (!outcome) m_trouble = outcome.error();
  Q_EMIT changed();
}

void AcceptancePrint::forget() {
  ++m_round;
  m_state = State::None;
  m_trouble.reset();
  Q_EMIT changed();
}

}  // namespace hall::kiosk
