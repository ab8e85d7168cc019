#pragma once
// A disk with levers, linked into a test program: it stands before write, sync and rename of this process, for files
// below one folder; for the misfortunes that concern them, before open and read as well. SQLite's own writes pass
// through it too. Link with ENABLE_EXPORTS, or libraries go past it.
#include <string>

namespace hall::test::broken_disk {

enum class Misfortune {
  None,
  Full,        // writing says: no space
  Broken,      // writing and syncing say: input/output error
  BrokenOnce,  // the same, one time
  ShortWrite,  // half of it is written, then no space
  Kill,        // the process is gone (SIGKILL) before the operation
  KillInside,  // half of a write is done, then the process is gone
  Gone,        // pulled: everything says: no such device
  ReadOnly,    // mounted read-only: opening for writing, writing and renaming are refused
  Unreadable,  // reading says: input/output error
  Lies,        // reading gives other bytes than were written
};

// From the n-th operation (0: the next one) below `folder` on; Kill happens once, of course.
void breakDisk(const std::string& folder, Misfortune misfortune, long afterOperations = 0);
void mend();
// Operations seen below the folder since breakDisk().
long operations();

}  // namespace hall::test::broken_disk
