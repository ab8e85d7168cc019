#pragma once
// Cursors as they travel: opaque text to whoever holds one. Pure; any thread.
#include <QByteArray>
#include <optional>

namespace hall::gateway::agency {

QByteArray cursorText(qint64 position);
// An empty text is the beginning. Nothing: no cursor of ours.
std::optional<qint64> cursorPosition(const QByteArray& text);

// A statement's cursor names the statement that stands there too, so that one from before the database was put back to
// an older copy is found out, instead of passing over whatever got the places anew.
struct StatementCursor {
  qint64 position = 0;
  QByteArray tag{};  // sixteen hexadecimal digits; empty in cursors of an earlier version
};
QByteArray cursorText(const StatementCursor& cursor);
std::optional<StatementCursor> statementCursor(const QByteArray& text);

// A page's size as asked for: 100 if nothing was said, nothing if it is not in 1 … 500.
std::optional<int> pageLimit(const QByteArray& text);

}  // namespace hall::gateway::agency
