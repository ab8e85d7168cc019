#include "sync/drill/headless_terminal.h"

#include <unistd.h>

#include <QRandomGenerator>
#include <atomic>
#include <csignal>
#include <thread>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"

namespace hall::drill {

namespace {

constexpr std::chrono::milliseconds kLook{10};
constexpr int kGatePatience = 150;  // looks, before the citizen goes to another counter

std::atomic<bool> stopping{false};

// Straight to the file: what was said stays said when this process is gone.
void say(const QByteArray& line) {
  if (::write(STDOUT_FILENO, (line + '\n').constData(), static_cast<size_t>(line.size()) + 1) < 0) ::_exit(3);
}

int failed(const Error& error) {
  say("failed " + error.code);
  return 1;
}

class Citizen {
 public:
  Citizen(const TerminalTask& task, outbox::Outbox& box, const Clock& clock)
      : m_task(task), m_box(box), m_clock(clock), m_dice(task.seed) {}

  void visit(int number) {
    const QByteArray caseId = mintIdentifier(m_clock);
    if (!passesGate()) return say("refused " + caseId + " gate");
    const outbox::SealRequest request{
        caseId, "residence-permit", "service", {{QStringLiteral("wish"), QString::fromLatin1(caseId)}}, attachments()};
    const bool hasDraft = number % 8 == 0;
    if (hasDraft) (void)m_box.saveDraft(caseId, request.serviceId, "drill", request.content);
    const auto kept = m_box.seal(request);
    if (!kept && kept.error().code == "outbox.seal-uncertain") return say("uncertain " + caseId);
    if (!kept) return say("refused " + caseId + ' ' + kept.error().code);
    say("kept " + kept->submissionId + ' ' + caseId + ' ' + QByteArray::number(kept->terminalSeq) + ' ' + kept->digest);
    if (hasDraft) printSlip(kept->submissionId);
  }

 private:
  // As the kiosk does: no new case while the gate is closed.
  bool passesGate() {
    for (int look = 0; look < kGatePatience && !stopping; ++look) {
      const auto closed = m_box.gate();
      if (!closed) return true;
      if (look == 0) say("gate " + closed->code);
      std::this_thread::sleep_for(kLook);
    }
    return false;
  }

  QList<outbox::AttachmentBytes> attachments() {
    QList<outbox::AttachmentBytes> all;
    if (static_cast<int>(m_dice.bounded(100)) >= m_task.attachmentsInHundred) return all;
    const int count = 1 + static_cast<int>(m_dice.bounded(3));
    for (int i = 0; i < count; ++i) {
      QByteArray bytes(500 + static_cast<qsizetype>(m_dice.bounded(30000)), Qt::Uninitialized);
      for (char& byte : bytes) byte = static_cast<char>(m_dice.bounded(256));
      all.append({bytes, "image/jpeg"});
    }
    return all;
  }

  void printSlip(const QByteArray& submissionId) {
    const auto effect = m_box.askEffect(submissionId, "print.local-receipt");
    if (effect) (void)m_box.confirmEffect(*effect);
  }

  const TerminalTask& m_task;
  outbox::Outbox& m_box;
  const Clock& m_clock;
  QRandomGenerator m_dice;
};

void waitUntilSent(const outbox::Outbox& box) {
  while (!stopping) {
    const auto next = box.nextDue();
    if (next && !next->has_value()) return say("done");
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace

QStringList terminalWords(const TerminalTask& task) {
  return {QStringLiteral("terminal"),
          task.data,
          QString::fromLatin1(task.gateway),
          QString::number(task.submissions),
          QString::number(task.attachmentsInHundred),
          QString::number(task.seed),
          QString::number(task.lineTimeout.count()),
          QString::number(task.pause.count()),
          QString::number(task.minimumFreeBytes)};
}

TerminalTask terminalTask(const QStringList& words) {
  return {words.value(1),
          words.value(2).toLatin1(),
          words.value(3).toInt(),
          words.value(4).toInt(),
          words.value(5).toUInt(),
          std::chrono::milliseconds(words.value(6).toLongLong()),
          std::chrono::milliseconds(words.value(7).toLongLong()),
          words.value(8).toLongLong()};
}

int runTerminal(const TerminalTask& task) {
  std::signal(SIGTERM, [](int) { stopping = true; });
  const SystemClock clock;
  Log log(clock, Log::standardError());
  const auto key = seal::TerminalKey::openOrCreate(task.data + QStringLiteral("/keys"), clock);
  if (!key) return failed(key.error());
  const auto platform = seal::PlatformCertificates::open(task.data + QStringLiteral("/platform.pem"));
  if (!platform) return failed(platform.error());
  outbox::Limits limits;
  limits.minimumFreeBytes = task.minimumFreeBytes;
  const auto box = outbox::Outbox::open(task.data + QStringLiteral("/outbox"), *key, *platform, clock, log, limits);
  if (!box) return failed(box.error());
  engine::HttpOptions http;
  http.baseUrl = task.gateway;
  http.keys = task.data + QStringLiteral("/keys");  // shown where it was enrolled
  http.total = task.lineTimeout;
  const auto transport = engine::HttpTransport::create(http);
  if (!transport) return failed(transport.error());
  auto dice = std::make_shared<QRandomGenerator>(task.seed);
  engine::SendingEngine engine(
      **box, **transport, clock, log, {}, [dice] { return dice->generateDouble(); },
      task.data + QStringLiteral("/errands.json"));
  say("ready");
  Citizen citizen(task, **box, clock);
  for (int i = 0; i < task.submissions && !stopping; ++i) {
    citizen.visit(i);
    engine.wake();
    if (task.pause.count() > 0) std::this_thread::sleep_for(task.pause);
  }
  if (!stopping) say("sealed");
  waitUntilSent(**box);
  return 0;
}

}  // namespace hall::drill
