#include "sync/drill/gateway_stand.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <thread>

#include "sync/base/durable_file.h"
#include "sync/drill/wire.h"

namespace hall::drill {

namespace {
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kLook{3};
constexpr qint64 kOutputLimit = 512LL * 1024 * 1024;

QByteArray text(const QJsonObject& line, const char* field) {
  return line.value(QLatin1String(field)).toString().toLatin1();
}
}  // namespace

Result<std::unique_ptr<GatewayStand>> GatewayStand::create(const Programs& programs, const QString& folder,
                                                           Levers::Unsynced unsynced) {
  if (auto made = makeFolderDurably(folder, 0700); !made) return failure(made.error());
  auto levers =
      Levers::create(folder + QStringLiteral("/levers"), folder + QStringLiteral("/data/gateway.sqlite"), unsynced);
  if (!levers) return failure(levers.error());
  std::unique_ptr<GatewayStand> stand(new GatewayStand(programs, folder, std::move(*levers)));
  if (auto ready = stand->command({QStringLiteral("init")}); !ready) return failure(ready.error());
  return stand;
}

Result<void> GatewayStand::start() {
  const QString portFile = m_folder + QStringLiteral("/port");
  QFile::remove(portFile);
  auto child = Child::start({m_programs.gateway,
                             {QStringLiteral("serve"), QStringLiteral("--data"), data(), QStringLiteral("--listen"),
                              QStringLiteral("127.0.0.1:%1").arg(m_port), QStringLiteral("--port-file"), portFile},
                             m_folder + QStringLiteral("/said.txt"),
                             m_folder + QStringLiteral("/log.txt"),
                             m_levers->path(),
                             m_programs.levers});
  if (!child) return failure(child.error());
  m_child = std::move(*child);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end && m_child.isRunning()) {
    const auto port = readWholeFile(portFile, 64);
    if (port && port->endsWith('\n')) m_port = port->trimmed().toUShort();
    if (port && m_port != 0) return {};
    std::this_thread::sleep_for(kLook);
  }
  return failure(Failure::Timeout, "drill.gateway");
}

Result<bool> GatewayStand::revive() {
  if (m_child.isRunning()) return false;
  if (auto started = start(); !started) return failure(started.error());
  return true;
}

// Without levers: these are the drill's own questions.
Result<QByteArray> GatewayStand::command(const QStringList& words) {
  const QString output = m_folder + QStringLiteral("/answer.txt");
  QFile::remove(output);
  auto child = Child::start({m_programs.gateway, QStringList(words) << QStringLiteral("--data") << data(), output,
                             m_folder + QStringLiteral("/log.txt")});
  if (!child) return failure(child.error());
  if (!child->waitFor(kPatience) || child->status() != 0) {
    return failure(Failure::Internal, "drill.gateway-command", words.value(0));
  }
  return readWholeFile(output, kOutputLimit);
}

Result<QByteArray> GatewayStand::certificates() {
  return command({QStringLiteral("certificates")});
}

Result<void> GatewayStand::admit(const QString& certificateFile) {
  const auto done = command({QStringLiteral("admit"), certificateFile});
  return done ? Result<void>() : failure(done.error());
}

Result<QList<GatewayLine>> GatewayStand::list() {
  const auto answer = command({QStringLiteral("list"), QStringLiteral("--json")});
  if (!answer) return failure(answer.error());
  const QJsonDocument document = QJsonDocument::fromJson(*answer);
  if (!document.isArray()) return failure(Failure::Garbled, "drill.gateway-list");
  QList<GatewayLine> lines;
  const QJsonArray all = document.array();
  for (const QJsonValue& value : all) {
    const QJsonObject line = value.toObject();
    lines.append({text(line, "submission_id"), text(line, "case_id"), text(line, "terminal_id"), text(line, "digest"),
                  text(line, "acceptance_no"), text(line, "state") == "received"});
  }
  return lines;
}

Result<QByteArray> GatewayStand::open(const QByteArray& submissionId) {
  return command({QStringLiteral("open"), QString::fromLatin1(submissionId)});
}

}  // namespace hall::drill
