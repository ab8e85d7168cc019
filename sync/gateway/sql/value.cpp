#include "sync/gateway/sql/value.h"

namespace hall::gateway::sql {

qint64 Value::integer() const {
  const auto* integer = std::get_if<qint64>(&m_value);
  return integer == nullptr ? 0 : *integer;
}

QByteArray Value::bytes() const {
  if (const auto* text = std::get_if<QByteArray>(&m_value)) return *text;
  const auto* bytes = std::get_if<Bytes>(&m_value);
  return bytes == nullptr ? QByteArray() : bytes->bytes;
}

}  // namespace hall::gateway::sql
