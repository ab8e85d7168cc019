#pragma once
// A SAM_V module as a function: every command is noted and answered with what the test says, usually what the
// simulated module says.
#include <functional>
#include <memory>
#include <thread>

#include "drivers/idcard/id_card_text.h"
#include "drivers/port/port.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"

namespace hall::test {

class AnsweringPort final : public drivers::Port {
 public:
  using Command = drivers::sam::Command;
  struct Module {
    std::function<QByteArray(Command, const QByteArray& usual)> answer;
    drivers::sim::Stage stage;
    QList<Command> heard;
    bool closed = false;

    void layCard(int person = 0) {
      const auto people = drivers::sim::builtInPeople();
      stage.change([&](auto& state) { state.card = drivers::formatCardText(people->at(person).card); });
    }
    [[nodiscard]] qsizetype times(Command command) const { return heard.count(command); }
  };

  explicit AnsweringPort(std::shared_ptr<Module> module) : m_module(std::move(module)) {}

  Result<qsizetype> write(QByteArrayView bytes, const drivers::Deadline& /*deadline*/) override {
    if (m_module->closed) return failure(Failure::Disconnected, "port.gone");
    const auto command = Command(uint8_t(bytes[7]) << 8 | uint8_t(bytes[8]));
    const QByteArray usual = drivers::sim::samAnswer(command, m_module->stage.look());
    m_module->heard.append(command);
    m_waiting += m_module->answer ? m_module->answer(command, usual) : usual;
    return bytes.size();
  }
  Result<QByteArray> readSome(const drivers::Deadline& deadline) override {
    if (m_module->closed) return failure(Failure::Disconnected, "port.gone");
    if (!m_waiting.isEmpty()) return std::exchange(m_waiting, {});
    std::this_thread::sleep_until(deadline.at);
    return failure(Failure::Timeout, "port.silent");
  }
  void drain() override { m_waiting.clear(); }
  void close() override { m_module->closed = true; }
  [[nodiscard]] QByteArray place() const override { return "answering"; }

 private:
  std::shared_ptr<Module> m_module;
  QByteArray m_waiting;
};

}  // namespace hall::test
