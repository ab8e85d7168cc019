#include "kiosk-app/core/submitting.h"

namespace hall::kiosk {

Submitting::Submitting(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, const model::Words& words,
                       const Settings& settings, std::function<void()> wakeEngine, QObject* parent)
    : QObject(parent),
      m_outbox(outbox),
      m_store(store),
      m_bay(bay),
      m_words(words),
      m_settings(settings),
      m_wakeEngine(std::move(wakeEngine)) {
  m_localSlip.setSingleShot(true);
  connect(&m_localSlip, &QTimer::timeout, this, [this] {
    if (m_submission && !official() && m_slip == Slip::None) print();
  });
}

void Submitting::submit(const Application& application, model::Language language) {
  forget();
  m_service = application.service;
  m_materials = application.materials;
  m_language = language;
  m_sealing = true;
  m_store.run(
      this,
      [&outbox = m_outbox, request = outbox::SealRequest{application.caseId,
                                                         application.service->id,
                                                         "service",
                                                         application.content,
                                                         {},
                                                         application.subjectKey,
                                                         application.service->legalWorkingDays}](
          const std::stop_token&) { return outbox.seal(request); },
      [this, visit = m_visit](const Result<model::Submission>& sealed) {
        if (sealed) m_wakeEngine();
        if (visit != m_visit) return;
        m_sealing = false;
        if (!sealed) {
          Q_EMIT failed(sealed.error());
          return;
        }
        m_submission = *sealed;
        if (const auto ahead = m_ahead.constFind(sealed->submissionId); ahead != m_ahead.constEnd())
          m_submission = *ahead;
        m_ahead.clear();
        Q_EMIT kept();
        if (official()) {
          print();
        } else {
          m_localSlip.start(std::chrono::seconds(m_settings.localSlipSeconds));
          Q_EMIT changed();
        }
      });
}

void Submitting::rate(int stars) {
  if (!m_submission || stars < 1 || stars > 5) return;
  const outbox::SealRequest request{
      m_submission->caseId,
      m_submission->serviceId,
      "rating",
      {{QStringLiteral("rated_submission"), QString::fromLatin1(m_submission->submissionId)},
       {QStringLiteral("stars"), stars}},
      {}};
  m_store.run(
      this, [&outbox = m_outbox, request](const std::stop_token&) { return outbox.seal(request); },
      [this](const Result<model::Submission>& sealed) {
        if (sealed) m_wakeEngine();
      });
}

void Submitting::moved(const model::Submission& submission) {
  if (m_sealing) m_ahead.insert(submission.submissionId, submission);
  if (!m_submission || submission.submissionId != m_submission->submissionId) return;
  const bool wasOfficial = official();
  m_submission = submission;
  if (official() && !wasOfficial) {
    m_localSlip.stop();
    if (m_slip != Slip::Printing) print();  // else when the local slip is out
  }
  Q_EMIT changed();
}

void Submitting::printAgain() {
  if (m_submission && m_slip != Slip::Printing) print();
}

void Submitting::handOver() {
  m_localSlip.stop();
  if (m_submission && m_slip == Slip::None) print();
}

void Submitting::print() {
  m_slip = Slip::Printing;
  m_printTrouble.reset();
  m_printedOfficial = official();
  const drivers::Paper paper =
      receiptPaper({m_settings.hallName, m_service->name, *m_submission, m_materials}, m_words, m_language);
  const QByteArray kind = m_printedOfficial ? "print.official" : "print.local";
  m_store.run(
      this,
      [&outbox = m_outbox, id = m_submission->submissionId, kind](const std::stop_token&) {
        return outbox.askEffect(id, kind);
      },
      [this, paper, visit = m_visit](const Result<QByteArray>& effectId) {
        if (effectId) {
          send(*effectId, paper, visit);
        } else if (visit == m_visit) {
          m_slip = Slip::Trouble;
          m_printTrouble = effectId.error();
          Q_EMIT changed();
        }
      });
  Q_EMIT changed();
}

void Submitting::send(const QByteArray& effectId, const drivers::Paper& paper, int visit) {
  // It comes out although its citizen may have left the page: it is theirs, they stand there, and it names nobody.
  m_bay.print(this, paper, [this, effectId, visit](const Result<void>& outcome) {
    printed(effectId, outcome);
    if (visit != m_visit) return;
    m_slip = outcome ? Slip::Printed : Slip::Trouble;
    if (!outcome) m_printTrouble = outcome.error();
    if (outcome && official() && !m_printedOfficial) print();
    Q_EMIT changed();
  });
}

void Submitting::printed(const QByteArray& effectId, const Result<void>& outcome) {
  m_store.run(
      this,
      [&outbox = m_outbox, effectId, code = outcome ? QByteArray() : outcome.error().code](const std::stop_token&) {
        return code.isEmpty() ? outbox.confirmEffect(effectId) : outbox.failEffect(effectId, code);
      },
      [](const Result<void>&) {});
}

void Submitting::forget() {
  ++m_visit;
  m_localSlip.stop();
  m_service.reset();
  m_materials.clear();
  m_submission.reset();
  m_ahead.clear();
  m_sealing = false;
  m_slip = Slip::None;
  m_printedOfficial = false;
  m_printTrouble.reset();
  Q_EMIT changed();
}

}  // namespace hall::kiosk
