#pragma once
// Looks through this process's writable memory as whoever reads a core dump would. What is looked for is given with
// every letter shifted by one, so that the search does not find itself.
#include <QFile>
#include <QString>
#include <cstring>
#include <vector>

namespace hall::test {

inline QString unshifted(const char* shifted) {
  QString text;
  for (; *shifted != '\0'; ++shifted) text.append(QChar(*shifted - 1));
  return text;
}

namespace detail {
// `unit` bytes to a letter, the first of them the letter and the second nothing.
inline int countIn(const std::vector<char>& bytes, const QByteArray& shifted, size_t unit) {
  int found = 0;
  const auto width = static_cast<size_t>(shifted.size()) * unit;
  for (size_t at = 0; at + width <= bytes.size(); at += unit) {
    qsizetype i = 0;
    while (i < shifted.size() && bytes[at + static_cast<size_t>(i) * unit] == shifted.at(i) - 1 &&
           (unit == 1 || bytes[at + static_cast<size_t>(i) * unit + 1] == 0)) {
      ++i;
    }
    if (i == shifted.size()) ++found;
  }
  return found;
}
// Read through the kernel, so that no sanitizer is asked.
inline int foundInHeap(const char* shifted, size_t unit) {
  QFile maps(QStringLiteral("/proc/self/maps"));
  QFile memory(QStringLiteral("/proc/self/mem"));
  if (!maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) return -1;
  int found = 0;
  for (const QByteArray& line : maps.readAll().split('\n')) {
    if (!line.endsWith("[heap]")) continue;
    const QByteArrayList range = line.left(line.indexOf(' ')).split('-');
    const qint64 start = range.at(0).toLongLong(nullptr, 16);
    std::vector<char> bytes(static_cast<size_t>(range.at(1).toLongLong(nullptr, 16) - start));
    if (!memory.seek(start) || memory.read(bytes.data(), static_cast<qint64>(bytes.size())) < 0) return -1;
    found += countIn(bytes, shifted, unit);
    explicit_bzero(bytes.data(), bytes.size());  // or the next search would find this one
  }
  return found;
}

}  // namespace detail

// How often the text stands in the heap, as UTF-16 and as single bytes.
inline int foundInHeap(const char* shifted) {
  return detail::foundInHeap(shifted, 2);
}
inline int foundBytesInHeap(const char* shifted) {
  return detail::foundInHeap(shifted, 1);
}

}  // namespace hall::test
