#include "sync/drill/states_on_disk.h"

#include <QFile>
#include <QTemporaryDir>

#include "sync/store/database.h"

namespace hall::drill {

QMap<QByteArray, int> waitingStates(const QString& outboxFolder) {
  const QTemporaryDir copy;
  for (const char* name : {"/outbox.sqlite", "/outbox.sqlite-wal"}) {
    (void)QFile::copy(outboxFolder + QLatin1String(name), copy.path() + QLatin1String(name));
  }
  const auto database = store::Database::open(copy.path() + QStringLiteral("/outbox.sqlite"));
  if (!database) return {};
  auto asked = (*database)->prepare(
      "SELECT state, count(*) FROM submission WHERE state IN ('SEALED', 'SENDING_PARTS', 'COMMITTING', 'IN_DOUBT')"
      " GROUP BY state");
  if (!asked) return {};
  QMap<QByteArray, int> states;
  for (auto row = asked->step(); row && *row; row = asked->step()) {
    states.insert(asked->bytes(0), static_cast<int>(asked->integer(1)));
  }
  return states;
}

}  // namespace hall::drill
