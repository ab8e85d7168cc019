#include "drivers/code/serve_decoder.h"

#include <sys/mman.h>
#include <unistd.h>

#include "drivers/code/code_decoder.h"
#include "drivers/code/worker_line.h"

namespace hall::drivers {

namespace {

bool writeAll(const void* bytes, size_t size) {
  return line::repeat(
      size, [&](size_t done) { return ::write(STDOUT_FILENO, static_cast<const char*>(bytes) + done, size - done); });
}

}  // namespace

int serveDecoder() {
  void* const picture = mmap(nullptr, line::pictureBytes, PROT_READ, MAP_SHARED, line::pictureFile, 0);
  if (picture == MAP_FAILED) return 1;
  const line::Answer ready{};
  if (!writeAll(&ready, sizeof ready)) return 1;
  line::Question question{};
  const auto ask = [&question](size_t done) {
    return ::read(STDIN_FILENO, reinterpret_cast<char*>(&question) + done, sizeof question - done);
  };
  while (line::repeat(sizeof question, ask)) {
    if (question.width - 1 >= line::longestSide || question.height - 1 >= line::longestSide) return 1;
    const cv::Mat grey(int(question.height), int(question.width), CV_8UC1, picture);
    const Sight sight = readCodes(grey, Deadline::in(std::chrono::milliseconds(question.milliseconds)), question.turn);
    QByteArray reply(sizeof(line::Answer), '\0');
    reply += packed(sight);
    const line::Answer answer{uint32_t(reply.size() - qsizetype(sizeof(line::Answer)))};
    std::copy_n(reinterpret_cast<const char*>(&answer), sizeof answer, reply.data());
    if (!writeAll(reply.constData(), size_t(reply.size()))) return 1;
  }
  return 0;
}

}  // namespace hall::drivers
