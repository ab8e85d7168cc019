#pragma once
// Files that survive power loss: a file is either as it was or complete under its name, never half of it.
// Failure kinds: Full (no room, quota, size limit), Denied (rights), NotFound, Corrupt (the disk answers with an
// input/output error). `mode` are POSIX permission bits. Thread: any, for different paths.
#include <sys/types.h>
#include <QByteArray>
#include <QString>

#include "sync/base/result.h"

namespace hall {

// Written beside its place, synced, renamed over it, and the folder synced. Replaces what was there.
Result<void> writeDurably(const QString& path, const QByteArray& bytes, mode_t mode);

// Makes the folder and its missing parents, each with `mode`, and syncs what names them.
Result<void> makeFolderDurably(const QString& path, mode_t mode);

// Syncs what the folder names: for names that were given without writeDurably.
Result<void> syncFolder(const QString& path);

// `limit` bytes at most; a larger file is Corrupt ("file.too-large").
Result<QByteArray> readWholeFile(const QString& path, qint64 limit);

// An errno as the house sees it; `code` is "disk.full", "disk.denied", "disk.not-found" or "disk.io".
Error systemError(int number);

}  // namespace hall
