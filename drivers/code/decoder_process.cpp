#include "drivers/code/decoder_process.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <array>
#include <cerrno>

namespace hall::drivers {

using Sight = CodeDecoder::Sight;

namespace {

struct Question {
  uint32_t width;
  uint32_t height;
  uint32_t milliseconds;
};
struct Answer {
  uint32_t kind;
  uint32_t size;
};
constexpr uint32_t longestSide = 4096;
constexpr uint32_t mostBytes = 8192;
constexpr std::chrono::milliseconds startTime(5'000);
constexpr std::chrono::milliseconds grace(60);  // for the pass that was running when the time was over

bool await(int file, short events, const Deadline& limit) {
  pollfd watched{file, events, 0};
  int count = 0;
  do {
    count = poll(&watched, 1, static_cast<int>(limit.left().count()));
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

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

}  // namespace

DecoderProcess::DecoderProcess(QString program) : m_program(std::move(program)) {}

DecoderProcess::~DecoderProcess() {
  end();
}

QString DecoderProcess::installed() {
  const QString folder = QCoreApplication::applicationDirPath();
  for (const char* place : {"/hall-code-worker", "/../bin/hall-code-worker"}) {
    const QString path = folder + QLatin1String(place);
    if (QFileInfo(path).isExecutable()) return path;
  }
  return {};
}

bool DecoderProcess::start() {
  std::array<int, 2> ends{-1, -1};
  if (m_process >= 0) return true;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  QByteArray path = m_program.toLocal8Bit();
  std::array<char*, 2> arguments{path.data(), nullptr};
  const int error = posix_spawn(&m_process, path.constData(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  m_line = ends[0];
  if (error != 0) {
    m_process = -1;
  }
  // Loading its libraries takes a moment, which is not the first picture's fault.
  Answer ready{};
  if (error == 0 && receiveAll(reinterpret_cast<char*>(&ready), sizeof ready, Deadline::in(startTime))) {
    return true;
  }
  end();
  return false;
}

void DecoderProcess::end() {
  if (m_process >= 0) {
    kill(m_process, SIGKILL);
    while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (m_line >= 0) ::close(m_line);
  m_process = -1;
  m_line = -1;
}

bool DecoderProcess::sendAll(const char* bytes, size_t size, const Deadline& limit) const {
  return repeat(size, [&](size_t done) -> ssize_t {
    if (!await(m_line, POLLOUT, limit)) return 0;
    return ::send(m_line, bytes + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
  });
}

bool DecoderProcess::receiveAll(char* bytes, size_t size, const Deadline& limit) const {
  return repeat(size, [&](size_t done) -> ssize_t {
    if (!await(m_line, POLLIN, limit)) return 0;
    return ::recv(m_line, bytes + done, size - done, MSG_DONTWAIT);
  });
}

Result<Sight> DecoderProcess::ask(const cv::Mat& grey, const Deadline& deadline) {
  const Deadline limit{deadline.at + grace, deadline.stop};
  const cv::Mat picture = grey.isContinuous() ? grey : grey.clone();
  const Question question{uint32_t(picture.cols), uint32_t(picture.rows), uint32_t(deadline.left().count())};
  Answer answer{};
  const bool asked = sendAll(reinterpret_cast<const char*>(&question), sizeof question, limit) &&
                     sendAll(reinterpret_cast<const char*>(picture.data), picture.total(), limit);
  if (!asked || !receiveAll(reinterpret_cast<char*>(&answer), sizeof answer, limit) || answer.size > mostBytes ||
      answer.kind > uint32_t(Sight::Kind::Read)) {
    return failure(Failure::Timeout, "code.overrun");
  }
  Sight sight{static_cast<Sight::Kind>(answer.kind), QByteArray(qsizetype(answer.size), '\0')};
  if (!receiveAll(sight.bytes.data(), answer.size, limit)) {
    return failure(Failure::Timeout, "code.overrun");
  }
  return sight;
}

Sight DecoderProcess::look(const cv::Mat& grey, const Deadline& deadline) {
  const bool sound = !grey.empty() && grey.type() == CV_8UC1 && uint32_t(grey.cols) <= longestSide &&
                     uint32_t(grey.rows) <= longestSide;
  if (!sound || !start()) {
    return {};
  }
  Result<Sight> sight = ask(grey, deadline);
  if (!sight) {
    end();
    return {Sight::Kind::Unreadable, {}};
  }
  return std::move(*sight);
}

int serveDecoder(int in, int out) {
  CodeDecoder decoder;
  const Answer ready{};
  if (::write(out, &ready, sizeof ready) != ssize_t(sizeof ready)) return 1;
  Question question{};
  const auto readAll = [in](void* to, size_t size) {
    return repeat(size, [&](size_t done) { return ::read(in, static_cast<char*>(to) + done, size - done); });
  };
  while (readAll(&question, sizeof question)) {
    if (question.width == 0 || question.height == 0 || question.width > longestSide || question.height > longestSide) {
      return 1;
    }
    cv::Mat picture(int(question.height), int(question.width), CV_8UC1);
    if (!readAll(picture.data, picture.total())) return 1;
    const Sight sight = decoder.look(picture, Deadline::in(std::chrono::milliseconds(question.milliseconds)));
    const Answer answer{uint32_t(sight.kind), uint32_t(sight.bytes.size())};
    QByteArray reply(reinterpret_cast<const char*>(&answer), sizeof answer);
    reply += sight.bytes;
    const auto write = [&](size_t done) { return ::write(out, reply.constData() + done, size_t(reply.size()) - done); };
    if (!repeat(size_t(reply.size()), write)) return 1;
  }
  return 0;
}

}  // namespace hall::drivers
