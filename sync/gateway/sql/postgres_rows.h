#pragma once
// Values on their way to libpq and back. For the postgres_ sources alone.
#include <vector>

#include "sync/base/result.h"
#include "sync/gateway/sql/value.h"

struct pg_result;

namespace hall::gateway::sql {

// Parameters of one statement. Integers travel as text, so that the server may take them for whatever the column is;
// bytes travel as they are. The values must outlive it.
class PostgresValues {
 public:
  explicit PostgresValues(const QList<Value>& values);

  [[nodiscard]] int count() const { return static_cast<int>(m_data.size()); }
  [[nodiscard]] const char* const* data() const { return m_data.data(); }
  [[nodiscard]] const int* lengths() const { return m_lengths.data(); }
  [[nodiscard]] const int* formats() const { return m_formats.data(); }

 private:
  std::vector<QByteArray> m_integers;
  std::vector<const char*> m_data;
  std::vector<int> m_lengths;
  std::vector<int> m_formats;
};

// Of an answer in binary form. Internal ("sql.type"): a column that is no integer, text or bytes.
Result<Rows> postgresRows(const pg_result* answer);

}  // namespace hall::gateway::sql
