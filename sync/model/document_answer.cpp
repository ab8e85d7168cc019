#include "sync/model/document_answer.h"

#include <QRegularExpression>

namespace hall::model {

namespace {
constexpr QStringView kCounter = u"counter";
}

QString DocumentAnswer::text() const {
  return atCounter ? kCounter.toString() : QString::fromLatin1(pages.join(' '));
}

std::optional<DocumentAnswer> DocumentAnswer::parse(const QString& text) {
  static const QRegularExpression shape(QStringLiteral("\\Asha-256:[0-9a-f]{64}( sha-256:[0-9a-f]{64})*\\z"));
  if (text == kCounter) return DocumentAnswer{true, {}};
  if (!shape.match(text).hasMatch()) return std::nullopt;
  return DocumentAnswer{false, text.toLatin1().split(' ')};
}

}  // namespace hall::model
