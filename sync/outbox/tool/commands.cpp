#include "sync/outbox/tool/commands.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

#include "sync/outbox/tool/export_file.h"

namespace hall::outbox {

namespace {

QJsonObject describe(const Outbox& box, const model::Submission& s) {
  QJsonObject line{{QStringLiteral("submission_id"), QString::fromLatin1(s.submissionId)},
                   {QStringLiteral("case_id"), QString::fromLatin1(s.caseId)},
                   {QStringLiteral("kind"), QString::fromLatin1(s.kind)},
                   {QStringLiteral("terminal_seq"), s.terminalSeq},
                   {QStringLiteral("state"), QString::fromLatin1(model::name(s.state))},
                   {QStringLiteral("held_code"), QString::fromLatin1(s.heldCode)},
                   {QStringLiteral("attempts"), s.attempts},
                   {QStringLiteral("sealed_at"), QString::fromLatin1(rfc3339(s.sealedAt))},
                   {QStringLiteral("next_try"), QString::fromLatin1(rfc3339(s.nextTry))}};
  if (s.exported) line.insert(QStringLiteral("exported_to"), QString::fromLatin1(s.exported->mediaId));
  if (const auto deadline = box.legalDeadline(s.submissionId); deadline) {
    line.insert(QStringLiteral("legal_deadline"), deadline->toString(Qt::ISODate));
  }
  if (s.receipt) line.insert(QStringLiteral("acceptance_no"), QString::fromLatin1(s.receipt->acceptanceNo));
  return line;
}

// On standard error, so that a list stays a list.
int warn(const Outbox& box) {
  const auto warnings = box.warnings();
  if (!warnings) return fail(warnings.error());
  for (const StaffWarning& one : *warnings) {
    std::fprintf(stderr, "hall-outbox: %s %s %s %s\n", name(one.kind).constData(), one.submissionId.constData(),
                 one.code.constData(), qUtf8Printable(one.deadline.toString(Qt::ISODate)));
  }
  return 0;
}

int failToOpen(const Error& error) {
  if (error.code == "outbox.clerk") {
    std::fputs(
        "hall-outbox: --by and --reason are plain names, as \"wang.li\" and \"citizen-asked\": letters, digits and"
        " \".-_\", at most 64. Nothing was opened.\n",
        stderr);
    return 2;
  }
  if (error.code == "outbox.no-draft") {
    std::fputs(
        "hall-outbox: no draft has this case id; \"hall-outbox drafts\" lists them. It was handed in, dropped or"
        " never begun here.\n",
        stderr);
    return 4;
  }
  return fail(error);
}

// As the kiosk reads them (its settings.json and the table of holidays), or deadlines and warnings would differ. What
// is not there has its default; what is wrong was told by the kiosk.
Result<Limits> limitsOf(const QString& data, const QString& assets) {
  Limits limits;
  QFile file(data + QStringLiteral("/settings.json"));
  const QJsonObject settings =
      file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
  const auto days = [&settings](const char* name, std::chrono::hours otherwise) {
    const int number = settings.value(QLatin1String(name)).toInt();
    return number > 0 ? std::chrono::hours(24 * number) : otherwise;
  };
  limits.warnWorkingDays = settings.value(QLatin1String("warn_working_days")).toInt(limits.warnWorkingDays);
  limits.maximumWaiting = settings.value(QLatin1String("maximum_waiting")).toInt(limits.maximumWaiting);
  limits.maximumOffline = days("maximum_offline_days", limits.maximumOffline);
  limits.retention = days("retention_days", limits.retention);
  const qint64 free = settings.value(QLatin1String("minimum_free_megabytes")).toInteger();
  if (free > 0) limits.minimumFreeBytes = free * 1024 * 1024;
  QFile table(assets + QStringLiteral("/calendar/holidays.json"));
  if (!table.open(QIODevice::ReadOnly)) {
    std::fputs("hall-outbox: no table of holidays (--assets): legal deadlines are told too early\n", stderr);
    return limits;
  }
  auto calendar = model::WorkingDays::parse(table.readAll());
  if (!calendar) return failure(calendar.error());
  limits.calendar = std::move(*calendar);
  return limits;
}

}  // namespace

Result<std::unique_ptr<Outbox>> openData(const QString& data, const QString& assets, const Clock& clock, Log& log) {
  const QString keys = data + QStringLiteral("/keys");
  const QString folder = data + QStringLiteral("/outbox");
  if (!QFile::exists(keys + QStringLiteral("/identity.pem")) ||
      !QFile::exists(folder + QStringLiteral("/outbox.sqlite"))) {
    return failure(Failure::NotFound, "outbox.no-data", QStringLiteral("this is not the data folder of a kiosk"));
  }
  const auto key = seal::TerminalKey::openOrCreate(keys, clock);
  if (!key) return failure(key.error());
  const auto platform = seal::PlatformCertificates::open(data + QStringLiteral("/platform.pem"));
  if (!platform) return failure(platform.error());
  const auto limits = limitsOf(data, assets);
  if (!limits) return failure(limits.error());
  return Outbox::open(folder, *key, *platform, clock, log, *limits);
}

void print(const QByteArray& text) {
  std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
  std::fflush(stdout);
}

int fail(const Error& error) {
  if (error.code == "outbox.in-use") {
    std::fputs("hall-outbox: hall-kiosk is running, the folder is in use. Stop the kiosk first.\n", stderr);
    return 3;
  }
  std::fprintf(stderr, "hall-outbox: %s %s %s\n", name(error.kind).constData(), error.code.constData(),
               qUtf8Printable(error.detail));
  return 1;
}

int list(const Outbox& box, bool json) {
  const auto submissions = box.all();
  if (!submissions) return fail(submissions.error());
  QJsonArray all;
  for (const model::Submission& submission : *submissions) {
    const QJsonObject line = describe(box, submission);
    all.append(line);
    if (json) continue;
    for (const char* field : {"submission_id", "state", "held_code", "sealed_at", "acceptance_no", "legal_deadline"}) {
      const QString text = line.value(QLatin1String(field)).toString();
      print((text.isEmpty() ? QByteArray("-") : text.toLatin1()) + ' ');
    }
    print("\n");
  }
  if (json) print(QJsonDocument(all).toJson());
  return warn(box);
}

int release(Outbox& box, const QByteArray& submissionId, const QByteArray& clerk) {
  const auto released = box.release(submissionId, clerk);
  if (!released) return fail(released.error());
  print(submissionId + ' ' + model::name(released->state) + '\n');
  return 0;
}

int setAside(Outbox& box, const QByteArray& submissionId, const QByteArray& clerk) {
  const auto held = box.setAside(submissionId, clerk);
  if (!held) return fail(held.error());
  print(submissionId + ' ' + model::name(held->state) + '\n');
  return 0;
}

int exportTo(Outbox& box, const QByteArray& submissionId, const QString& path) {
  const auto submission = box.find(submissionId);
  if (!submission) return fail(submission.error());
  const auto bytes = exportBytes(box, *submission);
  if (!bytes) return fail(bytes.error());
  if (auto written = writeExport(path, *bytes); !written) return fail(written.error());
  if (auto noted = box.noteExport(submissionId, "file"); !noted) return fail(noted.error());
  print(submissionId + ' ' + submission->digest + '\n');
  return 0;
}

// What staff must know, on standard output. Nothing about a person.
int warnings(const Outbox& box, bool json) {
  const auto found = box.warnings();
  if (!found) return fail(found.error());
  const auto waiting = box.waiting();
  if (!waiting) return fail(waiting.error());
  QJsonArray all;
  for (const StaffWarning& one : *found) {
    const QByteArray deadline = one.deadline.toString(Qt::ISODate).toLatin1();
    all.append(QJsonObject{{QStringLiteral("kind"), QString::fromLatin1(name(one.kind))},
                           {QStringLiteral("submission_id"), QString::fromLatin1(one.submissionId)},
                           {QStringLiteral("code"), QString::fromLatin1(one.code)},
                           {QStringLiteral("deadline"), QString::fromLatin1(deadline)}});
    if (json) continue;
    for (const QByteArray& word : {name(one.kind), one.submissionId, one.code, deadline}) {
      print((word.isEmpty() ? QByteArray("-") : word) + ' ');
    }
    print("\n");
  }
  const QByteArray since = waiting->count > 0 ? rfc3339(waiting->since) : QByteArray();
  if (json) {
    const QJsonObject still{{QStringLiteral("count"), waiting->count},
                            {QStringLiteral("since"), QString::fromLatin1(since)}};
    print(QJsonDocument(QJsonObject{{QStringLiteral("warnings"), all}, {QStringLiteral("waiting"), still}}).toJson());
  } else if (waiting->count > 0) {
    print("waiting " + QByteArray::number(waiting->count) + " since " + since + '\n');
  }
  return 0;
}

int drafts(const Outbox& box, bool json) {
  const auto begun = box.drafts();
  if (!begun) return fail(begun.error());
  QJsonArray all;
  for (const Draft& draft : *begun) {
    const QByteArray savedAt = rfc3339(draft.savedAt);
    all.append(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(draft.caseId)},
                           {QStringLiteral("service"), QString::fromUtf8(draft.serviceId)},
                           {QStringLiteral("saved_at"), QString::fromLatin1(savedAt)}});
    if (!json) print(draft.caseId + ' ' + draft.serviceId + ' ' + savedAt + '\n');
  }
  if (json) print(QJsonDocument(all).toJson());
  return 0;
}

// Who and why is in the journal before anything is read; what a clerk goes on with comes on standard output.
int openDraft(Outbox& box, const QByteArray& caseId, const QByteArray& clerk, const QByteArray& reason, bool json) {
  const auto draft = box.openDraftAsClerk(caseId, clerk, reason);
  if (!draft) return failToOpen(draft.error());
  const auto pages = box.draftAttachments(caseId);
  box.closeDraft(caseId);
  if (!pages) return fail(pages.error());
  if (json) {
    print(QJsonDocument(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(caseId)},
                                    {QStringLiteral("service"), QString::fromUtf8(draft->serviceId)},
                                    {QStringLiteral("saved_at"), QString::fromLatin1(rfc3339(draft->savedAt))},
                                    {QStringLiteral("content"), draft->content},
                                    {QStringLiteral("pages"), static_cast<int>(pages->size())}})
              .toJson());
    return 0;
  }
  print("service   " + draft->serviceId + "\nsaved     " + rfc3339(draft->savedAt) + "\npages     " +
        QByteArray::number(pages->size()) + " photographed, sealed with the draft\n");
  const QJsonObject answers = draft->content.value(QStringLiteral("answers")).toObject();
  for (auto answer = answers.begin(); answer != answers.end(); ++answer) {
    const QString value = answer.value().toObject().value(QStringLiteral("value")).toString();
    print("answer    " + answer.key().toUtf8() + " = " + value.toUtf8() + '\n');
  }
  print("Opened by " + clerk + " (" + reason +
        "), as the journal says. The draft stays for its citizen's card or code.\n");
  return 0;
}

int verify(const Outbox& box) {
  if (auto whole = box.verifyJournal(); !whole) return fail(whole.error());
  print("the journal is whole\n");
  return 0;
}

}  // namespace hall::outbox
