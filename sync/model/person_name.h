#pragma once
// Names with rare characters. The 16-bit units of a card are kept as they are and never changed; what is shown is a
// second string, made only through the reviewed table below, and says when it was. Pure functions; nothing is logged.
#include <QString>

namespace hall::model {

struct ShownName {
  QString text;
  // A character was put in place of one from a private-use area, or one cannot be shown at all: the person checks it.
  bool needsCare = false;
};

// For the eyes only. Half a surrogate pair, as a field that was too short leaves it, becomes U+FFFD.
ShownName shownName(QStringView raw);

// Whether two channels mean the same name: private-use characters of the reviewed table equal what they stand for, and
// padding at the right end does not count. Nothing else is folded, because it would join two people.
bool sameName(QStringView one, QStringView other);

}  // namespace hall::model
