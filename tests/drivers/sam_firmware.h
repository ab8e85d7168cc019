#pragma once
// A SAM_V module behind the simulated USB bus, in both documented shapes. The answers are the simulated module's; a
// test may take them out of its hands.
#include <functional>
#include <memory>

#include "drivers/idcard/id_card_text.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"
#include "tests/support/usb_sim.h"

namespace hall::test {

class SamFirmware {
 public:
  using Command = drivers::sam::Command;
  using Answer = std::function<QList<QByteArray>(Command, const QByteArray& usual)>;

  std::shared_ptr<drivers::sim::Stage> stage = std::make_shared<drivers::sim::Stage>();
  Answer answer = [](Command, const QByteArray& usual) { return QList<QByteArray>{usual}; };

  void layCard() {
    const auto people = drivers::sim::builtInPeople();
    stage->change(
        [&](drivers::sim::Stage::State& state) { state.card = drivers::formatCardText(people->constFirst().card); });
  }

  void takeCard() {
    stage->change([](drivers::sim::Stage::State& state) { state.card.reset(); });
  }

  static UsbSim::Shape splitShape() {
    UsbSim::Shape shape;
    shape.in = {0x81, 0x85};
    shape.out = {0x02, 0x06};
    return shape;
  }

  UsbSim::Firmware onePair() {
    return {[this](uint8_t, const QByteArray& bytes) {
              QList<UsbSim::Packet> packets;
              for (const QByteArray& piece : answers(bytes)) packets.append({0x81, piece});
              return packets;
            },
            {},
            {}};
  }

  UsbSim::Firmware split() {
    return {[this](uint8_t, const QByteArray& bytes) {
              QList<UsbSim::Packet> packets;
              for (const QByteArray& frame : answers(bytes)) {
                packets.append({0x81, frame.first(7)});
                packets.append({0x85, frame.mid(7)});
              }
              return packets;
            },
            {},
            {}};
  }

 private:
  QList<QByteArray> answers(const QByteArray& bytes) {
    constexpr qsizetype requestSize = 10;
    m_received.append(bytes);
    if (m_received.size() < requestSize) return {};
    const auto command = static_cast<Command>(uint8_t(m_received[7]) << 8 | uint8_t(m_received[8]));
    m_received.clear();
    return answer(command, drivers::sim::samAnswer(command, stage->look()));
  }

  QByteArray m_received;
};

}  // namespace hall::test
