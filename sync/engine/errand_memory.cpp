#include "sync/engine/errand_memory.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/durable_file.h"

namespace hall::engine {

ErrandMemory ErrandMemory::load(const QString& path) {
  constexpr qint64 kLimit = 64LL * 1024;
  const auto bytes = readWholeFile(path, kLimit);
  const QJsonObject json = bytes ? QJsonDocument::fromJson(*bytes).object() : QJsonObject();
  return {json.value(QStringLiteral("status_cursor")).toString().toUtf8(),
          QDate::fromString(json.value(QStringLiteral("inventory_day")).toString(), Qt::ISODate)};
}

Result<void> ErrandMemory::save(const QString& path) const {
  const QJsonObject json{{QStringLiteral("status_cursor"), QString::fromUtf8(statusCursor)},
                         {QStringLiteral("inventory_day"), inventoryDay.toString(Qt::ISODate)}};
  return writeDurably(path, QJsonDocument(json).toJson(QJsonDocument::Compact), 0600);
}

}  // namespace hall::engine
