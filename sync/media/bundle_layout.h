#pragma once
// Where everything stands in a bundle. The file is one CBOR item,
//   55799(["hall-bundle", 1, terminal_id, manifest (CMS, signed by the terminal), [item, …], SHA-256 of all before it])
// with each item a map as in a batch over the line, but for its parts, which are arrays of chunks of 1 MiB at most. As
// each place follows from the signed manifest, a damaged stretch hides nothing behind it. Pure; thread: any.
#include <QByteArray>

#include "sync/media/manifest.h"

namespace hall::media {

constexpr qint64 kChunkBytes = 1024LL * 1024;
constexpr qsizetype kMaximumManifestBytes = 16L * 1024 * 1024;
constexpr qint64 kTrailerBytes = 34;  // a byte string of 32

// "hall-4d5e6f708192-<bundle id>.hallbundle": nothing about a person, and nothing that FAT does not allow.
QString bundleName(const QByteArray& terminalId, const QByteArray& bundleId);
QString ackName(const QByteArray& terminalId, const QByteArray& bundleId);

// Up to the first item.
QByteArray bundleHead(const QByteArray& terminalId, const QByteArray& signedManifest, qsizetype items);
// Up to the first part.
QByteArray itemHead(const QByteArray& terminalId, const Item& item);
QByteArray arrayHead(qint64 length);
QByteArray bytesHead(qint64 length);
qint64 chunksOf(const model::Part& part);

// How many bytes the item takes in the file, and where in it the n-th part (its array of chunks) begins.
qint64 itemBytes(const QByteArray& terminalId, const Item& item);
qint64 partOffset(const QByteArray& terminalId, const Item& item, qsizetype part);

}  // namespace hall::media
