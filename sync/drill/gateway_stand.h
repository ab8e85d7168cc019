#pragma once
// A real hall-gateway with a folder of its own, that can be killed and started again on the same port. Thread: one.
#include <QList>
#include <memory>

#include "sync/drill/child.h"
#include "sync/drill/levers.h"
#include "sync/drill/programs.h"

namespace hall::drill {

// One submission as the gateway tells of it.
struct GatewayLine {
  QByteArray submissionId;
  QByteArray caseId;
  QByteArray terminalId;
  QByteArray digest;
  QByteArray acceptanceNo;
  bool received = false;
};

class GatewayStand {
 public:
  static Result<std::unique_ptr<GatewayStand>> create(const Programs& programs, const QString& folder,
                                                      Levers::Unsynced unsynced);
  // Answers when it returns. Timeout ("drill.gateway"): it does not.
  Result<void> start();
  // Started again if it is gone; whether it had to be.
  Result<bool> revive();
  void kill() { m_child.kill(); }
  int stop() { return m_child.stop(std::chrono::seconds(10)); }
  bool isRunning() { return m_child.isRunning(); }

  Result<QByteArray> certificates();
  Result<void> admit(const QString& certificateFile);
  Result<QList<GatewayLine>> list();
  // What it can decrypt of one submission.
  Result<QByteArray> open(const QByteArray& submissionId);

  [[nodiscard]] Levers& levers() { return *m_levers; }
  [[nodiscard]] quint16 port() const { return m_port; }
  [[nodiscard]] QString data() const { return m_folder + QStringLiteral("/data"); }

 private:
  GatewayStand(const Programs& programs, QString folder, std::unique_ptr<Levers> levers)
      : m_programs(programs), m_folder(std::move(folder)), m_levers(std::move(levers)) {}
  Result<QByteArray> command(const QStringList& words);

  const Programs m_programs;
  const QString m_folder;
  const std::unique_ptr<Levers> m_levers;
  quint16 m_port = 0;
  Child m_child;
};

}  // namespace hall::drill
