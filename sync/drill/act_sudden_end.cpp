// Processes that are gone from one operation to the next: killed, or with the power of the whole machine.
#include <csignal>
#include <span>

#include "sync/drill/acts.h"
#include "sync/drill/states_on_disk.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;
using levers::Misfortune;
using levers::Operation;

struct Moment {
  Operation operation;
  const char* name;
};
constexpr std::array<Moment, 5> kMoments{{{Operation::Write, "write"},
                                          {Operation::Sync, "sync"},
                                          {Operation::Name, "name"},
                                          {Operation::Send, "send"},
                                          {Operation::Receive, "receive"}}};
struct Manner {
  Misfortune misfortune;
  const char* name;
};
constexpr std::array<Manner, 3> kKills{
    {{Misfortune::Kill, "before"}, {Misfortune::KillInside, "inside"}, {Misfortune::KillAfter, "after"}}};
constexpr std::array<Manner, 1> kCuts{{{Misfortune::PowerCut, "power cut"}}};

constexpr std::chrono::milliseconds kLifePatience = 60s;
// So many ends in a row leave something behind in every state of the way; fewer may miss one.
constexpr int kManyEnds = 200;
constexpr std::array<const char*, 3> kLeftBehind{"left in SEALED", "left in COMMITTING", "left in IN_DOUBT"};

// Where a process ends next: a kind of operation in turn, a manner in turn, the place by dice.
class Reaper {
 public:
  Reaper(Stage& stage, Levers& levers, std::span<const Manner> manners, std::span<const Moment> moments)
      : m_stage(stage), m_levers(levers), m_manners(manners), m_moments(moments) {
    for (const Moment& moment : m_moments) m_stage.count(QByteArray("at ") + moment.name, 0);
    for (const Manner& manner : m_manners) m_stage.count(manner.name, 0);
  }

  // `within`: so many operations of that kind are likely to come.
  void aim(const std::function<long(Operation)>& within) {
    m_moment = m_moments[m_turn % m_moments.size()];
    m_manner = m_manners[m_turn / m_moments.size() % m_manners.size()];
    ++m_turn;
    m_before = m_levers.struck(m_manner.misfortune);
    m_levers.setDice(m_stage.dice().generate64());
    const long left = m_stage.roll(static_cast<quint32>(std::max(1L, within(m_moment.operation))));
    m_levers.set(m_manner.misfortune, levers::bit(m_moment.operation), left);
  }
  [[nodiscard]] bool hasStruck() const { return m_levers.struck(m_manner.misfortune) > m_before; }
  // Counts the strike, if there was one.
  bool note() {
    m_levers.mend();
    if (!hasStruck()) return false;
    ++m_strikes;
    m_stage.count(QByteArray("at ") + m_moment.name);
    m_stage.strike(m_manner.name);
    m_stage.see(QByteArray(m_moment.name) + ' ' + place());
    return true;
  }
  [[nodiscard]] int strikes() const { return m_strikes; }

 private:
  [[nodiscard]] QByteArray place() const {
    const QByteArray name = m_levers.lastPlace();
    return name == "line" || name.contains("sqlite") ? name : QByteArray("attachment");
  }

  Stage& m_stage;
  Levers& m_levers;
  const std::span<const Manner> m_manners;
  const std::span<const Moment> m_moments;
  Moment m_moment = m_moments.front();
  Manner m_manner = m_manners.front();
  size_t m_turn = 0;
  long m_before = 0;
  int m_strikes = 0;
};

Result<Outcome> endTerminals(const StageOptions& options, std::span<const Manner> manners, Levers::Unsynced unsynced) {
  auto set = Stage::set(options, 1, unsynced);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  TerminalStand& terminal = stage.terminal();
  const int each = std::max(2, options.submissions / std::max(1, options.strikes));
  // One life without an end tells how much there is to do in one.
  std::array<long, levers::kOperations> before{};
  if (stage.start(0, each)) (void)stage.waitUntilDone(0, kLifePatience);
  for (const Moment& moment : kMoments) {
    before[static_cast<size_t>(moment.operation)] = terminal.levers().seen(moment.operation);
  }
  Reaper reaper(stage, terminal.levers(), manners, kMoments);
  if (options.strikes >= kManyEnds) {
    for (const char* state : kLeftBehind) stage.count(state, 0);
  }
  for (int life = 0; reaper.strikes() < options.strikes && life < options.strikes * 4; ++life) {
    reaper.aim([&before](Operation operation) { return before[static_cast<size_t>(operation)]; });
    if (!stage.start(0, each)) break;
    if (!terminal.child().waitFor(kLifePatience)) terminal.kill();
    if (!reaper.note()) continue;
    const auto states = waitingStates(terminal.outboxFolder());
    for (auto i = states.cbegin(); i != states.cend(); ++i) {
      const QByteArray what = "left in " + i.key();
      const bool asked = stage.outcome().exercised.contains(what);
      if (asked) stage.count(what, i.value());
      if (!asked) stage.see(what, i.value());
    }
  }
  if (unsynced == Levers::Unsynced::Kept) stage.count("unsynced writes lost", terminal.levers().dropped());
  return stage.finish(Stage::Clerk::LeavesHeld);
}

Result<Outcome> endGateways(const StageOptions& options, std::span<const Manner> manners, Levers::Unsynced unsynced) {
  constexpr std::array<Moment, 4> kGatewayMoments{
      {kMoments[0], kMoments[1], kMoments[3], kMoments[4]}};  // it makes hardly any names
  auto set = Stage::set(options, 2, unsynced);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  Levers& levers = stage.gateway().levers();
  Reaper reaper(stage, levers, manners, kGatewayMoments);
  const int each = std::max(10, options.submissions / 4);
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20 + options.strikes * 2);
  while (reaper.strikes() < options.strikes && std::chrono::steady_clock::now() < patience) {
    for (int i = 0; i < stage.terminals(); ++i) {
      if (!stage.terminal(i).child().isRunning()) (void)stage.start(i, each, 2ms);
    }
    reaper.aim([](Operation) { return 40L; });
    (void)stage.waitReviving(3s, [&] { return reaper.hasStruck() && !stage.gateway().isRunning(); });
    (void)stage.waitReviving(5s, [&] { return stage.gateway().isRunning(); });
    (void)reaper.note();
  }
  levers.mend();
  (void)stage.waitReviving(60s, [&] { return stage.allDone(); });
  if (unsynced == Levers::Unsynced::Kept) stage.count("unsynced writes lost", levers.dropped());
  return stage.finish(Stage::Clerk::LeavesHeld);
}

}  // namespace

Result<Outcome> killTerminal(const StageOptions& options) {
  return endTerminals(options, kKills, Levers::Unsynced::Forgotten);
}

Result<Outcome> killGateway(const StageOptions& options) {
  return endGateways(options, kKills, Levers::Unsynced::Forgotten);
}

Result<Outcome> cutPowerOfTerminal(const StageOptions& options) {
  return endTerminals(options, kCuts, Levers::Unsynced::Kept);
}

Result<Outcome> cutPowerOfGateway(const StageOptions& options) {
  return endGateways(options, kCuts, Levers::Unsynced::Kept);
}

}  // namespace hall::drill::acts
