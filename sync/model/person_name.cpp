#include "sync/model/person_name.h"

namespace hall::model {

namespace {

struct Reviewed {
  char16_t privateUse;
  char16_t standard;
};

// Only what was checked against GB 18030 and the fonts it came from; a line here is reviewed by two people.
constexpr Reviewed reviewed[] = {
    {0xE863, 0x4DAE},  // FE9F of GBK in older tables, "yǎn"
};

char16_t standardOf(char16_t unit) {
  for (const Reviewed& line : reviewed) {
    if (line.privateUse == unit) return line.standard;
  }
  return unit;
}

QString folded(QStringView name) {
  QString result;
  result.reserve(name.size());
  for (const QChar unit : name) result.append(QChar(standardOf(unit.unicode())));
  while (result.endsWith(u' ') || result.endsWith(QChar(0))) result.chop(1);
  return result;
}

bool isPrivate(char32_t point) {
  return (point >= 0xE000 && point <= 0xF8FF) || point >= 0xF0000;
}

}  // namespace

ShownName shownName(QStringView raw) {
  ShownName shown;
  for (qsizetype i = 0; i < raw.size(); ++i) {
    const QChar unit = raw[i];
    if (unit.isHighSurrogate() && i + 1 < raw.size() && raw[i + 1].isLowSurrogate()) {
      shown.needsCare = shown.needsCare || isPrivate(QChar::surrogateToUcs4(unit, raw[i + 1]));
      shown.text.append(unit).append(raw[++i]);
      continue;
    }
    shown.needsCare = shown.needsCare || unit.isSurrogate() || isPrivate(unit.unicode());
    shown.text.append(unit.isSurrogate() ? QChar(QChar::ReplacementCharacter) : QChar(standardOf(unit.unicode())));
  }
  return shown;
}

bool sameName(QStringView one, QStringView other) {
  return folded(one) == folded(other);
}

}  // namespace hall::model
