#pragma once
// Sealed submissions onto a stick, for a terminal without a line: everything that waits, in one bundle or, where that
// would grow too large, several. A submission is marked EXPORTED once its bundle was read back from the medium; its
// state stays, so a line that comes back still sends it, and exporting it again is harmless. Thread: any (a lane).
#include <QList>
#include <optional>
#include <stop_token>

#include "sync/media/stick.h"
#include "sync/outbox/outbox.h"
#include "sync/seal/terminal_key.h"

namespace hall::media {

struct ExportLimits {
  // Below FAT32's 4 GiB, and a stick that is pulled costs one bundle only.
  qint64 bundleBytes = 1024LL * 1024 * 1024;
  qsizetype bundleItems = 512;  // the answer to so many still travels as QR codes
};

struct ExportedBundle {
  QByteArray bundleId;
  QString fileName;
  qint64 bytes = 0;
  QList<QByteArray> submissions;
  ReadBack readBack = ReadBack::Direct;
};

struct LeftBehind {
  QByteArray submissionId;
  QByteArray code;  // why: its files are damaged, or "outbox.committing"
};

struct ExportReport {
  QList<ExportedBundle> bundles;  // verified on the medium, then marked
  QList<LeftBehind> left;
  std::optional<Error> trouble;  // what ended it; what stands in `bundles` holds all the same
};

// Trouble: Stick's; Cancelled ("stick.cancelled"); the outbox's own.
ExportReport exportAll(outbox::Outbox& box, const seal::TerminalKey& key, const Clock& clock, const QString& folder,
                       const ExportLimits& limits = {}, const std::stop_token& stop = {});

}  // namespace hall::media
