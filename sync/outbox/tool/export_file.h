#pragma once
// One submission in one file: a line of JSON that names ids, digests and sizes, then the bytes of the parts in that
// order, sealed as they are. Whoever has the platform's key can open it; the file tells nothing about anybody else.
#include "sync/outbox/outbox.h"

namespace hall::outbox {

Result<QByteArray> exportBytes(const Outbox& box, const model::Submission& submission);

// Holds a file against its own digests. Corrupt ("export.differs").
Result<void> verifyExport(const QByteArray& bytes);

// Written, read back from the medium and verified. An existing file is not replaced: Conflict ("export.exists").
Result<void> writeExport(const QString& path, const QByteArray& bytes);

}  // namespace hall::outbox
