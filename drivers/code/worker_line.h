#pragma once
// What passes between the kiosk and its code worker. Both are built together, so plain values will do.
#include <poll.h>

#include <sys/types.h>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace hall::drivers::line {

struct Question {
  uint32_t width;
  uint32_t height;
  uint32_t milliseconds;
  uint32_t turn;  // of the stream
};
struct Answer {
  uint32_t size;  // of the packed Sight behind it
};

inline constexpr int pictureFile = 3;  // the worker's end of the shared memory
inline constexpr uint32_t longestSide = 4096;
inline constexpr size_t pictureBytes = size_t(longestSide) * longestSide;

// Repeats a read or write until all of it is done; `step` is given what was done and returns what read(2) does.
template <class Step>
bool repeat(size_t size, const Step& step) {
  size_t done = 0;
  while (done < size) {
    const ssize_t count = step(done);
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) return false;
    if (count > 0) done += static_cast<size_t>(count);
  }
  return true;
}

}  // namespace hall::drivers::line
