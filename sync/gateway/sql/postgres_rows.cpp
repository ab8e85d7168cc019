#include "sync/gateway/sql/postgres_rows.h"

#include <libpq-fe.h>
#include <QtEndian>

namespace hall::gateway::sql {

namespace {

// Types by their numbers in pg_type, which never change.
enum Type : Oid {
  Bool = 16,
  Bytea = 17,
  Name = 19,
  Int8 = 20,
  Int2 = 21,
  Int4 = 23,
  Text = 25,
  Varchar = 1043,
  Void = 2278
};

Result<Value> read(const PGresult* answer, int row, int column) {
  if (PQgetisnull(answer, row, column) == 1) return Value();
  const char* data = PQgetvalue(answer, row, column);
  const qsizetype size = PQgetlength(answer, row, column);
  switch (PQftype(answer, column)) {
    case Int8:
      return Value(qFromBigEndian<qint64>(data));
    case Int4:
      return Value(qint64{qFromBigEndian<qint32>(data)});
    case Int2:
      return Value(qint64{qFromBigEndian<qint16>(data)});
    case Bool:
      return Value(qint64{*data});
    case Text:
    case Varchar:
    case Name:
      return Value(QByteArray(data, size));
    case Bytea:
      return Value(Bytes{QByteArray(data, size)});
    case Void:
      return Value();
    default:
      return failure(Failure::Internal, "sql.type", QString::number(PQftype(answer, column)));
  }
}

}  // namespace

PostgresValues::PostgresValues(const QList<Value>& values) {
  m_integers.reserve(static_cast<size_t>(values.size()));
  for (const Value& value : values) {
    const auto* integer = std::get_if<qint64>(&value.kinds());
    const auto* text = std::get_if<QByteArray>(&value.kinds());
    const auto* bytes = std::get_if<Bytes>(&value.kinds());
    if (integer != nullptr) m_integers.push_back(QByteArray::number(*integer));
    const QByteArray* sent = integer != nullptr ? &m_integers.back() : bytes != nullptr ? &bytes->bytes : text;
    m_data.push_back(sent == nullptr ? nullptr : sent->constData());
    m_lengths.push_back(sent == nullptr ? 0 : static_cast<int>(sent->size()));
    m_formats.push_back(bytes == nullptr ? 0 : 1);
  }
}

Result<Rows> postgresRows(const pg_result* answer) {
  const int columns = PQnfields(answer);
  const int rows = PQntuples(answer);
  QList<Value> values;
  values.resize(qsizetype{columns} * rows);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      auto value = read(answer, row, column);
      if (!value) return failure(value.error());
      values[qsizetype{row} * columns + column] = std::move(*value);
    }
  }
  // libpq hands out the count of touched rows as text.
  const qint64 touched = QByteArray(PQcmdTuples(const_cast<PGresult*>(answer))).toLongLong();
  return Rows(columns, std::move(values), touched);
}

}  // namespace hall::gateway::sql
