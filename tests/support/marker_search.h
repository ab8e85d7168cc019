#pragma once
// Looks for what must not be anywhere, in whatever clothes it may wear: as it is, in both orders of UTF-16, in base64
// at any place of its three, in hexadecimal, percent-encoded, and as JSON escapes. Thread: adding one, searching any.
#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <bitset>
#include <unordered_map>

namespace hall::test {

// One marker as it may be written, and how.
struct Disguise {
  const char* name;
  QByteArray bytes;
};
QList<Disguise> disguisesOf(const QString& text);
QList<Disguise> disguisesOf(const QByteArray& bytes);

class MarkerSearch {
 public:
  // Nothing shorter than six bytes can be told from chance.
  static constexpr int kShortest = 6;

  void add(const QList<Disguise>& disguises);
  // "utf-16le at 1234" of the first that is found, or empty.
  [[nodiscard]] QByteArray find(const char* bytes, size_t size) const;
  [[nodiscard]] QByteArray find(const QByteArray& bytes) const {
    return find(bytes.constData(), static_cast<size_t>(bytes.size()));
  }
  // Every file below the folder, its name too: "path: what".
  [[nodiscard]] QByteArrayList findBelow(const QString& folder) const;

 private:
  std::bitset<65536> m_beginnings;                         // the first two bytes
  std::unordered_multimap<quint64, Disguise> m_disguises;  // by the first six
};

}  // namespace hall::test
