#include "sync/base/cbor_pull.h"

#include <limits>

namespace hall {

bool CborPull::expect(bool is) {
  if (!is) m_failed = true;
  return !m_failed;
}

void CborPull::tag(QCborTag expected) {
  if (!expect(!m_failed && m_reader.isTag() && m_reader.toTag() == expected)) return;
  expect(m_reader.next());
}

qsizetype CborPull::enterArray(qsizetype atMost) {
  if (!expect(!m_failed && m_reader.isArray() && m_reader.isLengthKnown())) return 0;
  const quint64 length = m_reader.length();
  if (!expect(length <= static_cast<quint64>(atMost) && m_reader.enterContainer())) return 0;
  return static_cast<qsizetype>(length);
}

void CborPull::enterArrayOf(qsizetype exactly) {
  expect(enterArray(exactly) == exactly);
}

void CborPull::enterMapOf(qsizetype exactly) {
  const bool map = !m_failed && m_reader.isMap() && m_reader.isLengthKnown();
  if (!expect(map && m_reader.length() == static_cast<quint64>(exactly))) return;
  expect(m_reader.enterContainer());
}

void CborPull::leave() {
  expect(!m_failed && !m_reader.hasNext() && m_reader.leaveContainer());
}

void CborPull::key(QByteArrayView expected) {
  expect(text(expected.size()) == expected);
}

QByteArray CborPull::text(qsizetype atMost) {
  if (!expect(!m_failed && m_reader.isString() && m_reader.isLengthKnown())) return {};
  const qsizetype size = m_reader.currentStringChunkSize();
  if (!expect(size >= 0 && size <= atMost)) return {};
  const auto chunk = m_reader.readString();
  if (!expect(chunk.status == QCborStreamReader::Ok)) return {};
  return expect(m_reader.readString().status == QCborStreamReader::EndOfString) ? chunk.data.toUtf8() : QByteArray();
}

QByteArray CborPull::bytes(qsizetype atMost) {
  if (!expect(!m_failed && m_reader.isByteArray() && m_reader.isLengthKnown())) return {};
  const qsizetype size = m_reader.currentStringChunkSize();
  if (!expect(size >= 0 && size <= atMost)) return {};
  const auto chunk = m_reader.readByteArray();
  if (!expect(chunk.status == QCborStreamReader::Ok)) return {};
  return expect(m_reader.readByteArray().status == QCborStreamReader::EndOfString) ? chunk.data : QByteArray();
}

qint64 CborPull::number() {
  if (!expect(!m_failed && m_reader.isUnsignedInteger())) return 0;
  const quint64 value = m_reader.toUnsignedInteger();
  if (!expect(value <= static_cast<quint64>(std::numeric_limits<qint64>::max()) && m_reader.next())) return 0;
  return static_cast<qint64>(value);
}

}  // namespace hall
