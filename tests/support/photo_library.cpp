// A vendor's photo library as they are: one entry that decodes, and one for each way such libraries go wrong.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int width = 102;
constexpr int height = 126;

// Dot (x, y) from the top left is blue x, green y, red 7.
void draw(char* to, int rowSize) {
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      char* dot = to + (height - 1 - y) * rowSize + 3 * x;
      dot[0] = static_cast<char>(x);
      dot[1] = static_cast<char>(y);
      dot[2] = 7;
    }
  }
}

std::vector<char> bmp() {
  std::vector<char> file(38862);
  const unsigned char head[54] = {'B', 'M', 0xCE, 0x97,  0, 0, 0, 0,      0, 0, 54, 0, 0, 0, 40,
                                  0,   0,   0,    width, 0, 0, 0, height, 0, 0, 0,  1, 0, 24};
  std::memcpy(file.data(), head, sizeof head);
  draw(file.data() + sizeof head, 308);
  return file;
}

int keep(const char* path, const std::vector<char>& bytes) {
  FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return 0;
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
  return 1;
}

}  // namespace

extern "C" {

int unpack(const char* wlt, char* out, int mode) {
  if (mode != 708 || wlt[0] != 3) return 0;
  draw(out, 306);
  return 1;
}

int unpackBmp(const char*, char* out, int) {
  const std::vector<char> file = bmp();
  std::memcpy(out, file.data(), file.size());
  return 1;
}

int wlt2Bmp(const char* from, const char* to) {
  FILE* file = std::fopen(from, "rb");
  std::vector<char> wlt(2000);
  const size_t size = file != nullptr ? std::fread(wlt.data(), 1, wlt.size(), file) : 0;
  if (file != nullptr) std::fclose(file);
  return size == 1024 ? keep(to, bmp()) : 0;
}

int GetBmp(const char* wlt, int) {
  std::string path = wlt;
  path.replace(path.size() - 3, 3, "bmp");
  return keep(path.c_str(), bmp());
}

int tooLongAFile(const char*, const char* to) {
  return keep(to, std::vector<char>(50'000, 'x'));
}
int fillsTheDisk(const char*, const char* to) {
  return keep(to, std::vector<char>(8'000'000, 'x'));
}
int crashes(const char*, char*, int) {
  return raise(SIGSEGV);
}
int aborts(const char*, char*, int) {
  std::abort();
}
int exits(const char*, char*, int) {
  std::exit(0);
}
int saysNothing(const char*, char*, int) {
  return 1;
}
int eatsMemory(const char*, char* out, int) {
  std::vector<char*> all;
  while (char* more = static_cast<char*>(std::malloc(16U << 20))) all.push_back(more);
  std::abort();
  return out[0];
}
int hangs(const char*, char*, int) {
  while (true) pause();
}
int burns(const char*, char*, int) {
  while (getppid() != 0) {
  }
  return 0;
}
int overruns(const char*, char* out, int) {
  std::memset(out, 'x', 8U << 20);
  return 1;
}

int chatters(const char* wlt, char* out, int mode) {
  for (int i = 0; i < 10'000; ++i) std::puts("decoded by a vendor");
  std::fflush(stdout);
  return unpack(wlt, out, mode);
}
int litters(const char* wlt, char* out, int mode) {
  for (const char* name : {"tmp.wlt", "a.bmp", ".hidden"}) keep(name, std::vector<char>(1024, wlt[0]));
  return unpack(wlt, out, mode);
}
int forks(const char*, char*, int) {
  for (int i = 0; i < 3; ++i) {
    if (fork() == 0) {
      while (true) pause();
    }
  }
  return 0;
}

}  // extern "C"
