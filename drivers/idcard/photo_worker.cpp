// hall-photo-worker: runs the vendor's photo library once, for the program that started it, and ends with it.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int resultLine = 3;
constexpr size_t photoSize = 1024;
constexpr size_t bmpSize = 38862;
constexpr size_t dotsSize = 38556;

void limit(__rlimit_resource what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(what, &both);
}

void confine() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, 3);           // seconds
  limit(RLIMIT_AS, 512UL << 20);  // bytes
  limit(RLIMIT_FSIZE, 1UL << 20);
  limit(RLIMIT_NOFILE, 32);
}

std::vector<char> readAll(int file, size_t most) {
  std::vector<char> bytes(most);
  size_t count = 0;
  while (count < most) {
    const ssize_t piece = read(file, bytes.data() + count, most - count);
    if (piece <= 0) break;
    count += static_cast<size_t>(piece);
  }
  bytes.resize(count);
  return bytes;
}

void writeAll(int file, const std::vector<char>& bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t piece = write(file, bytes.data() + done, bytes.size() - done);
    if (piece <= 0) return;
    done += static_cast<size_t>(piece);
  }
}

// Ample room, because libraries are not told how much there is.
std::vector<char> decodeInMemory(void* entry, std::vector<char>& photo, int mode) {
  std::vector<char> room(1U << 20);
  reinterpret_cast<int (*)(char*, char*, int)>(entry)(photo.data(), room.data(), mode);
  const bool bmp = room[0] == 'B' && room[1] == 'M';
  room.resize(bmp ? bmpSize : dotsSize);
  return room;
}

std::vector<char> decodeByFiles(void* entry, const std::vector<char>& photo, bool pair, int mode) {
  std::string from = std::string("photo") + ".wlt";
  std::string to = std::string("photo") + ".bmp";
  const int in = open(from.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  writeAll(in, photo);
  close(in);
  if (pair) {
    reinterpret_cast<int (*)(char*, char*)>(entry)(from.data(), to.data());
  } else {
    reinterpret_cast<int (*)(char*, int)>(entry)(from.data(), mode);
  }
  const int out = open(to.c_str(), O_RDONLY | O_CLOEXEC);
  std::vector<char> picture = out < 0 ? std::vector<char>() : readAll(out, bmpSize + 1);
  if (picture.size() > bmpSize) picture.clear();
  return picture;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  confine();
  std::vector<char> photo = readAll(STDIN_FILENO, photoSize);
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  void* entry = library != nullptr ? dlsym(library, argv[2]) : nullptr;
  if (entry == nullptr || photo.size() != photoSize) return 1;
  const std::string_view way = argv[3];
  const int mode = std::atoi(argv[4]);
  const std::vector<char> picture =
      way == "memory" ? decodeInMemory(entry, photo, mode) : decodeByFiles(entry, photo, way == "file-pair", mode);
  writeAll(resultLine, picture);
  _exit(0);  // without what the library wants done at the end
}
