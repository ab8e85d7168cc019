#include "kiosk-app/core/notice.h"

namespace hall::kiosk {

Notice noticeFor(const Error& error, const model::Words& words) {
  const QString own = QStringLiteral("notice.") + QString::fromLatin1(error.code);
  const QString base = words.contains(own + QStringLiteral(".citizen"))
                           ? own
                           : QStringLiteral("notice.any.") + QString::fromLatin1(name(error.kind));
  return {base + QStringLiteral(".citizen"), base + QStringLiteral(".clerk"), base + QStringLiteral(".technician"),
          error.code.isEmpty() ? name(error.kind) : error.code};
}

}  // namespace hall::kiosk
