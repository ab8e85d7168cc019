#include "sync/drill/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QFile>
#include <csignal>
#include <thread>
#include <vector>

#include "sync/base/durable_file.h"
#include "sync/drill/levers/page.h"

namespace hall::drill {

namespace {

constexpr std::chrono::milliseconds kLook{2};

// All memory is taken before the fork: the child of a program with threads may take none.
std::vector<char*> pointers(std::vector<QByteArray>& texts) {
  std::vector<char*> all;
  for (QByteArray& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<QByteArray> environment(const Child::Start& what) {
  std::vector<QByteArray> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!QByteArray(*entry).startsWith("LD_PRELOAD=")) all.emplace_back(*entry);
  }
  if (what.leversPage.isEmpty()) return all;
  all.push_back("LD_PRELOAD=" + QFile::encodeName(what.leversLibrary));
  all.push_back(QByteArray(levers::kVariable) + '=' + QFile::encodeName(what.leversPage));
  return all;
}

int openToAppend(const QString& path) {
  return ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

}  // namespace

Result<Child> Child::start(const Start& what) {
  std::vector<QByteArray> words{QFile::encodeName(what.program)};
  for (const QString& word : what.words) words.push_back(QFile::encodeName(word));
  std::vector<QByteArray> variables = environment(what);
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp = pointers(variables);
  const int output = openToAppend(what.output);
  const int errors = openToAppend(what.errors);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t pid = output < 0 || errors < 0 || nothing < 0 ? -1 : ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  const int number = errno;
  for (const int descriptor : {output, errors, nothing}) {
    if (descriptor >= 0) ::close(descriptor);
  }
  if (pid < 0) return failure(systemError(number));
  return Child(pid);
}

Child& Child::operator=(Child&& other) noexcept {
  kill();
  m_pid = std::exchange(other.m_pid, -1);
  m_status = other.m_status;
  return *this;
}

bool Child::isRunning() {
  if (m_pid < 0) return false;
  int status = 0;
  if (::waitpid(m_pid, &status, WNOHANG) == 0) return true;
  m_pid = -1;
  m_status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

bool Child::waitFor(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (isRunning()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

bool Child::freeze() {
  if (!isRunning() || ::kill(m_pid, SIGSTOP) != 0) return false;
  siginfo_t about{};
  return ::waitid(P_PID, static_cast<id_t>(m_pid), &about, WSTOPPED | WEXITED | WNOWAIT) == 0 &&
         about.si_code == CLD_STOPPED;
}

void Child::kill() {
  if (!isRunning()) return;
  ::kill(m_pid, SIGKILL);
  while (!waitFor(std::chrono::seconds(1))) {
  }
}

int Child::stop(std::chrono::milliseconds patience) {
  if (isRunning()) ::kill(m_pid, SIGTERM);
  if (!waitFor(patience)) kill();
  return m_status;
}

}  // namespace hall::drill
