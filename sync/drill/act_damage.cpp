// What a terminal makes of a disk that has forgotten or changed something while it was off. Each time a copy is taken
// first, as a technician would have one; what the terminal cannot mend is mended from that.
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "sync/drill/acts.h"
#include "sync/drill/damage.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;

constexpr int kWaiting = 6;  // submissions on each machine when it is damaged

QString database(TerminalStand& terminal) {
  return terminal.outboxFolder() + QStringLiteral("/outbox.sqlite");
}

// How it came up after the damage.
enum class Waking { Refused, Works };

class Patient {
 public:
  Patient(Stage& stage, int number)
      : m_stage(stage), m_number(number), m_copy(m_terminal.data() + QStringLiteral("-copy")) {}

  // Some arrive, more wait with no line; then the machine is switched off.
  bool prepare(int arriving, int attachmentsWanted = 0) {
    m_stage.connectLine();
    if (arriving > 0 && (!m_stage.start(m_number, arriving) || !m_stage.waitUntilDone(m_number, 60s))) return false;
    (void)m_terminal.stop();
    m_stage.cutLine();
    const qsizetype before = filesBelow(attachments()).size();
    for (int i = 0; i < 20; ++i) {
      if (!m_stage.start(m_number, kWaiting) || !m_terminal.waitForWord("sealed", 60s)) return false;
      m_terminal.kill();  // so that its log is left as it was
      if (filesBelow(attachments()).size() >= before + attachmentsWanted) break;
    }
    return copyFolder(m_terminal.outboxFolder(), m_copy);
  }

  Waking wake() {
    m_stage.connectLine();
    (void)m_stage.start(m_number, 0);
    const bool done = m_stage.waitUntilDone(m_number, 60s);
    (void)m_terminal.stop();
    return done ? Waking::Works : Waking::Refused;
  }

  [[nodiscard]] QByteArray refusal() const {
    return m_terminal.witness().failures.isEmpty() ? QByteArray("silent") : m_terminal.witness().failures.lastKey();
  }

  QMap<QByteArray, int> held() {
    QMap<QByteArray, int> codes;
    const SystemClock clock;
    Log log(clock, [](const QByteArray&) {});
    const auto box = m_terminal.openOutbox(log);
    const auto rows = box ? (*box)->all() : Result<QList<model::Submission>>(failure(box.error()));
    for (const model::Submission& row : rows ? *rows : QList<model::Submission>()) {
      if (row.state == model::SubmissionState::Held) ++codes[row.heldCode];
    }
    return codes;
  }

  // Why it takes nothing new although it has started; empty: it does.
  QByteArray closedGate() {
    const SystemClock clock;
    Log log(clock, [](const QByteArray&) {});
    const auto box = m_terminal.openOutbox(log);
    const auto gate = box ? (*box)->gate() : std::optional<Error>(box.error());
    return gate && gate->kind == Failure::Corrupt ? gate->code : QByteArray();
  }

  // Tells what became of it, and mends it from the copy if it cannot help itself.
  void treat(const QString& what, bool mendsHeld) {
    const Waking waking = wake();
    const QMap<QByteArray, int> codes = waking == Waking::Works ? held() : QMap<QByteArray, int>();
    QString story = what + QStringLiteral(": ");
    if (waking == Waking::Refused) story += QStringLiteral("refused to start, ") + QString::fromLatin1(refusal());
    if (waking == Waking::Refused) m_stage.see("refused to start: " + refusal());
    for (auto i = codes.cbegin(); i != codes.cend(); ++i) {
      story += QStringLiteral("held %1 × %2 ").arg(QString::fromLatin1(i.key())).arg(i.value());
      m_stage.see("held: " + i.key(), i.value());
    }
    const QByteArray gate = waking == Waking::Works ? closedGate() : QByteArray();
    if (!gate.isEmpty()) story += QStringLiteral("takes nothing new, ") + QString::fromLatin1(gate);
    if (!gate.isEmpty()) m_stage.see("takes nothing new: " + gate);
    const bool mends = waking == Waking::Refused || !gate.isEmpty() || (mendsHeld && !codes.isEmpty());
    const bool untouched = waking == Waking::Works && codes.isEmpty() && gate.isEmpty();
    if (untouched) story += QStringLiteral("started and sent everything");
    if (untouched) m_stage.see("no effect");
    if (mends) {
      story +=
          QStringLiteral("; %1 sealed attachment files found; the copy restored").arg(filesBelow(attachments()).size());
      if (!copyFolder(m_copy, m_terminal.outboxFolder())) m_stage.trouble(what + QStringLiteral(": no copy"));
    }
    m_stage.tell(story);
  }

  [[nodiscard]] QString attachments() const { return m_terminal.outboxFolder() + QStringLiteral("/attachments"); }
  TerminalStand& terminal() { return m_terminal; }
  [[nodiscard]] QString copy() const { return m_copy; }

 private:
  Stage& m_stage;
  const int m_number;
  TerminalStand& m_terminal = m_stage.terminal(m_number);
  const QString m_copy;
};

using Harm = std::function<bool(Patient&, QRandomGenerator&)>;
struct Injury {
  const char* name;
  Harm harm;
};

// Each patient gets the next injury.
Result<Outcome> injure(const StageOptions& options, const QList<Injury>& injuries, int attachmentsWanted,
                       bool mendsHeld) {
  const int patients = std::max(static_cast<int>(injuries.size()), options.strikes);
  auto set = Stage::set(options, patients, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  const int arriving = std::max(2, options.submissions / patients - kWaiting);
  for (int i = 0; i < patients; ++i) {
    const Injury& injury = injuries[i % injuries.size()];
    stage.count(injury.name, 0);
    Patient patient(stage, i);
    const bool ready = patient.prepare(arriving, attachmentsWanted);
    if (!ready || !injury.harm(patient, stage.dice())) {
      stage.trouble(QStringLiteral("nothing could be damaged: ") + QLatin1String(injury.name));
      continue;
    }
    stage.strike(injury.name);
    patient.treat(QLatin1String(injury.name), mendsHeld);
  }
  stage.connectLine();
  return stage.finish(Stage::Clerk::LeavesHeld);
}

// The log goes into the main file when the outbox is opened and closed as it should be.
bool settleLog(Patient& patient) {
  const SystemClock clock;
  Log log(clock, [](const QByteArray&) {});
  return patient.terminal().openOutbox(log) && copyFolder(patient.terminal().outboxFolder(), patient.copy());
}

QString logFile(Patient& patient) {
  return database(patient.terminal()) + QStringLiteral("-wal");
}

// Of those that wait: their folders are named by ids that sort by time, and what waits was sealed last.
QString attachmentOf(Patient& patient, QRandomGenerator& dice) {
  const QStringList files = filesBelow(patient.attachments());
  if (files.isEmpty()) return {};
  const QString newest = QFileInfo(files.last()).path();
  const QStringList fitting = files.filter(newest);
  return fitting[static_cast<qsizetype>(dice.bounded(fitting.size()))];
}

}  // namespace

Result<Outcome> damagedDatabase(const StageOptions& options) {
  const auto flips = [](int count, qint64 from) {
    return [=](Patient& patient, QRandomGenerator& dice) {
      return settleLog(patient) && flipBytes(database(patient.terminal()), count, from, dice);
    };
  };
  constexpr qint64 kPage = 4096;
  return injure(options,
                {{"one byte of the main file", flips(1, 0)},
                 {"one byte beyond the first page", flips(1, kPage)},
                 {"sixteen bytes of the main file", flips(16, kPage)},
                 {"the header of the main file",
                  [](Patient& patient, QRandomGenerator& dice) {
                    const QString path = database(patient.terminal());
                    const bool settled = settleLog(patient);
                    const qint64 size = QFileInfo(path).size();
                    return settled && size > 100 && flipBytes(path, 400, 0, dice);
                  }},
                 {"the main file cut short",
                  [](Patient& patient, QRandomGenerator&) {
                    const QString path = database(patient.terminal());
                    return settleLog(patient) && truncateTo(path, QFileInfo(path).size() / 2);
                  }},
                 {"the main file gone",
                  [](Patient& patient, QRandomGenerator&) {
                    return settleLog(patient) && QFile::remove(database(patient.terminal()));
                  }}},
                1, true);
}

Result<Outcome> damagedLog(const StageOptions& options) {
  constexpr qint64 kHeader = 32;
  const auto cut = [](double share) {
    return [share](Patient& patient, QRandomGenerator&) {
      const qint64 size = QFileInfo(logFile(patient)).size();
      return size > 0 && truncateTo(logFile(patient), static_cast<qint64>(static_cast<double>(size) * share));
    };
  };
  return injure(
      options,
      {{"one byte of the log",
        [](Patient& patient, QRandomGenerator& dice) { return flipBytes(logFile(patient), 1, kHeader, dice); }},
       {"sixteen bytes of the log",
        [](Patient& patient, QRandomGenerator& dice) { return flipBytes(logFile(patient), 16, kHeader, dice); }},
       {"the header of the log",
        [](Patient& patient, QRandomGenerator& dice) {
          QFile log(logFile(patient));
          const bool there = log.open(QIODevice::ReadWrite) && log.size() > kHeader && log.seek(8);
          const QByteArray other(4, static_cast<char>(1 + dice.bounded(255)));
          return there && log.write(other) == other.size();
        }},
       {"the log cut short", cut(0.5)},
       {"the log cut to nothing", cut(0)},
       {"the log gone", [](Patient& patient, QRandomGenerator&) { return QFile::remove(logFile(patient)); }}},
      0, true);
}

Result<Outcome> damagedAttachment(const StageOptions& options) {
  return injure(
      options,
      {{"bytes of an attachment",
        [](Patient& patient, QRandomGenerator& dice) { return flipBytes(attachmentOf(patient, dice), 3, 0, dice); }},
       {"an attachment cut short",
        [](Patient& patient, QRandomGenerator& dice) {
          const QString path = attachmentOf(patient, dice);
          return !path.isEmpty() && truncateTo(path, QFileInfo(path).size() / 3);
        }},
       {"an attachment emptied",
        [](Patient& patient, QRandomGenerator& dice) { return truncateTo(attachmentOf(patient, dice), 0); }},
       {"an attachment gone",
        [](Patient& patient, QRandomGenerator& dice) { return QFile::remove(attachmentOf(patient, dice)); }}},
      2, false);
}

// An old copy of the machine's folder is put back, and it goes on from there: numbers that were used are used again.
Result<Outcome> restoredCopy(const StageOptions& options) {
  auto set = Stage::set(options, 1, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  Patient patient(stage, 0);
  const int each = std::max(6, options.submissions / 3);
  if (!patient.prepare(each)) stage.trouble(QStringLiteral("no copy was made"));
  stage.connectLine();
  if (stage.start(0, each)) (void)stage.waitUntilDone(0, 60s);
  (void)patient.terminal().stop();
  if (!copyFolder(patient.copy(), patient.terminal().outboxFolder())) stage.trouble(QStringLiteral("no copy"));
  if (stage.start(0, each)) (void)stage.waitUntilDone(0, 60s);
  (void)patient.terminal().stop();
  const auto codes = patient.held();
  const int shown = codes.value("urn:hall:problem:sequence-conflict");
  stage.count("shown by the gateway", shown);
  stage.strike("old copy put back");
  stage.tell(
      QStringLiteral("an old copy put back and used: %1 of its new submissions held, sequence-conflict").arg(shown));
  return stage.finish(Stage::Clerk::LeavesHeld);
}

}  // namespace hall::drill::acts
