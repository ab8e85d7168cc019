#pragma once
// Either engine, freshly made, by the data row of the running test.
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

#include "sync/gateway/storage.h"
#include "tests/support/postgres_server.h"

namespace hall::test {

inline void bothEngines() {
  QTest::addColumn<bool>("server");
  QTest::newRow("SQLite") << false;
  QTest::newRow("PostgreSQL") << true;
}

// One for the whole program.
inline PostgresServer& postgres() {
  static PostgresServer server;
  return server;
}

struct Engine {
  Engine() { reopen(); }
  void reopen() {
    storage.reset();
    storage = another();
  }
  // A further gateway on the same database.
  [[nodiscard]] std::unique_ptr<gateway::Storage> another() const {
    auto opened = gateway::Storage::open(source);
    if (!opened) qFatal("%s %s", opened.error().code.constData(), qUtf8Printable(opened.error().detail));
    return std::move(*opened);
  }
  static gateway::sql::Source make(const QString& folder) {
    const bool server = *static_cast<bool*>(QTest::qData("server", QMetaType::Bool));
    return server ? gateway::sql::Source::server(postgres().makeDatabase())
                  : gateway::sql::Source::embedded(folder + QStringLiteral("/gateway.sqlite"));
  }

  QTemporaryDir folder;
  gateway::sql::Source source = make(folder.path());
  std::unique_ptr<gateway::Storage> storage;
};

}  // namespace hall::test
