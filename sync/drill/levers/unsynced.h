#pragma once
// What a power cut would take: every write since its file was last synced, and every name that was made, changed or
// removed since its folder was. cut() puts a part of it back as it was, chosen by dice, as a disk does that wrote some
// of the waiting pages and not others. Thread: one at a time.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace hall::drill::levers {

class Unsynced {
 public:
  // Each is called before the operation is done for real.
  void writes(int descriptor, const void* data, size_t size, std::int64_t offset);  // offset -1: where it stands
  void truncates(int descriptor, std::int64_t size);
  void renames(const char* from, const char* to);
  void removes(const char* path);
  // These two afterwards.
  void created(const char* path);
  void synced(int descriptor);

  // How many writes and names were taken back. The process must end here.
  long cut(std::uint64_t dice);

 private:
  struct Write {
    std::int64_t offset;
    std::string before;
    std::string after;
  };
  struct File {
    std::uint64_t device;
    std::uint64_t inode;
    int descriptor;  // never closed: closing would drop SQLite's locks on the same file
    std::int64_t size;
    std::vector<Write> writes;
  };
  struct Name {
    std::string folder;
    std::string path;    // to remove again
    std::string from;    // where it came from, or empty
    std::string backup;  // what stood at `path` before, or empty
  };

  File* fileOf(int descriptor);
  std::string keep(const std::string& path);
  static long restore(File& file, std::mt19937_64& dice);

  std::vector<File> m_files;
  std::vector<Name> m_names;
  int m_backups = 0;
};

}  // namespace hall::drill::levers
