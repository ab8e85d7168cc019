#include "tests/support/marker_search.h"

#include <QDirIterator>
#include <QFile>
#include <QUrl>
#include <cstring>

namespace hall::test {

namespace {

quint64 beginning(const char* bytes) {
  quint64 value = 0;
  std::memcpy(&value, bytes, MarkerSearch::kShortest);
  return value;
}

quint16 pair(const char* bytes) {
  quint16 value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// The letters of base64 that depend on the marker alone, when so many other bytes stand before it.
QByteArray base64After(int before, const QByteArray& bytes, QByteArray::Base64Options options) {
  const QByteArray whole = (QByteArray(before, '\0') + bytes).toBase64(options);
  const qsizetype from = (before * 8 + 5) / 6;
  const qsizetype to = (before + bytes.size()) * 8 / 6;
  return whole.mid(from, to - from);
}

void addBytes(QList<Disguise>& all, const QByteArray& bytes) {
  all.append({"as it is", bytes});
  for (int before = 0; before < 3; ++before) {
    all.append({"base64", base64After(before, bytes, QByteArray::Base64Encoding)});
    all.append({"base64url", base64After(before, bytes, QByteArray::Base64UrlEncoding)});
  }
  all.append({"hex", bytes.toHex()});
  all.append({"HEX", bytes.toHex().toUpper()});
}

QByteArray utf16(const QString& text, bool bigEndian) {
  QByteArray bytes;
  for (const QChar letter : text) {
    const char high = static_cast<char>(letter.unicode() >> 8);
    const char low = static_cast<char>(letter.unicode() & 0xFF);
    bytes.append(bigEndian ? high : low).append(bigEndian ? low : high);
  }
  return bytes;
}

QByteArray jsonEscaped(const QString& text) {
  QByteArray escaped;
  for (const QChar letter : text) {
    if (letter.unicode() < 0x80) {
      escaped.append(static_cast<char>(letter.unicode()));
    } else {
      escaped.append("\\u" + QByteArray::number(letter.unicode(), 16).rightJustified(4, '0'));
    }
  }
  return escaped;
}

}  // namespace

QList<Disguise> disguisesOf(const QByteArray& bytes) {
  QList<Disguise> all;
  addBytes(all, bytes);
  return all;
}

QList<Disguise> disguisesOf(const QString& text) {
  QList<Disguise> all = disguisesOf(text.toUtf8());
  all.append({"utf-16le", utf16(text, false)});
  all.append({"utf-16be", utf16(text, true)});
  addBytes(all, utf16(text, false));
  const QByteArray percent = QUrl::toPercentEncoding(text);
  all.append({"percent", percent});
  all.append({"percent, small letters", percent.toLower()});
  all.append({"json escapes", jsonEscaped(text)});
  return all;
}

void MarkerSearch::add(const QList<Disguise>& disguises) {
  for (const Disguise& disguise : disguises) {
    if (disguise.bytes.size() < kShortest) qFatal("a marker is too short: %s", disguise.name);
    m_beginnings.set(pair(disguise.bytes.constData()));
    m_disguises.emplace(beginning(disguise.bytes.constData()), disguise);
  }
}

QByteArray MarkerSearch::find(const char* bytes, size_t size) const {
  for (size_t at = 0; at + kShortest <= size; ++at) {
    if (!m_beginnings.test(pair(bytes + at))) continue;
    const auto [first, last] = m_disguises.equal_range(beginning(bytes + at));
    for (auto entry = first; entry != last; ++entry) {
      const QByteArray& wanted = entry->second.bytes;
      const auto width = static_cast<size_t>(wanted.size());
      if (at + width <= size && std::memcmp(bytes + at, wanted.constData(), width) == 0) {
        return entry->second.name + QByteArray(" at ") + QByteArray::number(static_cast<qulonglong>(at));
      }
    }
  }
  return {};
}

QByteArrayList MarkerSearch::findBelow(const QString& folder) const {
  QByteArrayList found;
  const auto look = [&](const QString& path, const QByteArray& bytes) {
    if (const QByteArray what = find(bytes); !what.isEmpty()) found.append(path.toUtf8() + ": " + what);
  };
  QDirIterator entries(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
  while (entries.hasNext()) {
    const QString path = entries.next();
    look(path, path.toUtf8());
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) look(path, file.readAll());
  }
  return found;
}

}  // namespace hall::test
