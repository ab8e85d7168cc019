#include "tests/support/written_bytes.h"

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>

namespace hall::test::written_bytes {

namespace {

std::atomic<const MarkerSearch*> searched{nullptr};
std::atomic<qint64> counted{0};
std::mutex mutex;
QByteArrayList caught;

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void look(int descriptor, const void* bytes, size_t size) {
  const MarkerSearch* search = searched;
  if (search == nullptr) return;
  counted += static_cast<qint64>(size);
  const QByteArray what = search->find(static_cast<const char*>(bytes), size);
  if (what.isEmpty()) return;
  std::array<char, 64> link{};
  std::array<char, 1024> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  (void)::readlink(link.data(), path.data(), path.size() - 1);
  const std::lock_guard lock(mutex);
  caught.append(QByteArray(path.data()) + ": " + what);
}

}  // namespace

void watch(const MarkerSearch* search) {
  const std::lock_guard lock(mutex);
  caught.clear();
  counted = 0;
  searched = search;
}

QByteArrayList found() {
  const std::lock_guard lock(mutex);
  return caught;
}

qint64 count() {
  return counted;
}

}  // namespace hall::test::written_bytes

namespace written = hall::test::written_bytes;

extern "C" {

__attribute__((visibility("default"))) ssize_t write(int descriptor, const void* bytes, size_t size) {
  static const auto whole = written::real<ssize_t (*)(int, const void*, size_t)>("write");
  written::look(descriptor, bytes, size);
  return whole(descriptor, bytes, size);
}

__attribute__((visibility("default"))) ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
  static const auto whole = written::real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  written::look(descriptor, bytes, size);
  return whole(descriptor, bytes, size, at);
}

__attribute__((visibility("default"))) ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t at) {
  static const auto whole = written::real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  written::look(descriptor, bytes, size);
  return whole(descriptor, bytes, size, at);
}

__attribute__((visibility("default"))) ssize_t writev(int descriptor, const iovec* pieces, int count) {
  static const auto whole = written::real<ssize_t (*)(int, const iovec*, int)>("writev");
  for (int i = 0; i < count; ++i) written::look(descriptor, pieces[i].iov_base, pieces[i].iov_len);
  return whole(descriptor, pieces, count);
}

}  // extern "C"
