// From a request to a kept submission: attachments to the disk first, then everything else in one commit.
#include <QJsonArray>
#include <QJsonDocument>

#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/outbox/room.h"
#include "sync/seal/case_key.h"
#include "sync/seal/cms.h"

namespace hall::outbox {

using model::Part;
using model::Submission;

namespace {

constexpr char kService[] = "service";

Result<void> check(const SealRequest& request, const Limits& limits) {
  const bool known = request.kind == kService || request.kind == "rating";
  if (!isIdentifier(request.caseId) || request.serviceId.isEmpty() || !known ||
      request.attachments.size() > limits.maximumAttachments) {
    return failure(Failure::Invalid, "outbox.request");
  }
  for (const AttachmentBytes& attachment : request.attachments) {
    if (attachment.bytes.size() > limits.maximumAttachmentBytes) return failure(Failure::Invalid, "outbox.too-large");
  }
  return {};
}

QJsonArray describe(const QList<AttachmentBytes>& plain, const QList<Part>& parts) {
  QJsonArray described;
  for (qsizetype i = 0; i < parts.size(); ++i) {
    QJsonObject one{{QStringLiteral("digest"), QString::fromLatin1(parts[i].digest)},
                    {QStringLiteral("size"), parts[i].size},
                    {QStringLiteral("media_type"), QString::fromLatin1(plain[i].mediaType)}};
    if (!plain[i].field.isEmpty()) one.insert(QStringLiteral("field"), QString::fromUtf8(plain[i].field));
    described.append(one);
  }
  return described;
}

QByteArray payload(const SealRequest& request, const Submission& s, const QByteArray& terminalId, const Clock& clock,
                   const std::optional<TrustedTime>& trusted, const QJsonArray& attachments) {
  QJsonObject header{{QStringLiteral("protocol"), 1},
                     {QStringLiteral("submission_id"), QString::fromLatin1(s.submissionId)},
                     {QStringLiteral("case_id"), QString::fromLatin1(s.caseId)},
                     {QStringLiteral("service_id"), QString::fromUtf8(s.serviceId)},
                     {QStringLiteral("kind"), QString::fromLatin1(s.kind)},
                     {QStringLiteral("terminal_id"), QString::fromLatin1(terminalId)},
                     {QStringLiteral("terminal_seq"), s.terminalSeq},
                     {QStringLiteral("boot_id"), QString::fromLatin1(clock.bootId())},
                     {QStringLiteral("monotonic_ms"), static_cast<qint64>(clock.monotonic().count())},
                     {QStringLiteral("sealed_at"), QString::fromLatin1(rfc3339(s.sealedAt))},
                     {QStringLiteral("attachments"), attachments}};
  if (trusted) {
    header.insert(QStringLiteral("trusted_time"),
                  QJsonObject{{QStringLiteral("at"), QString::fromLatin1(rfc3339(trusted->at))},
                              {QStringLiteral("uncertainty_ms"), static_cast<qint64>(trusted->uncertainty.count())}});
  }
  return QJsonDocument({{QStringLiteral("header"), header}, {QStringLiteral("content"), request.content}})
      .toJson(QJsonDocument::Compact);
}

// Attachments are encrypted only: their digests stand in the signed header.
Result<QList<QByteArray>> sealAttachments(const QList<AttachmentBytes>& attachments,
                                          const QList<seal::Certificate>& recipients) {
  QList<QByteArray> sealed;
  for (const AttachmentBytes& attachment : attachments) {
    auto bytes = seal::encrypt(attachment.bytes, recipients);
    if (!bytes) return failure(bytes.error());
    sealed.append(std::move(*bytes));
  }
  return sealed;
}

// The authority has to say within five working days what is missing, or sooner where it has to decide sooner.
int legalDays(const SealRequest& request) {
  return request.legalWorkingDays > 0 ? std::min(request.legalWorkingDays, kNoticeDays) : kNoticeDays;
}

QList<QByteArray> idsOf(const QList<DraftAttachment>& pages) {
  QList<QByteArray> ids;
  for (const DraftAttachment& page : pages) ids.append(page.attachmentId);
  return ids;
}

}  // namespace

// The request's own attachments and then the pages of the case's draft; `pages` are those of the draft.
Result<QList<AttachmentBytes>> Outbox::Room::collect(const SealRequest& request, QList<DraftAttachment>& pages) {
  QList<AttachmentBytes> attachments = request.attachments;
  if (request.kind != kService) return attachments;  // a rating belongs to no draft
  const std::lock_guard held(mutex);
  auto kept = drafts.attachments(request.caseId);
  if (!kept) return failure(kept.error());
  pages = std::move(*kept);
  if (attachments.size() + pages.size() > limits.maximumAttachments) {
    return failure(Failure::Invalid, "outbox.request");
  }
  for (const DraftAttachment& page : pages) {
    auto bytes = pageBytes(request.caseId, page, request.subjectKey);
    if (!bytes) return failure(bytes.error());
    attachments.append({std::move(*bytes), page.mediaType, page.field});
  }
  return attachments;
}

Result<Submission> Outbox::seal(const SealRequest& request) {
  Room& room = *m_room;
  if (auto checked = check(request, room.limits); !checked) return failure(checked.error());
  QList<DraftAttachment> pages;
  auto plain = room.collect(request, pages);
  if (!plain) return failure(plain.error());
  const auto sealed = sealAttachments(*plain, room.platform.recipients());
  for (qsizetype i = request.attachments.size(); i < plain->size(); ++i) wipe((*plain)[i].bytes);
  if (!sealed) return failure(sealed.error());
  QList<Part> attachments;
  for (const QByteArray& bytes : *sealed) attachments.append({model::contentDigest(bytes), bytes.size()});

  Submission s;
  s.submissionId = mintIdentifier(room.clock);
  s.caseId = request.caseId;
  s.serviceId = request.serviceId;
  s.kind = request.kind;
  s.sealedAt = s.nextTry = room.clock.now();
  const QByteArray lookup = seal::personLookup(request.subjectKey);
  auto prepared = room.stock.take();
  if (!prepared) return failure(prepared.error());
  const auto written = room.files.write(s.submissionId, *sealed);
  const std::lock_guard lock(room.mutex);
  room.commitFailed = false;
  const auto kept = !written ? written : room.transact([&]() -> Result<void> {
    const auto last = room.rows.lastSeq();
    if (!last) return failure(last.error());
    s.terminalSeq = *last + 1;
    QByteArray content =
        payload(request, s, room.key.terminalId(), room.clock, room.elapsed.trusted(), describe(*plain, attachments));
    const auto envelope = std::move(*prepared).seal(content, room.key.pair());
    wipe(content);
    if (!envelope) return failure(envelope.error());
    s.parts = QList<Part>{{model::contentDigest(*envelope), envelope->size()}} + attachments;
    s.digest = model::submissionDigest(*envelope, attachments);
    if (auto advanced = room.rows.advanceSeq(s.terminalSeq); !advanced) return advanced;
    if (auto inserted = room.rows.insert(s, *envelope, lookup, room.elapsed.now(), legalDays(request)); !inserted)
      return inserted;
    if (auto noted = room.journal.add("SEALED", s.submissionId, s.digest); !noted) return noted;
    return s.kind == kService ? room.giveUpDraft(s.caseId, idsOf(pages)) : Result<void>();
  });
  if (!kept) return room.afterFailedSeal(s.submissionId, kept.error());
  if (s.kind == kService) {
    room.forgetDraft(s.caseId);
    room.logHoldsKeys = true;
  }
  return s;
}

// The draft becomes the submission, unless a page came or went while its pages were being sealed.
Result<void> Outbox::Room::giveUpDraft(const QByteArray& caseId, const QList<QByteArray>& takenPages) {
  const auto pages = drafts.attachments(caseId);
  if (!pages) return failure(pages.error());
  if (idsOf(*pages) != takenPages) return failure(Failure::Conflict, "outbox.state", QStringLiteral("draft changed"));
  return drafts.drop(caseId);
}

Result<Submission> Outbox::Room::afterFailedSeal(const QByteArray& submissionId, const Error& error) {
  note(error);
  log.event(Log::Level::Critical, "outbox.seal-failed", {{QStringLiteral("code"), QString::fromLatin1(error.code)}});
  // What is there decides, not what the commit said: a row that reads back is kept, and a second one would be a double.
  if (commitFailed) uncertain = submissionId;
  if (auto row = rows.find(submissionId); row) {
    uncertain.reset();
    return row;
  }
  if (bury() || uncertain != submissionId) {
    (void)files.remove(submissionId);  // what stays is an orphan: the next start removes it
    return failure(error);
  }
  // The files stay: the next start may find the row, and removes them if it does not.
  return failure(error.kind, "outbox.seal-uncertain", error.detail);
}

// A commit whose sync failed has left a whole transaction at the end of SQLite's log, and a start after a crash would
// find it there. The next transaction that is written takes its place; nobody can be told "not kept" before.
bool Outbox::Room::bury() {
  if (!uncertain) return true;
  const QByteArray submissionId = *uncertain;
  if (!transact([&] { return journal.add("seal.failed", submissionId); })) return false;
  uncertain.reset();
  return true;
}

}  // namespace hall::outbox
