#pragma once
// One revision of a case as the gateway keeps it: its content stays sealed. Values; any thread.
#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace hall::gateway::cases {

enum class Standing {
  Applied,  // became the head
  Branch,   // kept beside the head, until a clerk decides
};

struct Revision {
  QByteArray caseId;
  QByteArray draftRev;
  QList<QByteArray> parents;
  QByteArray serviceId;
  QByteArray holder;  // the terminal that made and signed it
  QByteArray channel;
  qint64 fencing = 0;  // under which it was made
  QByteArray clerk;    // who decided, if it is a decision
  QByteArray sealed;   // CMS as it came; may be empty where only the story is asked for
  QByteArray signer;   // the certificate (PEM) it was verified with
  // What became of it when it came; never changed afterwards.
  Standing standing = Standing::Branch;
  QByteArray reason;    // of a branch: "lease-lost", "head-moved"
  QByteArray headThen;  // the head when it came; empty: there was none
  QDateTime at;
  bool settled = false;  // a branch that a decision has taken up
};

}  // namespace hall::gateway::cases
