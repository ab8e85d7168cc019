#include "sync/gateway/publish.h"

#include <QDir>

#include "sync/base/durable_file.h"
#include "sync/gateway/mirror_rows.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/storage.h"
#include "sync/model/service_definition.h"

namespace hall::gateway {

namespace {

Result<void> check(const QByteArray& collection, const QByteArray& name, const QByteArray& bytes) {
  if (!mirror::isFileName(name)) return failure(Failure::Invalid, "mirror.file-name", QString::fromUtf8(name));
  if (collection != "services") return {};
  const auto definition = model::ServiceDefinition::parse(bytes);
  if (definition) return {};
  return failure(Failure::Invalid, "definition.refused", QString::fromUtf8(name + ": ") + definition.error().detail);
}

Result<QMap<QByteArray, QByteArray>> filesIn(const QString& folder, const QByteArray& collection) {
  QMap<QByteArray, QByteArray> files;
  const QDir dir(folder);
  const QStringList names = dir.entryList(QDir::Files, QDir::Name);
  for (const QString& name : names) {
    auto bytes = readWholeFile(dir.filePath(name), mirror::kMaximumFileBytes);
    if (!bytes) return failure(bytes.error());
    if (auto fits = check(collection, name.toUtf8(), *bytes); !fits) return failure(fits.error());
    files.insert(name.toUtf8(), std::move(*bytes));
  }
  // An empty folder is more often a slip of the hand than the wish to close every service.
  if (files.isEmpty()) return failure(Failure::Invalid, "mirror.nothing-to-publish", folder);
  return files;
}

Result<qint64> offer(const Desk& desk, const QByteArray& collection, const QString& folder) {
  if (!mirror::isCollectionName(collection)) {
    return failure(Failure::Invalid, "mirror.collection", QString::fromUtf8(collection));
  }
  const auto files = filesIn(folder, collection);
  if (!files) return failure(files.error());
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return failure(keys.error());
  const auto storage = openStorage(desk);
  if (!storage) return failure(storage.error());
  if (auto begun = (*storage)->begin(); !begun) return failure(begun.error());
  const auto version = MirrorRows((*storage)->writing()).publish(collection, *files, desk.clock.now(), keys->signing());
  if (!version) {
    (*storage)->rollback();
    return version;
  }
  const auto committed = (*storage)->commit();
  return committed ? version : failure(committed.error());
}

}  // namespace

int publish(const Desk& desk, const QByteArray& collection, const QString& folder) {
  const auto version = offer(desk, collection, folder);
  if (!version) return fail(version.error());
  print(collection + ' ' + QByteArray::number(*version) + '\n');
  return 0;
}

}  // namespace hall::gateway
