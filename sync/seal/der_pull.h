#pragma once
// DER (X.690) from strangers, pulled piece by piece: the caller says what must come next. The first piece that is
// anything else ends it: nothing more is given and failed() is true. Tags of one byte; shortest lengths only. What is
// given are views into the bytes. Thread: one at a time.
#include <QByteArrayView>
#include <QVarLengthArray>
#include <string_view>

namespace hall::seal {

enum class DerTag : unsigned char {
  Integer = 0x02,
  Bits = 0x03,
  Octets = 0x04,
  Sequence = 0x30,
  Set = 0x31,
  Implicit0 = 0x80,
  Explicit0 = 0xA0,
  Explicit1 = 0xA1,
};

class DerPull {
 public:
  explicit DerPull(QByteArrayView bytes) : m_bytes(bytes), m_ends{bytes.size()} {}

  void enter(DerTag tag);
  void leave();  // everything in it must have been read
  QByteArrayView element(DerTag tag);
  QByteArrayView raw(qsizetype size);
  void expect(std::string_view exactly);
  // Whether the element that was entered last holds more.
  [[nodiscard]] bool more() const { return !m_failed && m_next < m_ends.back(); }

  void fail() { m_failed = true; }
  [[nodiscard]] bool failed() const { return m_failed; }
  // Everything was read, and nothing stands behind it.
  [[nodiscard]] bool finished() const { return !m_failed && m_ends.size() == 1 && m_next == m_ends.back(); }

 private:
  qsizetype head(DerTag tag);
  QByteArrayView m_bytes;
  qsizetype m_next = 0;
  QVarLengthArray<qsizetype, 12> m_ends;
  bool m_failed = false;
};

}  // namespace hall::seal
