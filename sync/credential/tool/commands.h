#pragma once
// What hall-credential can be asked. Each gives the exit status and writes to stdout or stderr.
#include <QDateTime>
#include <QString>
#include <QStringList>

#include "sync/base/clock.h"
#include "sync/base/result.h"

namespace hall::credential {

struct VerifyOptions {
  QString trust;  // empty: no list
  QString root;   // empty: the list is taken as it is
  QDateTime at;
  QStringList files;  // empty: standard input
};

struct IssueOptions {
  QString key;
  QString kind;
  QString issuer;
  QString notBefore;
  QString expires;
  QString file;  // empty: standard input
};

struct TrustOptions {
  QString issuer;
  qint64 number = 0;
  QDateTime nextUpdate;
  QStringList uses;
  QStringList files;
};

int verifyLines(const VerifyOptions& options);
int issueOne(const IssueOptions& options, const Clock& clock);
int makeTrustList(const TrustOptions& options, const Clock& clock);
int signTrustListFile(const QString& key, const QString& list, const QString& to);
int replaceTrustListFile(const QString& root, const QString& list, const QString& into);

}  // namespace hall::credential
