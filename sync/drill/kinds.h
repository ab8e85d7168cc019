#pragma once
// Every kind of fault that the drill knows, as data. Values.
#include <QList>
#include <functional>

#include "sync/drill/acts.h"

namespace hall::drill {

struct Kind {
  const char* id;
  const char* zh;
  const char* en;
  int submissionsShare;  // of all, in parts
  int quickStrikes;      // how often it is provoked at least, in the short form
  int fullStrikes;
  std::function<Result<Outcome>(const StageOptions&)> act;
  std::function<std::optional<QString>()> cannot{};  // why it cannot be done on this machine
};

const QList<Kind>& kinds();
// Those whose id is, or begins with, one of the words; all for none. Invalid ("drill.fault"): a word fits nothing.
Result<QList<Kind>> kindsFor(const QStringList& words);

}  // namespace hall::drill
