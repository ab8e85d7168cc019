#pragma once
// The scratch folder of one act: a gateway, terminals, a bad line between them, dice, and the reckoning at the end.
// Thread: one.
#include <QRandomGenerator>
#include <functional>

#include "sync/drill/fault_proxy.h"
#include "sync/drill/gateway_stand.h"
#include "sync/drill/reckoning.h"
#include "sync/drill/terminal_stand.h"

namespace hall::drill {

struct StageOptions {
  Programs programs;
  QString folder;
  int submissions = 100;  // about so many, over all terminals
  int strikes = 10;       // how often a fault is provoked where it can be counted beforehand
  quint32 seed = 1;
};

// What an act has to show.
struct Outcome {
  Reckoning reckoning;
  qint64 faults = 0;                   // how many were provoked
  QMap<QByteArray, qint64> exercised;  // variety → how often it has happened; a 0 is a failure of the drill
  QMap<QByteArray, qint64> seen;       // what else happened, by chance
  QMap<QByteArray, int> heldAtFirst;   // code → how many, before the drill's clerk released them
  QStringList stories;                 // what happened to what was damaged, in words
  QStringList troubles;                // the act itself did not work
};

class Stage {
 public:
  static Result<std::unique_ptr<Stage>> set(const StageOptions& options, int terminals, Levers::Unsynced unsynced);

  [[nodiscard]] GatewayStand& gateway() { return *m_gateway; }
  [[nodiscard]] TerminalStand& terminal(int number = 0) { return *m_terminals[static_cast<size_t>(number)]; }
  [[nodiscard]] int terminals() const { return static_cast<int>(m_terminals.size()); }
  [[nodiscard]] FaultProxy& line() { return *m_line; }
  [[nodiscard]] const StageOptions& options() const { return m_options; }
  [[nodiscard]] quint32 roll(quint32 below) { return m_dice.bounded(below); }
  [[nodiscard]] QRandomGenerator& dice() { return m_dice; }
  Outcome& outcome() { return m_outcome; }

  // A terminal that seals so many and sends them; false, and a trouble, if it cannot be started.
  bool start(int terminal, int submissions, std::chrono::milliseconds pause = {});
  bool startAll(int submissionsEach, std::chrono::milliseconds pause = {});
  // Until it has sent everything, or the time is over.
  bool waitUntilDone(int terminal, std::chrono::milliseconds time);
  // Keeps the gateway alive meanwhile; how often it had to be started again.
  int waitReviving(std::chrono::milliseconds time, const std::function<bool()>& over);
  bool allDone();

  void connectLine() { m_line->script().setGateway(m_gateway->port()); }
  void cutLine() { m_line->script().setGateway(0); }
  void trouble(const QString& what) { m_outcome.troubles.append(what); }
  void tell(const QString& story) { m_outcome.stories.append(story); }
  void count(const QByteArray& variety, qint64 times = 1) { m_outcome.exercised[variety] += times; }

  // The same, where each time is one fault provoked.
  void strike(const QByteArray& variety, qint64 times = 1) {
    count(variety, times);
    m_outcome.faults += times;
  }
  void see(const QByteArray& what, qint64 times = 1) { m_outcome.seen[what] += times; }

  enum class Clerk { Releases, LeavesHeld };
  // Mends everything, sends what is left, has the held released by a clerk or not, and reckons.
  Outcome finish(Clerk clerk);

 private:
  explicit Stage(const StageOptions& options) : m_options(options), m_dice(options.seed) {}
  void mend();
  void drain(int terminal, Clerk clerk);
  int release(int terminal);
  void reckonAll();
  void reckonOne(int terminal, const QList<GatewayLine>& lines);
  void checkGateway(const QList<GatewayLine>& lines);

  const StageOptions m_options;
  QRandomGenerator m_dice;
  SystemClock m_clock;
  Log m_log{m_clock, [](const QByteArray&) {}};
  std::unique_ptr<GatewayStand> m_gateway;
  std::vector<std::unique_ptr<TerminalStand>> m_terminals;
  std::unique_ptr<FaultProxy> m_line;
  Outcome m_outcome;
};

}  // namespace hall::drill
