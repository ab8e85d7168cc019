#pragma once
// Cursors as they travel: opaque text to whoever holds one. Pure; any thread.
#include <QByteArray>
#include <optional>

namespace hall::gateway::agency {

QByteArray cursorText(qint64 position);
// An empty text is the beginning. Nothing: no cursor of ours.
std::optional<qint64> cursorPosition(const QByteArray& text);

// A page's size as asked for: 100 if nothing was said, nothing if it is not in 1 … 500.
std::optional<int> pageLimit(const QByteArray& text);

}  // namespace hall::gateway::agency
