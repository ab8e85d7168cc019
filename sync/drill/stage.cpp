#include "sync/drill/stage.h"

#include <thread>

#include "sync/base/durable_file.h"

namespace hall::drill {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kLook = 4ms;
// As long as the longest pause between two tries of the engine, and a little.
constexpr std::chrono::milliseconds kDrainPatience = 330s;
constexpr std::chrono::milliseconds kLineTimeout = 1500ms;
constexpr int kSampledContents = 2;

QString said(const Error& error) {
  return QString::fromLatin1(error.code) + QLatin1Char(' ') + error.detail;
}

}  // namespace

Result<std::unique_ptr<Stage>> Stage::set(const StageOptions& options, int terminals, Levers::Unsynced unsynced) {
  std::unique_ptr<Stage> stage(new Stage(options));
  auto gateway = GatewayStand::create(options.programs, options.folder + QStringLiteral("/gateway"), unsynced);
  if (!gateway) return failure(gateway.error());
  stage->m_gateway = std::move(*gateway);
  const auto platform = stage->m_gateway->certificates();
  if (!platform) return failure(platform.error());
  for (int i = 0; i < terminals; ++i) {
    auto terminal = TerminalStand::create(options.programs, options.folder + QStringLiteral("/terminal-%1").arg(i + 1),
                                          *platform, unsynced);
    if (!terminal) return failure(terminal.error());
    const auto admitted = stage->m_gateway->admit((*terminal)->certificateFile());
    if (!admitted) return failure(admitted.error());
    stage->m_terminals.push_back(std::move(*terminal));
  }
  auto line = FaultProxy::open(options.seed);
  if (!line) return failure(line.error());
  stage->m_line = std::move(*line);
  if (auto started = stage->m_gateway->start(); !started) return failure(started.error());
  stage->connectLine();
  return stage;
}

bool Stage::start(int number, int submissions, std::chrono::milliseconds pause) {
  TerminalTask task;
  task.gateway = m_line->url();
  task.submissions = submissions;
  task.seed = m_dice.generate();
  task.lineTimeout = kLineTimeout;
  task.pause = pause;
  const auto started = terminal(number).start(task);
  if (!started) trouble(QStringLiteral("terminal: ") + said(started.error()));
  return started.has_value();
}

bool Stage::startAll(int submissionsEach, std::chrono::milliseconds pause) {
  bool all = true;
  for (int i = 0; i < terminals(); ++i) all = start(i, submissionsEach, pause) && all;
  return all;
}

bool Stage::waitUntilDone(int number, std::chrono::milliseconds time) {
  return terminal(number).waitForWord("done", time);
}

int Stage::waitReviving(std::chrono::milliseconds time, const std::function<bool()>& over) {
  const auto end = std::chrono::steady_clock::now() + time;
  int revived = 0;
  while (std::chrono::steady_clock::now() < end && !over()) {
    const auto again = m_gateway->revive();
    if (!again) trouble(QStringLiteral("gateway: ") + said(again.error()));
    if (again && *again) ++revived;
    std::this_thread::sleep_for(kLook);
  }
  return revived;
}

bool Stage::allDone() {
  for (int i = 0; i < terminals(); ++i) {
    if (terminal(i).child().isRunning()) return false;
  }
  return true;
}

void Stage::mend() {
  m_gateway->levers().mend();
  m_gateway->levers().stepClock(0ms);
  m_line->script().set({}, 0);
  for (const auto& terminal : m_terminals) {
    terminal->levers().mend();
    terminal->levers().stepClock(0ms);
  }
}

Outcome Stage::finish(Clerk clerk) {
  mend();
  if (const auto revived = m_gateway->revive(); !revived) {
    trouble(QStringLiteral("the gateway does not start: ") + said(revived.error()));
  }
  connectLine();
  for (const auto& terminal : m_terminals) (void)terminal->stop();
  for (int i = 0; i < terminals(); ++i) drain(i, clerk);
  reckonAll();
  (void)m_gateway->stop();
  return m_outcome;
}

void Stage::drain(int number, Clerk clerk) {
  constexpr int kRounds = 3;  // what is released may meet another old trouble
  for (int round = 0; round < kRounds; ++round) {
    if (!start(number, 0)) return;
    if (!waitUntilDone(number, kDrainPatience)) {
      trouble(QStringLiteral("terminal %1 is not done: ").arg(number + 1) +
              QString::fromUtf8(terminal(number).saidSinceStart().right(100)));
    }
    (void)terminal(number).stop();
    if (clerk == Clerk::LeavesHeld || release(number) == 0) return;
  }
}

int Stage::release(int number) {
  const auto box = terminal(number).openOutbox(m_log);
  if (!box) {
    trouble(QStringLiteral("the clerk cannot open it: ") + said(box.error()));
    return 0;
  }
  int released = 0;
  const auto all = (*box)->all();
  for (const model::Submission& row : all ? *all : QList<model::Submission>()) {
    if (row.state != model::SubmissionState::Held) continue;
    ++m_outcome.heldAtFirst[row.heldCode];
    if ((*box)->release(row.submissionId, "drill")) ++released;
  }
  return released;
}

void Stage::reckonAll() {
  const auto lines = m_gateway->list();
  if (!lines) return trouble(QStringLiteral("gateway list: ") + said(lines.error()));
  checkGateway(*lines);
  for (int i = 0; i < terminals(); ++i) reckonOne(i, *lines);
  if (m_line->script().differing() > 0) {
    m_outcome.reckoning.unexplained.append(
        QStringLiteral("a repeated request got another receipt: %1 times").arg(m_line->script().differing()));
  }
}

void Stage::reckonOne(int number, const QList<GatewayLine>& lines) {
  QList<model::Submission> rows;
  const auto box = terminal(number).openOutbox(m_log);
  const auto all = box ? (*box)->all() : Result<QList<model::Submission>>(failure(box.error()));
  if (all) {
    rows = *all;
  } else {
    trouble(QStringLiteral("the outbox cannot be read: ") + said(all.error()));
  }
  if (box && !(*box)->verifyJournal()) m_outcome.reckoning.unexplained.append(QStringLiteral("the journal is broken"));
  m_outcome.reckoning.add(reckon(terminal(number).terminalId(), terminal(number).witness(), rows, lines));
}

// Numbers are given once, and a sample of what arrived is what was written.
void Stage::checkGateway(const QList<GatewayLine>& lines) {
  QSet<QByteArray> numbers;
  QStringList& unexplained = m_outcome.reckoning.unexplained;
  for (const GatewayLine& line : lines) {
    if (!line.received) continue;
    if (numbers.contains(line.acceptanceNo)) {
      unexplained.append(QStringLiteral("acceptance number given twice: ") + QString::fromLatin1(line.acceptanceNo));
    }
    numbers.insert(line.acceptanceNo);
  }
  for (int i = 0; i < kSampledContents && !lines.isEmpty(); ++i) {
    const GatewayLine& line = lines[static_cast<qsizetype>(roll(static_cast<quint32>(lines.size())))];
    if (!line.received) continue;
    const auto content = m_gateway->open(line.submissionId);
    if (content && content->contains("\"wish\":\"" + line.caseId + '"')) continue;
    unexplained.append(QStringLiteral("the content differs: ") + QString::fromLatin1(line.submissionId));
  }
}

}  // namespace hall::drill
