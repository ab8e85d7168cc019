#pragma once
// The daily comparison of what a terminal has handed over with what the platform has: the terminal lists, the platform
// answers for each entry and names what the terminal did not list. Both are signed by whoever says them.
// Values; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <optional>

#include "sync/base/result.h"
#include "sync/model/origin.h"

namespace hall::model {

struct InventoryEntry {
  qint64 seq = 0;
  QByteArray submissionId;
  QByteArray digest;
  std::optional<Origin> origin{};  // of what a gateway has sent on for a terminal below it

  bool operator==(const InventoryEntry&) const = default;
};

// The end of a list behind which there is nothing: whatever the platform has beyond it is unlisted.
constexpr qint64 kOpenEnd = (1LL << 53) - 1;

// A part of a terminal's list: every number from `fromSeq` to `toSeq` that it has.
struct Inventory {
  qint64 fromSeq = 0;
  qint64 toSeq = 0;
  QList<InventoryEntry> entries;
};

enum class Holding { Present, Missing, Differs };
QByteArray name(Holding holding);  // "present", "missing", "differs"
std::optional<Holding> holding(QByteArrayView name);

struct InventoryAnswer {
  struct Entry {
    qint64 seq = 0;
    QByteArray submissionId;
    Holding holding = Holding::Missing;
  };
  QByteArray terminalId;
  QDateTime answeredAt;
  QByteArray inventoryDigest;  // which list this answers
  QList<Entry> entries;
  // What the platform has of this terminal in that range, and the terminal did not list; of many, the first ones.
  QList<InventoryEntry> unlisted;
  qint64 lastSeq = 0;  // the highest number the platform has of this terminal; 0: none, or it did not say
};

QJsonObject toJson(const Inventory& inventory, const QByteArray& terminalId, const QDateTime& madeAt);
// Invalid ("inventory.field"): a field is missing or has the wrong shape.
Result<InventoryAnswer> inventoryAnswerFromJson(const QJsonObject& json);

}  // namespace hall::model
