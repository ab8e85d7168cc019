#include "kiosk-app/core/drafts.h"

namespace hall::kiosk {

Drafts::Drafts(outbox::Outbox& outbox, const seal::TerminalKey& key, Lane& store, Log& log, QObject* parent)
    : QObject(parent), m_outbox(outbox), m_key(key), m_store(store), m_log(log) {}

void Drafts::find(const QByteArray& serviceId, const QString& idNumber, const QDateTime& since, QObject* context,
                  std::function<void(Before)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, &log = m_log, serviceId, since, subject = subjectKey(idNumber)](const std::stop_token&) {
        Before before;
        const Result<outbox::Draft> found = outbox.findDraft(serviceId, subject);
        if (found) {
          before.draft = Draft{found->caseId, found->content};
        } else if (found.error().kind != Failure::NotFound) {
          log.event(Log::Level::Warning, "draft.unreadable",
                    {{QStringLiteral("code"), QString::fromLatin1(found.error().code)}});
        }
        const auto handedIn = outbox.submittedBy(serviceId, subject, since);
        if (handedIn && !handedIn->isEmpty()) before.handedIn = handedIn->first();
        return before;
      },
      std::move(done));
}

void Drafts::save(const QByteArray& caseId, const QByteArray& serviceId, const QString& idNumber,
                  const QJsonObject& content) {
  const QByteArray subject = subjectKey(idNumber);
  m_store.run(
      this,
      [&outbox = m_outbox, caseId, serviceId, subject, content](const std::stop_token&) {
        return outbox.saveDraft(caseId, serviceId, subject, content);
      },
      [this](const Result<void>& saved) {
        // The visit goes on in memory; sealing will fail loudly if the disk is really full.
        if (!saved) {
          m_log.event(Log::Level::Warning, "draft.not-kept",
                      {{QStringLiteral("code"), QString::fromLatin1(saved.error().code)}});
        }
      });
}

}  // namespace hall::kiosk
