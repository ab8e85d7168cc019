#pragma once
// What hall-gateway can be asked on the command line. Each gives the exit status and writes to stdout or stderr.
#include <QByteArray>
#include <QString>

#include "sync/base/clock.h"
#include "sync/base/log.h"

namespace hall::gateway {

struct Desk {
  QString data;
  QByteArray database;  // a PostgreSQL connection string; empty: the embedded database in `data`
  const Clock& clock;
  Log& log;
};

struct Listening {
  QByteArray address;
  quint16 port = 0;
  QString portFile;  // empty: none
  bool tls = false;
  QList<QByteArray> proxies{};  // HttpServer::Options::proxies
};

// With `hosts` the server's certificate is made for them.
int init(const Desk& desk, const QList<QByteArray>& hosts);
// Prints the authority's certificate, or makes the server's for `hosts`.
int certificate(const Desk& desk, const QList<QByteArray>& hosts);
int certificates(const Desk& desk);
int admit(const Desk& desk, const QString& certificateFile);
int serve(const Desk& desk, const Listening& where);
int list(const Desk& desk, bool json);
int openForAuthority(const Desk& desk, const QByteArray& submissionId);

}  // namespace hall::gateway
