#include "sync/drill/terminal_stand.h"

#include <QFileInfo>
#include <thread>

#include "sync/base/durable_file.h"

namespace hall::drill {

namespace {
constexpr std::chrono::milliseconds kLook{3};
constexpr qint64 kWitnessLimit = 512LL * 1024 * 1024;
}  // namespace

Result<std::unique_ptr<TerminalStand>> TerminalStand::create(const Programs& programs, const QString& folder,
                                                             const QByteArray& platformPem, Levers::Unsynced unsynced) {
  const SystemClock clock;
  const QString data = folder + QStringLiteral("/data");
  if (auto made = makeFolderDurably(data, 0700); !made) return failure(made.error());
  auto key = seal::TerminalKey::openOrCreate(data + QStringLiteral("/keys"), clock);
  if (!key) return failure(key.error());
  const auto written = writeDurably(data + QStringLiteral("/platform.pem"), platformPem, 0644);
  if (!written) return failure(written.error());
  auto levers = Levers::create(folder + QStringLiteral("/levers"), data + QStringLiteral("/outbox"), unsynced);
  if (!levers) return failure(levers.error());
  return std::unique_ptr<TerminalStand>(new TerminalStand(programs, folder, std::move(*key), std::move(*levers)));
}

Result<void> TerminalStand::start(TerminalTask task) {
  task.data = data();
  m_saidBefore = QFileInfo(witnessFile()).size();
  auto child = Child::start({m_programs.self, terminalWords(task), witnessFile(), m_folder + QStringLiteral("/log.txt"),
                             m_levers->path(), m_programs.levers});
  if (!child) return failure(child.error());
  m_child = std::move(*child);
  return {};
}

QByteArray TerminalStand::saidSinceStart() const {
  const auto said = readWholeFile(witnessFile(), kWitnessLimit);
  return said ? said->mid(m_saidBefore) : QByteArray();
}

bool TerminalStand::waitForWord(const QByteArray& word, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  const QByteArray line = word + '\n';
  while (true) {
    const bool running = m_child.isRunning();
    const QByteArray said = saidSinceStart();
    if (said.startsWith(line) || said.contains('\n' + line)) return true;
    if (!running || std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kLook);
  }
}

Result<std::unique_ptr<outbox::Outbox>> TerminalStand::openOutbox(Log& log) const {
  const auto platform = seal::PlatformCertificates::open(data() + QStringLiteral("/platform.pem"));
  if (!platform) return failure(platform.error());
  return outbox::Outbox::open(outboxFolder(), m_key, *platform, m_clock, log);
}

Witness TerminalStand::witness() const {
  const auto said = readWholeFile(witnessFile(), kWitnessLimit);
  return Witness::read(said ? *said : QByteArray());
}

}  // namespace hall::drill
