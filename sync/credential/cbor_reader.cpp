#include "sync/credential/cbor_reader.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborStreamReader>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <cmath>
#include <limits>

namespace hall::credential {

namespace {

constexpr int kDeepest = 16;
constexpr int kMostItems = 2048;
constexpr qsizetype kLargest = 64 * 1024;

tl::unexpected<Error> garbled() {
  return failure(Failure::Garbled, "credential.cbor");
}

class Walk {
 public:
  Walk(const QByteArray& bytes, Lengths lengths) : m_reader(bytes), m_lengths(lengths) {}

  Result<QCborValue> item(int depth) {
    if (depth > kDeepest || ++m_items > kMostItems) return garbled();
    switch (m_reader.type()) {
      case QCborStreamReader::UnsignedInteger:
      case QCborStreamReader::NegativeInteger:
        return integer();
      case QCborStreamReader::ByteArray:
        return bytes();
      case QCborStreamReader::String:
        return text();
      case QCborStreamReader::Array:
        return array(depth);
      case QCborStreamReader::Map:
        return map(depth);
      case QCborStreamReader::Tag:
        return tagged(depth);
      default:
        return simple();
    }
  }

  [[nodiscard]] qint64 position() const { return m_reader.currentOffset(); }

 private:
  Result<QCborValue> next(QCborValue value) {
    if (!m_reader.next()) return garbled();
    return value;
  }

  Result<QCborValue> integer() {
    constexpr auto kMost = static_cast<quint64>(std::numeric_limits<qint64>::max());
    if (m_reader.isUnsignedInteger()) {
      const quint64 number = m_reader.toUnsignedInteger();
      return number > kMost ? garbled() : next(static_cast<qint64>(number));
    }
    // Its absolute value; 0 stands for two to the 64th.
    const auto size = static_cast<quint64>(m_reader.toNegativeInteger());
    return size == 0 || size > kMost ? garbled() : next(-static_cast<qint64>(size));
  }

  [[nodiscard]] bool stringFits(qsizetype sofar) {
    const qsizetype chunk = m_reader.currentStringChunkSize();
    return chunk >= 0 && chunk <= kLargest - sofar && (m_reader.isLengthKnown() || m_lengths == Lengths::Any);
  }

  Result<QCborValue> bytes() {
    QByteArray whole;
    for (int chunks = 0; chunks < kMostItems; ++chunks) {
      if (!stringFits(whole.size())) return garbled();
      const auto chunk = m_reader.readByteArray();
      if (chunk.status == QCborStreamReader::EndOfString) return QCborValue(whole);
      if (chunk.status != QCborStreamReader::Ok) return garbled();
      whole += chunk.data;
    }
    return garbled();
  }

  Result<QCborValue> text() {
    QString whole;
    for (int chunks = 0; chunks < kMostItems; ++chunks) {
      if (!stringFits(whole.size())) return garbled();
      const auto chunk = m_reader.readString();
      if (chunk.status == QCborStreamReader::EndOfString) return QCborValue(whole);
      if (chunk.status != QCborStreamReader::Ok) return garbled();
      whole += chunk.data;
    }
    return garbled();
  }

  [[nodiscard]] bool enter() {
    if (m_reader.isLengthKnown() ? m_reader.length() > kMostItems : m_lengths == Lengths::Known) return false;
    return m_reader.enterContainer();
  }

  [[nodiscard]] bool leave() { return m_reader.lastError() == QCborError::NoError && m_reader.leaveContainer(); }

  Result<QCborValue> array(int depth) {
    QCborArray values;
    if (!enter()) return garbled();
    while (m_reader.hasNext()) {
      auto value = item(depth + 1);
      if (!value) return value;
      values.append(*value);
    }
    if (!leave()) return garbled();
    return QCborValue(values);
  }

  Result<QCborValue> map(int depth) {
    QCborMap values;
    QSet<QString> seen;
    if (!enter()) return garbled();
    while (m_reader.hasNext()) {
      const auto key = item(depth + 1);
      if (!key || !(key->isInteger() || key->isString())) return garbled();
      const QString read = key->isInteger() ? QString::number(key->toInteger()) : key->toString();
      if (seen.contains(read) || !m_reader.hasNext()) return garbled();
      seen.insert(read);
      const auto value = item(depth + 1);
      if (!value) return value;
      values.insert(*key, *value);
    }
    if (!leave()) return garbled();
    return QCborValue(values);
  }

  Result<QCborValue> tagged(int depth) {
    const auto tag = static_cast<quint64>(m_reader.toTag());
    const bool date = tag == static_cast<quint64>(QCborKnownTags::DateTimeString) ||
                      tag == static_cast<quint64>(QCborKnownTags::UnixTime_t);
    if (!date || !m_reader.next()) return garbled();
    return item(depth + 1);
  }

  Result<QCborValue> simple() {
    if (m_reader.isBool()) return next(m_reader.toBool());
    if (m_reader.isNull()) return next(nullptr);
    if (m_reader.isUndefined()) return next(QCborValue(QCborValue::Undefined));
    double number = std::numeric_limits<double>::quiet_NaN();
    if (m_reader.isFloat16()) number = static_cast<double>(static_cast<float>(m_reader.toFloat16()));
    if (m_reader.isFloat()) number = static_cast<double>(m_reader.toFloat());
    if (m_reader.isDouble()) number = m_reader.toDouble();
    return std::isfinite(number) ? next(number) : garbled();
  }

  QCborStreamReader m_reader;
  Lengths m_lengths;
  int m_items = 0;
};

}  // namespace

Result<QCborValue> readCbor(const QByteArray& bytes, Lengths lengths) {
  if (bytes.isEmpty() || bytes.size() > kLargest) return garbled();
  Walk walk(bytes, lengths);
  auto value = walk.item(0);
  if (value && walk.position() != bytes.size()) return garbled();
  return value;
}

QJsonValue toJson(const QCborValue& value) {
  if (value.isByteArray()) {
    return QString::fromLatin1(
        value.toByteArray().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
  }
  if (value.isArray()) {
    QJsonArray items;
    const QCborArray all = value.toArray();
    for (const QCborValue item : all) items.append(toJson(item));
    return items;
  }
  if (value.isMap()) {
    QJsonObject members;
    const QCborMap all = value.toMap();
    for (const auto& [key, member] : all) {
      members.insert(key.isInteger() ? QString::number(key.toInteger()) : key.toString(), toJson(member));
    }
    return members;
  }
  return value.toJsonValue();
}

}  // namespace hall::credential
