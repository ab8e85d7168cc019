#pragma once
// What one look at a picture brought: nothing, a code that could not be read, or all that were read. Values only; what
// crosses from the worker is packed, and unpacked as carefully as anything from outside. Thread: any.
#include <QByteArrayList>
#include <QList>
#include <QPoint>
#include <array>
#include <optional>

namespace hall::drivers {

struct SeenCode {
  QByteArray format;
  QByteArray bytes;
  std::array<QPoint, 4> corners;  // in pixels of the picture, from the code's own top left

  bool operator==(const SeenCode&) const = default;
};

struct Sight {
  enum class Kind { Nothing, Unreadable, Read };
  Kind kind = Kind::Nothing;
  QList<SeenCode> codes;  // the plainest held out first: large, near the middle
  QByteArrayList passes;  // made, in order; the last one read

  bool operator==(const Sight&) const = default;
};

inline constexpr qsizetype mostCodesInView = 64;
inline constexpr qsizetype mostSightBytes = 512 * 1024;

QByteArray packed(const Sight& sight);
// Nothing for bytes that `packed` did not make.
std::optional<Sight> unpacked(const QByteArray& bytes);

}  // namespace hall::drivers
