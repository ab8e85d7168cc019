#include "sync/gateway/agency/cursor.h"

#include <algorithm>

namespace hall::gateway::agency {

namespace {
constexpr char kMark = 'p';
constexpr int kUsualLimit = 100;
constexpr int kLargestLimit = 500;
constexpr qsizetype kTagSize = 16;
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

QByteArray cursorText(const StatementCursor& cursor) {
  return cursorText(cursor.position) + (cursor.tag.isEmpty() ? QByteArray() : '-' + cursor.tag);
}

std::optional<StatementCursor> statementCursor(const QByteArray& text) {
  const qsizetype dash = text.indexOf('-');
  const auto position = cursorPosition(dash < 0 ? text : text.first(dash));
  if (!position) return std::nullopt;
  const QByteArray tag = dash < 0 ? QByteArray() : text.sliced(dash + 1);
  const bool fits = std::ranges::all_of(tag, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!fits || (dash >= 0 && tag.size() != kTagSize)) return std::nullopt;
  return StatementCursor{*position, tag};
}

std::optional<int> pageLimit(const QByteArray& text) {
  if (text.isEmpty()) return kUsualLimit;
  bool digits = false;
  const int limit = text.toInt(&digits);
  return digits && limit >= 1 && limit <= kLargestLimit ? std::optional(limit) : std::nullopt;
}

}  // namespace hall::gateway::agency
