#pragma once
// The limit: Boost.Beast with buffers used again, and every body inserted as one row, all that wait in one transaction.
// Nothing is looked at. Serves until it is killed; prints its port first.
#include <QByteArray>
#include <functional>
#include <vector>

namespace hall::bench {

struct BareRow {
  QByteArray id;
  QByteArray body;
};
// One transaction, durable when it returns.
using InsertAll = std::function<bool(const std::vector<BareRow>& rows)>;

InsertAll insertIntoSqlite(const QByteArray& path);
InsertAll insertIntoPostgres(const QByteArray& conninfo);  // libpq's pipeline mode

int serveBare(const InsertAll& insert);

}  // namespace hall::bench
