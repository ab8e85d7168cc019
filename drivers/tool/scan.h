#pragma once
// hall-device scan: reads the codes of image files as the kiosk reads those of a camera's picture. Thread: any.
#include <QStringList>
#include <QTextStream>
#include <chrono>

#include "drivers/tool/commands.h"

namespace hall::drivers::tool {

enum class Columns { Three, WithMilliseconds };

// One line a code: path, format and text, parted by tabs; format and text are empty when there is none. Control
// characters and backslashes are written as \xNN. What is wrong with a file is said on `errors`, and the next follows.
// Returns 0, or 1 when a file could not be read, or 2 without a worker.
int scan(const QStringList& pictures, std::chrono::milliseconds budget, Format format, Columns columns,
         QTextStream& out, QTextStream& errors);

// As it is printed.
QString escaped(const QString& text);

}  // namespace hall::drivers::tool
