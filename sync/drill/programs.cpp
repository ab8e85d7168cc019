#include "sync/drill/programs.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace hall::drill {

Result<Programs> Programs::find() {
  const QString folder = QCoreApplication::applicationDirPath();
  Programs found{QCoreApplication::applicationFilePath(), folder + QStringLiteral("/hall-gateway"),
                 folder + QStringLiteral("/libhall-drill-levers.so")};
  if (!QFileInfo::exists(found.levers)) found.levers = folder + QStringLiteral("/../lib/hall/libhall-drill-levers.so");
  for (const QString& path : {found.gateway, found.levers}) {
    if (!QFileInfo::exists(path)) return failure(Failure::NotFound, "drill.program", path);
  }
  return found;
}

}  // namespace hall::drill
