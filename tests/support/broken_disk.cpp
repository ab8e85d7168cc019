#include "tests/support/broken_disk.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace hall::test::broken_disk {

namespace {

std::array<char, 1024> watched{};
std::atomic<Misfortune> lever{Misfortune::None};
std::atomic<long> left{0};
std::atomic<long> seen{0};

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

bool isBelow(const char* path) {
  return watched[0] != '\0' && std::strncmp(path, watched.data(), std::strlen(watched.data())) == 0;
}

bool isBelow(int descriptor) {
  if (watched[0] == '\0') return false;
  std::array<char, 64> link{};
  std::array<char, 1024> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  const ssize_t size = ::readlink(link.data(), path.data(), path.size() - 1);
  return size > 0 && isBelow(path.data());
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

// What happens to this operation.
Misfortune strike() {
  ++seen;
  const Misfortune set = lever;
  if (set == Misfortune::None || left-- > 0) return Misfortune::None;
  if (set == Misfortune::Kill) die();
  if (set == Misfortune::BrokenOnce) {
    lever = Misfortune::None;
    return Misfortune::Broken;
  }
  return set;
}

int refuse(int number) {
  errno = number;
  return -1;
}

// `half` writes the first half for real.
template <class Whole, class Half>
ssize_t writeThrough(int descriptor, const Whole& whole, const Half& half) {
  if (!isBelow(descriptor)) return whole();
  switch (strike()) {
    case Misfortune::Full:
      return refuse(ENOSPC);
    case Misfortune::Broken:
      return refuse(EIO);
    case Misfortune::Gone:
      return refuse(ENODEV);
    case Misfortune::ReadOnly:
      return refuse(EROFS);
    case Misfortune::ShortWrite: {
      lever = Misfortune::Full;
      return half();
    }
    case Misfortune::KillInside:
      half();
      die();
    default:
      return whole();
  }
}

template <class Whole>
int other(const Whole& whole) {
  switch (strike()) {
    case Misfortune::Broken:
      return refuse(EIO);
    case Misfortune::Gone:
      return refuse(ENODEV);
    case Misfortune::KillInside:
      die();
    default:
      return whole();
  }
}

bool reachesReading() {
  const Misfortune set = lever;
  return set == Misfortune::Gone || set == Misfortune::Unreadable || set == Misfortune::Lies;
}

// `place` is a path, or the descriptor of a folder.
template <class Place, class Whole>
int openThrough(Place place, int flags, const Whole& whole) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  const bool concerned = lever == Misfortune::Gone || (lever == Misfortune::ReadOnly && writes);
  if (!concerned || !isBelow(place)) return whole();
  const Misfortune struck = strike();
  if (struck == Misfortune::None) return whole();
  return refuse(struck == Misfortune::Gone ? ENODEV : EROFS);
}

}  // namespace

void breakDisk(const std::string& folder, Misfortune misfortune, long afterOperations) {
  std::snprintf(watched.data(), watched.size(), "%s", folder.c_str());
  left = afterOperations;
  seen = 0;
  lever = misfortune;
}

void mend() {
  lever = Misfortune::None;
}

long operations() {
  return seen;
}

}  // namespace hall::test::broken_disk

using namespace hall::test::broken_disk;

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t)>("write");
  return writeThrough(
      descriptor, [&] { return call(descriptor, data, size); }, [&] { return call(descriptor, data, size / 2); });
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return writeThrough(
      descriptor, [&] { return call(descriptor, data, size, offset); },
      [&] { return call(descriptor, data, size / 2, offset); });
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
  return pwrite64(descriptor, data, size, offset);
}

int fsync(int descriptor) {
  static const auto call = real<int (*)(int)>("fsync");
  return isBelow(descriptor) ? other([&] { return call(descriptor); }) : call(descriptor);
}

int fdatasync(int descriptor) {
  static const auto call = real<int (*)(int)>("fdatasync");
  return isBelow(descriptor) ? other([&] { return call(descriptor); }) : call(descriptor);
}

int rename(const char* from, const char* to) noexcept {
  static const auto call = real<int (*)(const char*, const char*)>("rename");
  if (!isBelow(to)) return call(from, to);
  return other([&] { return lever == Misfortune::ReadOnly && left < 0 ? refuse(EROFS) : call(from, to); });
}

int renameat(int fromFolder, const char* from, int toFolder, const char* to) noexcept {
  static const auto call = real<int (*)(int, const char*, int, const char*)>("renameat");
  if (!isBelow(toFolder)) return call(fromFolder, from, toFolder, to);
  return other(
      [&] { return lever == Misfortune::ReadOnly && left < 0 ? refuse(EROFS) : call(fromFolder, from, toFolder, to); });
}

ssize_t read(int descriptor, void* data, size_t size) {
  static const auto call = real<ssize_t (*)(int, void*, size_t)>("read");
  const Misfortune struck = reachesReading() && isBelow(descriptor) ? strike() : Misfortune::None;
  if (struck == Misfortune::Gone) return refuse(ENODEV);
  if (struck == Misfortune::Unreadable) return refuse(EIO);
  const ssize_t count = call(descriptor, data, size);
  if (struck == Misfortune::Lies && count > 0) *static_cast<char*>(data) ^= 1;
  return count;
}

int open(const char* path, int flags, ...) {
  static const auto call = real<int (*)(const char*, int, mode_t)>("open");
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return openThrough(path, flags, [&] { return call(path, flags, mode); });
}

int openat(int folder, const char* path, int flags, ...) {
  static const auto call = real<int (*)(int, const char*, int, mode_t)>("openat");
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return openThrough(folder, flags, [&] { return call(folder, path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
  static const auto call = real<int (*)(const char*, int, mode_t)>("open64");
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return openThrough(path, flags, [&] { return call(path, flags, mode); });
}
}
