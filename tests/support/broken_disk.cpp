#include "tests/support/broken_disk.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
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
    case Misfortune::KillInside:
      die();
    default:
      return whole();
  }
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
  return isBelow(to) ? other([&] { return call(from, to); }) : call(from, to);
}
}
