#pragma once
// What every command of hall-gateway works with and how it speaks. Thread: the program's one.
#include <QByteArray>
#include <QString>
#include <functional>
#include <memory>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/base/result.h"
#include "sync/gateway/sql/source.h"

namespace hall::gateway {

class Storage;

struct Desk {
  QString data;
  QByteArray database;  // a PostgreSQL connection string; empty: the embedded database in `data`
  const Clock& clock;
  Log& log;
};

sql::Source sourceOf(const Desk& desk);
Result<std::unique_ptr<Storage>> openStorage(const Desk& desk);
// One change as its own transaction, for commands that run beside a serving gateway.
Result<void> change(Storage& storage, const std::function<Result<void>()>& write);
void print(const QByteArray& text);  // standard output, at once
int fail(const Error& error);        // standard error; gives the exit status

}  // namespace hall::gateway
