#include "drivers/code/wedge_text.h"

#include <linux/input-event-codes.h>

#include <array>
#include <cctype>

#include "drivers/code/payload_text.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

struct Row {
  unsigned first;  // of keys whose codes follow each other
  const char* plain;
  const char* shifted;
};

constexpr std::array<Row, 6> rows{{{KEY_1, "1234567890-=", "!@#$%^&*()_+"},
                                   {KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
                                   {KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
                                   {KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
                                   {KEY_SPACE, " ", " "},
                                   {KEY_KPASTERISK, "*", "*"}}};

bool isShift(unsigned code) {
  return code == KEY_LEFTSHIFT || code == KEY_RIGHTSHIFT;
}

}  // namespace

char characterOf(unsigned code, bool shift) {
  for (const Row& row : rows) {
    if (code < row.first || code >= row.first + qstrlen(row.plain)) continue;
    return (shift ? row.shifted : row.plain)[code - row.first];
  }
  return 0;
}

void WedgeText::clear() {
  hall::wipe(m_text);
  m_text.clear();
  m_spoilt = false;
  m_tooLong = false;
}

void WedgeText::press(unsigned code) {
  const char plain = characterOf(code, false);
  const bool upper = m_shift != (m_capsLock && std::isalpha(static_cast<unsigned char>(plain)) != 0);
  const char character = characterOf(code, upper);
  // Control and Alt begin what a wedge does for characters it has no key for.
  if (character == 0) {
    m_spoilt = true;
  } else if (m_text.size() >= mostCodeBytes) {
    m_tooLong = true;
  } else {
    m_text.append(character);
  }
}

std::optional<Result<QByteArray>> WedgeText::key(unsigned code, bool pressed, Moment now) {
  if (isShift(code)) {
    m_shift = pressed;
    return std::nullopt;
  }
  if (!pressed) return std::nullopt;
  if (begun() && now - m_last > kGap) clear();  // nobody asked in time; it is not part of this scan
  m_last = now;
  if (code == KEY_CAPSLOCK) {
    m_capsLock = !m_capsLock;
    return std::nullopt;
  }
  if (code == KEY_ENTER || code == KEY_KPENTER || code == KEY_TAB) return begun() ? finish() : std::nullopt;
  press(code);
  return std::nullopt;
}

std::optional<Result<QByteArray>> WedgeText::silence(Moment now) {
  return begun() && now - m_last > kGap ? finish() : std::nullopt;
}

std::optional<Result<QByteArray>> WedgeText::finish() {
  // A knock against the trigger or a stray key is no scan.
  constexpr qsizetype shortest = 3;
  QByteArray text = std::exchange(m_text, {});
  const bool spoilt = m_spoilt;
  const bool tooLong = m_tooLong;
  clear();
  if (!spoilt && !tooLong && text.size() >= shortest) return text;
  hall::wipe(text);
  if (tooLong) return failure(Failure::Garbled, "code.too-long");
  if (spoilt) return failure(Failure::Garbled, "scanner.wedge-loss");
  return std::nullopt;
}

}  // namespace hall::drivers
