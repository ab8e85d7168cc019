#pragma once
// What travels to and from a database: an integer, text, bytes or nothing. Values; any thread.
#include <QByteArray>
#include <QList>
#include <QtGlobal>
#include <utility>
#include <variant>

namespace hall::gateway::sql {

struct Bytes {
  QByteArray bytes;
  bool operator==(const Bytes&) const = default;
};

// A QByteArray is text; Bytes are bytes.
class Value {
 public:
  Value(std::nullptr_t = nullptr) {}
  Value(int integer) : m_value(qint64{integer}) {}
  Value(qint64 integer) : m_value(integer) {}
  Value(QByteArray text) : m_value(std::move(text)) {}
  Value(const char* text) : m_value(QByteArray(text)) {}
  Value(Bytes bytes) : m_value(std::move(bytes)) {}

  using Kinds = std::variant<std::nullptr_t, qint64, QByteArray, Bytes>;
  [[nodiscard]] const Kinds& kinds() const { return m_value; }
  [[nodiscard]] bool isNull() const { return m_value.index() == 0; }
  [[nodiscard]] qint64 integer() const;    // 0 if it is none
  [[nodiscard]] QByteArray bytes() const;  // of text or bytes; empty if it is neither

 private:
  Kinds m_value = nullptr;
};

// All rows of one answer.
class Rows {
 public:
  Rows() = default;
  Rows(qsizetype columns, QList<Value> values, qint64 touched)
      : m_columns(columns), m_values(std::move(values)), m_touched(touched) {}

  [[nodiscard]] qsizetype size() const { return m_columns == 0 ? 0 : m_values.size() / m_columns; }
  [[nodiscard]] bool isEmpty() const { return m_values.isEmpty(); }
  [[nodiscard]] const Value& at(qsizetype row, qsizetype column) const { return m_values[row * m_columns + column]; }
  [[nodiscard]] qint64 integer(qsizetype row, qsizetype column) const { return at(row, column).integer(); }
  [[nodiscard]] QByteArray bytes(qsizetype row, qsizetype column) const { return at(row, column).bytes(); }
  [[nodiscard]] bool isNull(qsizetype row, qsizetype column) const { return at(row, column).isNull(); }
  // How many rows an INSERT, UPDATE or DELETE has touched.
  [[nodiscard]] qint64 touched() const { return m_touched; }

 private:
  qsizetype m_columns = 0;
  QList<Value> m_values;
  qint64 m_touched = 0;
};

// `sql` must be a literal: what an engine prepares is kept under its address. Placeholders are $1 … $n.
struct Statement {
  const char* sql;
  QList<Value> values;
};

}  // namespace hall::gateway::sql
