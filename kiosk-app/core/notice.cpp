#include "kiosk-app/core/notice.h"

#include <QStringList>

namespace hall::kiosk {

Notice noticeFor(const Error& error, const model::Words& words, std::optional<drivers::DeviceKind> kind) {
  const QString code = QString::fromLatin1(error.code);
  QStringList bases;
  if (kind) {
    const QString device = QString::fromLatin1(drivers::name(*kind)) + u'.';
    bases = {device + code, device + code.section(u'.', 0, 0)};
  }
  bases.append(code);
  const auto wordFor = [&](const char* person) {
    const auto id = [person](const QString& base) {
      return QStringLiteral("notice.%1.%2").arg(base, QLatin1String(person));
    };
    for (const QString& base : bases) {
      if (words.contains(id(base))) return id(base);
    }
    return id(QStringLiteral("any.") + QString::fromLatin1(name(error.kind)));
  };
  return {wordFor("citizen"), wordFor("clerk"), wordFor("technician"),
          error.code.isEmpty() ? name(error.kind) : error.code};
}

}  // namespace hall::kiosk
