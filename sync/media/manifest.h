#pragma once
// What a bundle says it holds: whose it is and, for each submission, what its announcement over the line would say. The
// terminal signs this; everything else in the bundle is found and checked by it. Values; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QList>

#include "sync/model/submission.h"

namespace hall::media {

constexpr qsizetype kMaximumItems = 4096;
constexpr qsizetype kMaximumParts = 65;
constexpr qint64 kMaximumPartBytes = 17LL * 1024 * 1024;

struct Item {
  QByteArray submissionId;
  QByteArray caseId;
  qint64 terminalSeq = 0;
  QByteArray digest;
  QList<model::Part> parts;

  bool operator==(const Item&) const = default;
};

struct Manifest {
  QByteArray terminalId;
  QByteArray bundleId;
  QDateTime madeAt;
  QList<Item> items;

  bool operator==(const Manifest&) const = default;
};

QByteArray toCbor(const Manifest& manifest);
// Invalid ("bundle.manifest"): a field is missing, wrong or twice there.
Result<Manifest> manifestFromCbor(const QByteArray& bytes);

}  // namespace hall::media
