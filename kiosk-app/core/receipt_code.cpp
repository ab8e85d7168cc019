#include "kiosk-app/core/receipt_code.h"

#include <QRegularExpression>

#include "sync/base/identifier.h"

namespace hall::kiosk {

QString receiptCodeText(const QByteArray& submissionId, const QByteArray& digest) {
  return QStringLiteral("HALL1:R:%1:%2").arg(QLatin1String(submissionId), QLatin1String(digest.mid(8, 16)));
}

std::optional<ReceiptCode> parseReceiptCode(const QString& text) {
  static const QRegularExpression shape(QStringLiteral("\\AHALL1:R:([0-9a-f-]{36}):([0-9a-f]{16})\\z"));
  const QRegularExpressionMatch match = shape.match(text);
  const QByteArray id = match.captured(1).toLatin1();
  if (!match.hasMatch() || !isIdentifier(id)) return std::nullopt;
  return ReceiptCode{id, match.captured(2).toLatin1()};
}

}  // namespace hall::kiosk
