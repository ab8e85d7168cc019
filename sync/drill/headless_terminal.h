#pragma once
// A terminal without a screen: the real outbox, engine and transport, put together as hall-kiosk does it, with a
// synthetic citizen who never gets tired. What it says on standard output, one line each, in one write:
//   ready · gate CODE · kept ID CASE SEQ DIGEST · refused CASE CODE · uncertain CASE · sealed · done · failed CODE
// A "refused" wish must never appear anywhere; a "kept" one never be lost.
#include <QByteArray>
#include <QString>
#include <QStringList>
#include <chrono>

namespace hall::drill {

struct TerminalTask {
  QString data;
  QByteArray gateway;
  int submissions = 0;
  int attachmentsInHundred = 25;  // of the submissions
  quint32 seed = 0;
  std::chrono::milliseconds lineTimeout{60000};
  std::chrono::milliseconds pause{0};  // between two citizens
  qint64 minimumFreeBytes = 0;
};

// The task as words for `hall-drill terminal`, and back.
QStringList terminalWords(const TerminalTask& task);
TerminalTask terminalTask(const QStringList& words);

// Until everything is sent or somebody says SIGTERM; the exit status.
int runTerminal(const TerminalTask& task);

}  // namespace hall::drill
