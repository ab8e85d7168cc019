#pragma once
// Every byte this process writes, to whatever it writes it, is looked at while it is written: also what is overwritten
// a moment later, and files that never had a name. The program needs ENABLE_EXPORTS, so that SQLite and Qt write
// through here as well; what the C library writes by itself (stdio) goes past. Thread: any.
#include "tests/support/marker_search.h"

namespace hall::test::written_bytes {

// From now on; nullptr stops. The search must outlive the watch.
void watch(const MarkerSearch* search);
// What was found since, with the kind of file it was written to.
QByteArrayList found();
qint64 count();  // bytes looked at since

}  // namespace hall::test::written_bytes
