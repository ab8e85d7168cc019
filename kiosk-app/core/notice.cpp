#include "kiosk-app/core/notice.h"

#include <QStringList>

namespace hall::kiosk {

QString wordCode(const QByteArray& code) {
  const QString problem = QStringLiteral("urn:hall:problem:");
  QString word = QString::fromLatin1(code);
  return word.startsWith(problem) ? QStringLiteral("problem.") + word.mid(problem.size()) : word;
}

Notice noticeFor(const Error& error, const model::Words& words, std::optional<drivers::DeviceKind> kind) {
  const QString code = wordCode(error.code);
  const QString family = code.section(u'.', 0, 0);
  QStringList bases;
  if (kind) {
    const QString device = QString::fromLatin1(drivers::name(*kind)) + u'.';
    bases = {device + code, device + family};
  }
  bases << code << family;
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
