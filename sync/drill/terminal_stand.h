#pragma once
// A headless terminal with a folder laid out like a kiosk's, so that hall-outbox can look into it too. Thread: one.
#include <memory>

#include "sync/drill/child.h"
#include "sync/drill/headless_terminal.h"
#include "sync/drill/levers.h"
#include "sync/drill/programs.h"
#include "sync/drill/witness.h"
#include "sync/outbox/outbox.h"

namespace hall::drill {

class TerminalStand {
 public:
  static Result<std::unique_ptr<TerminalStand>> create(const Programs& programs, const QString& folder,
                                                       const QByteArray& platformPem, Levers::Unsynced unsynced);

  // Of the task, `data` is filled in.
  Result<void> start(TerminalTask task);
  // Whether it has said this since it was started; false as well if it ended without.
  bool waitForWord(const QByteArray& word, std::chrono::milliseconds time);
  [[nodiscard]] QByteArray saidSinceStart() const;
  void kill() { m_child.kill(); }
  int stop() { return m_child.stop(std::chrono::seconds(20)); }
  Child& child() { return m_child; }

  // Only while it is stopped: the real outbox, opened by the drill itself.
  Result<std::unique_ptr<outbox::Outbox>> openOutbox(Log& log) const;
  [[nodiscard]] Witness witness() const;

  [[nodiscard]] Levers& levers() { return *m_levers; }
  [[nodiscard]] QByteArray terminalId() const { return m_key.terminalId(); }
  [[nodiscard]] QString data() const { return m_folder + QStringLiteral("/data"); }
  [[nodiscard]] QString outboxFolder() const { return data() + QStringLiteral("/outbox"); }
  [[nodiscard]] QString certificateFile() const { return data() + QStringLiteral("/keys/terminal.pem"); }

 private:
  TerminalStand(const Programs& programs, QString folder, seal::TerminalKey key, std::unique_ptr<Levers> levers)
      : m_programs(programs), m_folder(std::move(folder)), m_key(std::move(key)), m_levers(std::move(levers)) {}
  [[nodiscard]] QString witnessFile() const { return m_folder + QStringLiteral("/said.txt"); }

  const Programs m_programs;
  const QString m_folder;
  const seal::TerminalKey m_key;
  const std::unique_ptr<Levers> m_levers;
  const SystemClock m_clock;
  qint64 m_saidBefore = 0;
  Child m_child;
};

}  // namespace hall::drill
