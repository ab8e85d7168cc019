#include "sync/drill/levers/striking.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "sync/drill/levers/real.h"

namespace hall::drill::levers {

namespace {

Page* openPage() {
  const char* path = std::getenv(kVariable);
  if (path == nullptr) return nullptr;
  const int descriptor = realcall::open(path, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) return nullptr;
  void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  return memory == MAP_FAILED ? nullptr : static_cast<Page*>(memory);
}

bool concerns(Misfortune misfortune, Operation operation) {
  switch (misfortune) {
    case Misfortune::None:
      return false;
    case Misfortune::Full:
    case Misfortune::WriteError:
    case Misfortune::ShortWrite:
      return operation == Operation::Write;
    case Misfortune::ReadError:
      return operation == Operation::Read;
    case Misfortune::SyncError:
      return operation == Operation::Sync;
    case Misfortune::ReadOnly:
      return operation == Operation::Write || operation == Operation::Name;
    default:
      return true;
  }
}

// The end of the name: "-wal", "sqlite", …; a name of ours tells nothing about anybody, and its end even less.
void notePlace(Page& shared, const char* place) {
  const char* slash = place == nullptr ? nullptr : std::strrchr(place, '/');
  const char* name = place == nullptr ? "line" : slash == nullptr ? place : slash + 1;
  std::snprintf(shared.lastPlace.data(), shared.lastPlace.size(), "%s", name);
}

void cutPower(Page& shared) {
  const auto still = holdStill();
  if (Unsynced* kept = unsynced()) shared.dropped += kept->cut(shared.dice);
  die();
}

}  // namespace

Page* page() {
  static Page* const shared = openPage();
  return shared;
}

bool isWatched(const char* path) {
  const Page* shared = page();
  if (shared == nullptr || path == nullptr || shared->place[0] == '\0') return false;
  const size_t size = std::strlen(shared->place.data());
  // SQLite's index of its log is not part of the disk's content: it is made anew after a crash.
  const size_t length = std::strlen(path);
  const bool index = length > 4 && std::strcmp(path + length - 4, "-shm") == 0;
  return !index && std::strncmp(path, shared->place.data(), size) == 0;
}

namespace {
bool pathOf(int descriptor, std::array<char, 1024>& path) {
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  return ::readlink(link.data(), path.data(), path.size() - 1) > 0;
}
}  // namespace

bool isWatched(int descriptor) {
  if (page() == nullptr) return false;
  std::array<char, 1024> path{};
  return pathOf(descriptor, path) && isWatched(path.data());
}

Misfortune strike(Operation operation, const char* place) {
  Page& shared = *page();
  const auto which = static_cast<size_t>(operation);
  ++shared.seen[which];
  const Misfortune misfortune = shared.misfortune;
  if (!concerns(misfortune, operation) || (shared.on & bit(operation)) == 0) return Misfortune::None;
  if (shared.left.fetch_sub(1) > 0) return Misfortune::None;
  if (shared.times.fetch_sub(1) <= 0) {
    shared.misfortune = Misfortune::None;
    return Misfortune::None;
  }
  ++shared.struck[static_cast<size_t>(misfortune)][which];
  notePlace(shared, place);
  if (misfortune == Misfortune::PowerCut) cutPower(shared);
  const bool half = misfortune == Misfortune::KillInside && operation == Operation::Write;
  if (misfortune == Misfortune::Kill || (misfortune == Misfortune::KillInside && !half)) die();
  return misfortune;
}

Misfortune strike(Operation operation, int descriptor) {
  std::array<char, 1024> path{};
  return strike(operation, pathOf(descriptor, path) ? path.data() : nullptr);
}

void die() {
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

int refuse(int number) {
  errno = number;
  return -1;
}

Unsynced* unsynced() {
  // Never destroyed: a thread may still write while the process ends.
  static Unsynced* const kept = page() != nullptr && page()->keepsUnsynced ? new Unsynced : nullptr;
  return kept;
}

std::unique_lock<std::mutex> holdStill() {
  static auto* const mutex = new std::mutex;
  return unsynced() == nullptr ? std::unique_lock<std::mutex>() : std::unique_lock(*mutex);
}

}  // namespace hall::drill::levers
