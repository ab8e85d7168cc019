#include "sync/gateway/agency/cursor.h"

namespace hall::gateway::agency {

namespace {
constexpr char kMark = 'p';
constexpr int kUsualLimit = 100;
constexpr int kLargestLimit = 500;
}  // namespace

QByteArray cursorText(qint64 position) {
  return kMark + QByteArray::number(position);
}

std::optional<qint64> cursorPosition(const QByteArray& text) {
  if (text.isEmpty()) return 0;
  bool digits = false;
  const qint64 position = text.mid(1).toLongLong(&digits);
  return digits && position >= 0 && cursorText(position) == text ? std::optional(position) : std::nullopt;
}

std::optional<int> pageLimit(const QByteArray& text) {
  if (text.isEmpty()) return kUsualLimit;
  bool digits = false;
  const int limit = text.toInt(&digits);
  return digits && limit >= 1 && limit <= kLargestLimit ? std::optional(limit) : std::nullopt;
}

}  // namespace hall::gateway::agency
