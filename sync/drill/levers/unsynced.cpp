#include "sync/drill/levers/unsynced.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "sync/drill/levers/real.h"

namespace hall::drill::levers {

namespace {

constexpr std::int64_t kSector = 512;

std::string folderOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::string pathOf(int descriptor) {
  std::array<char, 64> link{};
  std::array<char, 1024> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  const ssize_t size = ::readlink(link.data(), path.data(), path.size() - 1);
  return {path.data(), static_cast<size_t>(std::max<ssize_t>(size, 0))};
}

std::int64_t sizeOf(int descriptor) {
  struct stat64 about {};
  return ::fstat64(descriptor, &about) == 0 ? about.st_size : 0;
}

std::string contentOf(int descriptor, std::int64_t offset, std::int64_t size) {
  std::string content(static_cast<size_t>(std::max<std::int64_t>(size, 0)), '\0');
  const ssize_t there = realcall::pread(descriptor, content.data(), content.size(), offset);
  content.resize(static_cast<size_t>(std::max<ssize_t>(there, 0)));
  return content;
}

}  // namespace

Unsynced::File* Unsynced::fileOf(int descriptor) {
  struct stat64 about {};
  if (::fstat64(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) return nullptr;
  const auto known = std::ranges::find_if(
      m_files, [&](const File& file) { return file.inode == about.st_ino && file.device == about.st_dev; });
  if (known != m_files.end()) return &*known;
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  const int own = realcall::open(link.data(), O_RDWR | O_CLOEXEC, 0);
  if (own < 0) return nullptr;
  m_files.push_back({about.st_dev, about.st_ino, own, about.st_size, {}});
  return &m_files.back();
}

void Unsynced::writes(int descriptor, const void* data, size_t size, std::int64_t offset) {
  File* file = fileOf(descriptor);
  if (file == nullptr) return;
  if (file->writes.empty()) file->size = sizeOf(file->descriptor);
  if (offset < 0) offset = ::lseek64(descriptor, 0, SEEK_CUR);
  file->writes.push_back({offset, contentOf(file->descriptor, offset, static_cast<std::int64_t>(size)),
                          std::string(static_cast<const char*>(data), size)});
}

// A cut file is a write of nothing over its tail: taken back like any other.
void Unsynced::truncates(int descriptor, std::int64_t size) {
  File* file = fileOf(descriptor);
  if (file == nullptr) return;
  if (file->writes.empty()) file->size = sizeOf(file->descriptor);
  const std::int64_t now = sizeOf(file->descriptor);
  file->writes.push_back({size, contentOf(file->descriptor, size, now - size), {}});
}

std::string Unsynced::keep(const std::string& path) {
  std::string backup = folderOf(path) + "/.before-" + std::to_string(::getpid()) + '-' + std::to_string(m_backups++);
  return ::link(path.c_str(), backup.c_str()) == 0 ? backup : std::string();
}

void Unsynced::renames(const char* from, const char* to) {
  m_names.push_back({folderOf(to), to, from, keep(to)});
}

void Unsynced::removes(const char* path) {
  m_names.push_back({folderOf(path), path, {}, keep(path)});
}

void Unsynced::created(const char* path) {
  m_names.push_back({folderOf(path), path, {}, {}});
}

void Unsynced::synced(int descriptor) {
  struct stat64 about {};
  if (::fstat64(descriptor, &about) != 0) return;
  for (File& file : m_files) {
    if (file.inode == about.st_ino && file.device == about.st_dev) file.writes.clear();
  }
  if (!S_ISDIR(about.st_mode)) return;
  const std::string folder = pathOf(descriptor);
  std::erase_if(m_names, [&folder](const Name& name) {
    if (name.folder != folder) return false;
    if (!name.backup.empty()) (void)realcall::unlink(name.backup.c_str());
    return true;
  });
}

// Back to what was synced, then those writes again that the dice let through; one of them may be torn at a sector.
long Unsynced::restore(File& file, std::mt19937_64& dice) {
  if (file.writes.empty()) return 0;
  long dropped = 0;
  for (auto write = file.writes.rbegin(); write != file.writes.rend(); ++write) {
    (void)realcall::pwrite(file.descriptor, write->before.data(), write->before.size(), write->offset);
  }
  (void)realcall::ftruncate(file.descriptor, file.size);
  for (const Write& write : file.writes) {
    const auto fate = dice() % 8;
    auto size = static_cast<std::int64_t>(write.after.size());
    if (fate < 4) ++dropped;
    if (fate < 4) continue;
    if (fate == 4) size = std::min(size, size / 2 / kSector * kSector);
    if (size == 0) continue;
    (void)realcall::pwrite(file.descriptor, write.after.data(), static_cast<size_t>(size), write.offset);
  }
  return dropped;
}

long Unsynced::cut(std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  long dropped = 0;
  for (File& file : m_files) dropped += restore(file, dice);
  // A file system's own journal keeps the order of names: only the last ones go.
  size_t gone = m_names.empty() ? 0 : dice() % (m_names.size() + 1);
  dropped += static_cast<long>(gone);
  for (; gone > 0; --gone) {
    const Name name = m_names.back();
    m_names.pop_back();
    if (!name.from.empty()) (void)realcall::rename(name.path.c_str(), name.from.c_str());
    const bool fresh = name.from.empty() && name.backup.empty();
    if (fresh && realcall::unlink(name.path.c_str()) != 0) (void)::rmdir(name.path.c_str());
    if (!name.backup.empty()) (void)realcall::rename(name.backup.c_str(), name.path.c_str());
  }
  return dropped;
}

}  // namespace hall::drill::levers
