// The disk's levers: they stand before the C library's functions of the same names, for watched files.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>

#include "sync/drill/levers/real.h"
#include "sync/drill/levers/striking.h"

namespace hall::drill::levers {
namespace {

constexpr size_t kSector = 512;

template <class Answer>
Answer done(Misfortune misfortune, Answer answer) {
  if (misfortune == Misfortune::KillAfter) die();
  return answer;
}

// `part` writes that many bytes for real. `offset` -1: where the file stands.
template <class Part>
ssize_t writeThrough(int descriptor, const void* data, size_t size, off64_t offset, const Part& part) {
  if (!isWatched(descriptor)) return part(size);
  const Misfortune misfortune = strike(Operation::Write, descriptor);
  size_t written = size;
  if (misfortune == Misfortune::Full) return refuse(ENOSPC);
  if (misfortune == Misfortune::WriteError) return refuse(EIO);
  if (misfortune == Misfortune::ReadOnly) return refuse(EROFS);
  if (misfortune == Misfortune::ShortWrite) written = size / 2;
  if (misfortune == Misfortune::KillInside) written = size / 2 / kSector * kSector;
  if (written == 0 && misfortune == Misfortune::ShortWrite) return refuse(ENOSPC);
  const auto still = holdStill();
  if (Unsynced* kept = unsynced()) kept->writes(descriptor, data, written, offset);
  const ssize_t answer = written == 0 ? 0 : part(written);
  if (misfortune == Misfortune::KillInside) die();
  return done(misfortune, answer);
}

template <class Whole>
ssize_t readThrough(int descriptor, const Whole& whole) {
  if (!isWatched(descriptor)) return whole();
  const Misfortune misfortune = strike(Operation::Read, descriptor);
  return misfortune == Misfortune::ReadError ? refuse(EIO) : done(misfortune, whole());
}

int syncThrough(int descriptor, int (*call)(int)) {
  // The folder that names a watched file may itself lie outside of what is watched; its sync counts all the same.
  const bool watched = isWatched(descriptor);
  const Misfortune misfortune = watched ? strike(Operation::Sync, descriptor) : Misfortune::None;
  if (misfortune == Misfortune::SyncError) return refuse(EIO);
  if (watched && page()->liesAboutSync) return 0;
  const auto still = holdStill();
  const int answer = call(descriptor);
  if (Unsynced* kept = unsynced(); kept != nullptr && answer == 0) kept->synced(descriptor);
  return done(misfortune, answer);
}

template <class Note, class Whole>
int nameThrough(const char* path, const Note& note, const Whole& whole) {
  if (!isWatched(path)) return whole();
  const Misfortune misfortune = strike(Operation::Name, path);
  if (misfortune == Misfortune::ReadOnly) return refuse(EROFS);
  const auto still = holdStill();
  if (Unsynced* kept = unsynced()) note(*kept);
  return done(misfortune, whole());
}

int truncateThrough(int descriptor, off64_t size) {
  if (!isWatched(descriptor)) return realcall::ftruncate(descriptor, size);
  const Misfortune misfortune = strike(Operation::Name, descriptor);
  if (misfortune == Misfortune::ReadOnly) return refuse(EROFS);
  const auto still = holdStill();
  if (Unsynced* kept = unsynced()) kept->truncates(descriptor, size);
  return done(misfortune, realcall::ftruncate(descriptor, size));
}

int openThrough(const char* path, int flags, mode_t mode) {
  const bool changes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
  if (!changes || !isWatched(path)) return realcall::open(path, flags, mode);
  // Opening alone changes nothing; making a name does.
  const bool fresh = (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
  if (!fresh) {
    const bool readOnly = page()->misfortune == Misfortune::ReadOnly;
    if (readOnly && strike(Operation::Name, path) == Misfortune::ReadOnly) return refuse(EROFS);
    return realcall::open(path, flags, mode);
  }
  const Misfortune misfortune = strike(Operation::Name, path);
  if (misfortune == Misfortune::ReadOnly) return refuse(EROFS);
  const auto still = holdStill();
  const int descriptor = realcall::open(path, flags, mode);
  if (Unsynced* kept = unsynced(); kept != nullptr && descriptor >= 0) kept->created(path);
  return done(misfortune, descriptor);
}

}  // namespace
}  // namespace hall::drill::levers

using namespace hall::drill::levers;

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t)>("write");
  return writeThrough(descriptor, data, size, -1, [&](size_t part) { return call(descriptor, data, part); });
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
  return writeThrough(descriptor, data, size, offset,
                      [&](size_t part) { return realcall::pwrite(descriptor, data, part, offset); });
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
  return pwrite64(descriptor, data, size, offset);
}

ssize_t read(int descriptor, void* data, size_t size) {
  static const auto call = real<ssize_t (*)(int, void*, size_t)>("read");
  return readThrough(descriptor, [&] { return call(descriptor, data, size); });
}

ssize_t pread64(int descriptor, void* data, size_t size, off64_t offset) {
  return readThrough(descriptor, [&] { return realcall::pread(descriptor, data, size, offset); });
}

ssize_t pread(int descriptor, void* data, size_t size, off_t offset) {
  return pread64(descriptor, data, size, offset);
}

int fsync(int descriptor) {
  static const auto call = real<int (*)(int)>("fsync");
  return syncThrough(descriptor, call);
}

int fdatasync(int descriptor) {
  static const auto call = real<int (*)(int)>("fdatasync");
  return syncThrough(descriptor, call);
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  return truncateThrough(descriptor, size);
}

int ftruncate(int descriptor, off_t size) noexcept {
  return truncateThrough(descriptor, size);
}

int rename(const char* from, const char* to) noexcept {
  return nameThrough(
      to, [&](Unsynced& kept) { kept.renames(from, to); }, [&] { return realcall::rename(from, to); });
}

int unlink(const char* path) noexcept {
  return nameThrough(
      path, [&](Unsynced& kept) { kept.removes(path); }, [&] { return realcall::unlink(path); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  static const auto call = real<int (*)(const char*, mode_t)>("mkdir");
  // A folder that is there already is no new name, and must not vanish with a power cut.
  if (::access(path, F_OK) == 0) return call(path, mode);
  return nameThrough(
      path, [&](Unsynced& kept) { kept.created(path); }, [&] { return call(path, mode); });
}

// Of the arguments, the mode is there only if something may be made.
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return openThrough(path, flags, mode);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return openThrough(path, flags, mode);
}
}
