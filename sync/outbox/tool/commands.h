#pragma once
// What hall-outbox can be asked. Each gives the exit status and writes to stdout or stderr; nothing it writes tells
// about a person.
#include "sync/outbox/outbox.h"

namespace hall::outbox {

// The outbox of a kiosk's data folder, as the kiosk itself would open it; makes nothing that is not there.
Result<std::unique_ptr<Outbox>> openData(const QString& data, const QString& assets, const Clock& clock, Log& log);

void print(const QByteArray& text);
int fail(const Error& error);
int list(const Outbox& box, bool json);
int release(Outbox& box, const QByteArray& submissionId, const QByteArray& clerk);
int setAside(Outbox& box, const QByteArray& submissionId, const QByteArray& clerk);
int exportTo(Outbox& box, const QByteArray& submissionId, const QString& path);
int warnings(const Outbox& box, bool json);
int drafts(const Outbox& box, bool json);
int openDraft(Outbox& box, const QByteArray& caseId, const QByteArray& clerk, const QByteArray& reason, bool json);
int verify(const Outbox& box);

}  // namespace hall::outbox
