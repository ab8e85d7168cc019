#pragma once
// CBOR (RFC 8949) from strangers, pulled piece by piece: the caller says what must come next and how much of it at
// most. The first piece that is anything else ends it: nothing more is given and failed() is true. Known lengths only,
// keys in the agreed order, nothing is allocated on the word of a length. Thread: one at a time.
#include <QByteArray>
#include <QCborStreamReader>

namespace hall {

class CborPull {
 public:
  explicit CborPull(const QByteArray& bytes) : m_reader(bytes), m_size(bytes.size()) {}

  void tag(QCborTag expected);
  qsizetype enterArray(qsizetype atMost);  // the number of its items; 0 after a failure
  void enterArrayOf(qsizetype exactly);
  void enterMapOf(qsizetype exactly);  // so many pairs
  void leave();
  void key(QByteArrayView expected);
  QByteArray text(qsizetype atMost);  // bytes of UTF-8
  QByteArray bytes(qsizetype atMost);
  qint64 number();  // 0 to 2^63 - 1

  void fail() { m_failed = true; }
  [[nodiscard]] bool failed() const { return m_failed; }
  // Everything was read, and nothing stands behind it.
  [[nodiscard]] bool finished() const { return !m_failed && m_reader.currentOffset() == m_size; }
  [[nodiscard]] qint64 position() const { return m_reader.currentOffset(); }

 private:
  bool expect(bool is);
  QCborStreamReader m_reader;
  qint64 m_size;
  bool m_failed = false;
};

}  // namespace hall
