#pragma once
// A program started by the drill, with its output in a file, so that what it said stays said however it ends. It dies
// with the thread that started it. Thread: the one that started it.
#include <sys/types.h>
#include <QString>
#include <QStringList>
#include <chrono>

#include "sync/base/result.h"

namespace hall::drill {

class Child {
 public:
  struct Start {
    QString program;
    QStringList words;
    QString output;        // appended to
    QString errors;        // appended to
    QString leversPage{};  // with `leversLibrary`; empty: none
    QString leversLibrary{};
  };
  static Result<Child> start(const Start& what);
  Child() = default;
  Child(Child&& other) noexcept : m_pid(std::exchange(other.m_pid, -1)), m_status(other.m_status) {}
  Child& operator=(Child&& other) noexcept;
  ~Child() { kill(); }

  bool isRunning();
  bool waitFor(std::chrono::milliseconds time);  // whether it has ended
  bool freeze();                                 // SIGSTOP, and waits until every thread of it stands still
  void kill();                                   // SIGKILL, and waits
  int stop(std::chrono::milliseconds patience);  // SIGTERM, SIGKILL after that; its status
  // Exit status, or minus the signal that ended it.
  [[nodiscard]] int status() const { return m_status; }

 private:
  explicit Child(pid_t pid) : m_pid(pid) {}
  pid_t m_pid = -1;
  int m_status = 0;
};

}  // namespace hall::drill
