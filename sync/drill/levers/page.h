#pragma once
// What the drill and the levers in its child share: one page of memory, mapped by both from a file, so that a lever can
// be moved while the child runs and what was counted outlives it. All zero: no misfortune. Thread and process: any.
#include <array>
#include <atomic>
#include <cstdint>

namespace hall::drill::levers {

enum class Misfortune : int {
  None,
  Full,        // writing says: no space
  WriteError,  // writing says: input/output error
  ReadError,   // reading says so
  SyncError,   // syncing says so
  ShortWrite,  // half of it is written, then there is no space
  ReadOnly,    // writing, creating, renaming and removing say: read-only file system
  Kill,        // gone (SIGKILL) before the operation
  KillInside,  // gone when half of a write is done; a disk writes sectors whole
  KillAfter,   // gone when the operation is done and nobody has heard of it
  PowerCut,    // gone, and what was not synced may or may not be on the disk
};

enum class Operation : int { Write, Sync, Name, Read, Send, Receive };
constexpr int kOperations = 6;
constexpr int kMisfortunes = 11;

constexpr unsigned bit(Operation operation) {
  return 1U << static_cast<unsigned>(operation);
}

// The child finds the file of its page by this variable.
constexpr const char* kVariable = "HALL_DRILL_LEVERS";

struct Page {
  std::array<char, 512> place;         // paths that begin like this; set before the child starts
  std::atomic<bool> keepsUnsynced;     // for PowerCut; set before the child starts
  std::atomic<bool> liesAboutSync;     // says "synced" and is not: a disk that no software can make good
  std::atomic<std::uint64_t> dice;     // which of the unsynced writes a power cut takes
  std::atomic<unsigned> on;            // bits of the operations that count
  std::atomic<long> left;              // so many of them pass
  std::atomic<long> times;             // then so many are struck
  std::atomic<Misfortune> misfortune;  // set last

  std::atomic<std::int64_t> clockStepMilliseconds;  // added to the wall clock
  std::atomic<long> clockAsked;                     // how often it was asked for while it was wrong

  std::array<std::atomic<long>, kOperations> seen;
  std::array<std::array<std::atomic<long>, kOperations>, kMisfortunes> struck;
  std::atomic<long> dropped;       // unsynced writes and names that a power cut took back
  std::array<char, 32> lastPlace;  // of the file that was struck last; its name's end
};

static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<Misfortune>::is_always_lock_free);

}  // namespace hall::drill::levers
