#pragma once
// What is mirrored down to terminals and lower gateways: signed versions of named collections. Only the newest is
// offered; the one before is kept for whoever is fetching it. Thread: that of the session.
// Errors: NotFound ("gateway.unknown"), Conflict ("mirror.rolled-back", "mirror.version-reused"), those of the session.
#include <QMap>

#include "sync/gateway/sql/sql_session.h"
#include "sync/mirror/manifest.h"

namespace hall::gateway {

class MirrorRows {
 public:
  explicit MirrorRows(sql::SqlSession& session) : m_session(session) {}

  struct Offer {
    qint64 version = 0;
    QByteArray message;  // the signed manifest
  };
  Result<Offer> newest(const QByteArray& collection);
  Result<QByteArray> file(const QByteArray& collection, const QByteArray& digest);

  // Inside a transaction. The files by name; the same content as in the newest version makes no new one. Gives the
  // version that is offered afterwards.
  Result<qint64> publish(const QByteArray& collection, const QMap<QByteArray, QByteArray>& files, const QDateTime& now,
                         const seal::KeyPair& signer);
  // As above, for what was brought from further up and keeps its number; never lower than what is offered here.
  Result<void> adopt(const mirror::Manifest& manifest, const QMap<QByteArray, QByteArray>& files,
                     const seal::KeyPair& signer);

 private:
  Result<void> put(const mirror::Manifest& manifest, const QMap<QByteArray, QByteArray>& files,
                   const seal::KeyPair& signer);
  Result<void> dropOld(const QByteArray& collection, qint64 version);

  sql::SqlSession& m_session;
};

}  // namespace hall::gateway
