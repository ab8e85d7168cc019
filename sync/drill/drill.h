#pragma once
// The whole drill: acts side by side, each in a folder of its own, then one report. Thread: one.
#include "sync/drill/report.h"

namespace hall::drill {

struct DrillOptions {
  QString data;
  QStringList faults;  // ids or their beginnings; empty: all
  int submissions = 20000;
  quint32 seed = 0;
  bool quick = false;
  bool keeps = false;  // the scratch folders of acts that went well, too
  int sideBySide = 4;
};

// The folder of this run, inside `data`. Conflict ("drill.real-data"): something that is not a drill's lies there.
Result<QString> prepareFolder(const DrillOptions& options, const Clock& clock);

Result<Report> runDrill(const DrillOptions& options, const Programs& programs, const QString& folder,
                        const Clock& clock);

}  // namespace hall::drill
