#include "drivers/code/decoder_worker.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <opencv2/core.hpp>

#include "drivers/code/worker_line.h"

namespace hall::drivers {

namespace {

constexpr std::chrono::milliseconds startTime(5'000);

bool await(int file, short events, const Deadline& limit) {
  pollfd watched{file, events, 0};
  int count = 0;
  do {
    count = poll(&watched, 1, static_cast<int>(limit.left().count()));
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

}  // namespace

std::unique_ptr<DecoderWorker> DecoderWorker::start(const QString& program) {
  auto worker = std::unique_ptr<DecoderWorker>(new DecoderWorker);
  if (!worker->share() || !worker->spawn(program)) return nullptr;
  return worker;
}

// Pages that no picture has touched cost nothing.
bool DecoderWorker::share() {
  m_memory = memfd_create("hall-code-picture", MFD_CLOEXEC);
  if (m_memory < 0 || ftruncate(m_memory, off_t(line::pictureBytes)) != 0) return false;
  void* const mapped = mmap(nullptr, line::pictureBytes, PROT_READ | PROT_WRITE, MAP_SHARED, m_memory, 0);
  if (mapped == MAP_FAILED) return false;
  m_picture = static_cast<uchar*>(mapped);
  return true;
}

bool DecoderWorker::spawn(const QString& program) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // The memory first: its number may be one of those that are given away next.
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, m_memory, line::pictureFile);
  QByteArray path = program.toLocal8Bit();
  std::array<char*, 2> arguments{path.data(), nullptr};
  const int error = posix_spawn(&m_process, path.constData(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  m_line = ends[0];
  if (error != 0) m_process = -1;
  return error == 0;
}

DecoderWorker::~DecoderWorker() {
  if (m_process >= 0) {
    kill(m_process, SIGKILL);
    while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (m_line >= 0) ::close(m_line);
  if (m_picture != nullptr) munmap(m_picture, line::pictureBytes);
  if (m_memory >= 0) ::close(m_memory);
}

bool DecoderWorker::send(const void* bytes, size_t size, const Deadline& limit) const {
  return line::repeat(size, [&](size_t done) -> ssize_t {
    if (!await(m_line, POLLOUT, limit)) return 0;
    return ::send(m_line, static_cast<const char*>(bytes) + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
  });
}

bool DecoderWorker::receive(void* bytes, size_t size, const Deadline& limit) const {
  return line::repeat(size, [&](size_t done) -> ssize_t {
    if (!await(m_line, POLLIN, limit)) return 0;
    return ::recv(m_line, static_cast<char*>(bytes) + done, size - done, MSG_DONTWAIT);
  });
}

bool DecoderWorker::awaitReady() {
  line::Answer hello{};
  m_ready = m_ready || receive(&hello, sizeof hello, Deadline::in(startTime));
  return m_ready;
}

Result<Sight> DecoderWorker::ask(const cv::Mat& grey, std::chrono::milliseconds left, unsigned turn,
                                 const Deadline& limit) {
  grey.copyTo(cv::Mat(grey.rows, grey.cols, CV_8UC1, m_picture));
  const line::Question question{uint32_t(grey.cols), uint32_t(grey.rows), uint32_t(left.count()), turn};
  line::Answer answer{};
  if (!send(&question, sizeof question, limit) || !receive(&answer, sizeof answer, limit) ||
      answer.size > mostSightBytes) {
    return failure(Failure::Timeout, "code.overrun");
  }
  QByteArray reply(qsizetype(answer.size), '\0');
  const bool whole = receive(reply.data(), answer.size, limit);
  std::optional<Sight> sight = whole ? unpacked(reply) : std::nullopt;
  if (!sight) return failure(Failure::Timeout, "code.overrun");
  return std::move(*sight);
}

}  // namespace hall::drivers
