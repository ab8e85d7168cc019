#include "kiosk-app/core/drafts.h"

#include "sync/base/wipe.h"
#include "sync/seal/holder_hash.h"

namespace hall::kiosk {

namespace {

Result<QList<DraftPage>> pagesOf(const outbox::Outbox& outbox, const QByteArray& caseId) {
  const Result<QList<outbox::DraftAttachment>> kept = outbox.draftAttachments(caseId);
  if (!kept) return failure(kept.error());
  QList<DraftPage> pages;
  for (const outbox::DraftAttachment& attachment : *kept) {
    Result<QByteArray> jpeg = outbox.draftAttachmentBytes(caseId, attachment.attachmentId);
    if (!jpeg) return failure(jpeg.error());
    pages.append(DraftPage(attachment.attachmentId, attachment.field, std::move(*jpeg)));
  }
  return pages;
}

Result<Draft> draftOf(const outbox::Outbox& outbox, const QByteArray& serviceId, const QList<QByteArray>& keys) {
  for (const QByteArray& key : keys) {
    const Result<outbox::Draft> found = outbox.findDraft(serviceId, key);
    if (!found && found.error().kind == Failure::NotFound) continue;
    if (!found) return failure(found.error());
    Result<QList<DraftPage>> pages = pagesOf(outbox, found->caseId);
    if (!pages) return failure(pages.error());
    return Draft{found->caseId, found->serviceId, found->content, std::move(*pages)};
  }
  return failure(Failure::NotFound, "outbox.no-draft");
}

// What a code gives, apart from whatever else is keyed with this terminal's secret.
Result<QByteArray> codeKey(const seal::TerminalKey& key, const QString& code) {
  QByteArray digits = code.toLatin1();
  auto stretched = seal::holderHash(digits, key.subjectKey("draft-code-salt").first(16));
  hall::wipe(digits);
  if (!stretched) return stretched;
  const QByteArray codeKey = key.subjectKey("draft-code:" + *stretched);
  hall::wipe(*stretched);
  return codeKey;
}

constexpr int kFreshDays = 1;   // for so long handing in the same again is most likely a mistake
constexpr int kToldDays = 180;  // for so long whoever comes again hears what became of it

// The last one: as long as it is on its way or its citizen has not yet heard the authority's word here.
std::optional<HandedIn> lastOf(const outbox::Outbox& outbox, const QByteArray& serviceId, const QByteArray& subject,
                               const QDateTime& now) {
  const auto all = outbox.submittedBy(serviceId, subject, now.addDays(-kToldDays));
  if (!all || all->isEmpty()) return std::nullopt;
  HandedIn last = HandedIn::read(outbox, all->constFirst());
  if (last.said || !last.submission.receipt) return last;
  const auto fresh = outbox.submittedBy(serviceId, subject, now.addDays(-kFreshDays));
  return fresh && !fresh->isEmpty() ? std::optional(std::move(last)) : std::nullopt;
}

}  // namespace

DraftPage::DraftPage(QByteArray pageId, QByteArray itsField, QByteArray itsJpeg)
    : id(std::move(pageId)), field(std::move(itsField)), jpeg(std::move(itsJpeg)), digest(model::contentDigest(jpeg)) {}

DraftPage::~DraftPage() {
  hall::wipe(jpeg);
}

Drafts::Drafts(outbox::Outbox& outbox, const seal::TerminalKey& key, Lane& store, Log& log, QObject* parent)
    : QObject(parent), m_outbox(outbox), m_key(key), m_store(store), m_log(log) {}

QByteArray Drafts::subjectKey(const Person& person) const {
  const QByteArray number = person.card.value("card.number").toUtf8();
  return number.isEmpty() ? QByteArray() : m_key.subjectKey(number);
}

QByteArray Drafts::draftKey(const Person& person) const {
  return person.cardSecret.isEmpty() ? QByteArray() : m_key.subjectKey("draft:" + person.cardSecret);
}

void Drafts::find(const QByteArray& serviceId, const Person& person, const QDateTime& now, QObject* context,
                  std::function<void(Before)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, &log = m_log, serviceId, now, subject = subjectKey(person),
       card = draftKey(person)](const std::stop_token&) {
        Before before;
        // Drafts of releases before this one were kept for the number; the next save gives them to the card.
        Result<Draft> found = draftOf(outbox, serviceId, {card, subject});
        if (found) {
          before.draft = std::move(*found);
        } else if (found.error().kind != Failure::NotFound) {
          log.event(Log::Level::Warning, "draft.unreadable",
                    {{QStringLiteral("code"), QString::fromLatin1(found.error().code)}});
        }
        before.handedIn = lastOf(outbox, serviceId, subject, now);
        return before;
      },
      std::move(done));
}

void Drafts::giveCode(const QByteArray& caseId, const QString& code, QObject* context,
                      std::function<void(Result<void>)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, &key = m_key, caseId, code](const std::stop_token&) -> Result<void> {
        const Result<QByteArray> opening = codeKey(key, code);
        return opening ? outbox.giveDraftCode(caseId, *opening) : failure(opening.error());
      },
      std::move(done));
}

void Drafts::openByCode(const QString& code, QObject* context, std::function<void(Result<Draft>)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, &key = m_key, code](const std::stop_token&) -> Result<Draft> {
        const Result<QByteArray> opening = codeKey(key, code);
        if (!opening) return failure(opening.error());
        const Result<outbox::Draft> found = outbox.openDraftByCode(*opening);
        if (!found) return failure(found.error());
        Result<QList<DraftPage>> pages = pagesOf(outbox, found->caseId);
        if (!pages) return failure(pages.error());
        return Draft{found->caseId, found->serviceId, found->content, std::move(*pages)};
      },
      std::move(done));
}

void Drafts::addPage(const QByteArray& caseId, const QByteArray& field, const QByteArray& jpeg, QObject* context,
                     std::function<void(Result<DraftPage>)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, caseId, field, jpeg](const std::stop_token&) -> Result<DraftPage> {
        Result<QByteArray> id = outbox.addDraftAttachment(caseId, field, jpeg, "image/jpeg");
        if (!id) return failure(id.error());
        return DraftPage(std::move(*id), field, jpeg);
      },
      std::move(done));
}

void Drafts::dropPage(const QByteArray& caseId, const QByteArray& pageId, QObject* context,
                      std::function<void(Result<void>)> done) {
  m_store.run(
      context,
      [&outbox = m_outbox, caseId, pageId](const std::stop_token&) {
        return outbox.dropDraftAttachment(caseId, pageId);
      },
      std::move(done));
}

void Drafts::save(const QByteArray& caseId, const QByteArray& serviceId, const Person& person,
                  const QJsonObject& content) {
  m_store.run(
      this,
      [&outbox = m_outbox, caseId, serviceId, key = draftKey(person), content](const std::stop_token&) {
        return outbox.saveDraft(caseId, serviceId, key, content);
      },
      [this](const Result<void>& saved) {
        // The visit goes on in memory; sealing will fail loudly if the disk is really full.
        if (!saved) {
          m_log.event(Log::Level::Warning, "draft.not-kept",
                      {{QStringLiteral("code"), QString::fromLatin1(saved.error().code)}});
        }
      });
}

void Drafts::close(const QByteArray& caseId) {
  m_store.run(
      this, [&outbox = m_outbox, caseId](const std::stop_token&) { outbox.closeDraft(caseId); }, [] {});
}

}  // namespace hall::kiosk
