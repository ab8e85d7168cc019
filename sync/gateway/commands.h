#pragma once
// What hall-gateway can be asked on the command line. Each gives the exit status and writes to stdout or stderr.
#include <QStringList>

#include "sync/gateway/desk.h"

namespace hall::gateway {

struct Listening {
  QByteArray address;
  quint16 port = 0;
  QString portFile;  // empty: none
  bool tls = false;
  QList<QByteArray> proxies{};  // HttpServer::Options::proxies
  QByteArray upstream{};        // the gateway above; empty: none
};

// With `hosts` the server's certificate is made for them.
int init(const Desk& desk, const QList<QByteArray>& hosts);
// Prints the authority's certificate, or makes the server's for `hosts`.
int certificate(const Desk& desk, const QList<QByteArray>& hosts);
int certificates(const Desk& desk);
int admit(const Desk& desk, const QString& certificateFile);
int serve(const Desk& desk, const Listening& where);
// Bundles of terminals without a line, as files or folders that hold some. The answers go onto the stick, into
// pictures of QR codes, or both.
struct Answering {
  QString stick;     // a folder; empty: none
  QString pictures;  // a folder; empty: none
};
int importBundles(const Desk& desk, const QStringList& bundles, const Answering& where);
int list(const Desk& desk, bool json);
// Goes on where the last run into that folder ended; with an agency, what it may see, sealed to it.
int exportTo(const Desk& desk, const QString& target, const QByteArray& agencyId);
// What was damaged after it was received, so that nobody can tell which service it is for.
int undescribed(const Desk& desk);
// After its endpoint said "gone": what it was not told is told now.
int enableWebhook(const Desk& desk, const QByteArray& agencyId);
int openForAuthority(const Desk& desk, const QByteArray& submissionId);

}  // namespace hall::gateway
