#pragma once
// The firmware of a simulated SAM_V module behind a port: it answers the real reader byte for byte, in pieces of 64
// bytes as a full-speed USB device would, and misbehaves as the stage says.
#include <memory>

#include "drivers/idcard/sam_protocol.h"
#include "drivers/port/port.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class SimSamPort final : public Port {
 public:
  explicit SimSamPort(std::shared_ptr<const Stage> stage) : m_stage(std::move(stage)) {}

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  void drain() override { m_outgoing.clear(); }
  void close() override { m_closed = true; }
  [[nodiscard]] QByteArray place() const override { return "sim-reader"; }

 private:
  [[nodiscard]] bool gone() const;

  std::shared_ptr<const Stage> m_stage;
  QByteArray m_incoming;
  QByteArray m_outgoing;
  bool m_closed = false;
};

// What the module puts on the wire for `command`, faults included.
QByteArray samAnswer(sam::Command command, const Stage::State& state);

}  // namespace hall::drivers::sim
