#pragma once
// A SAM_V module behind the simulated USB bus, in both documented shapes. The answers are the simulated module's; a
// test may take them out of its hands.
#include <functional>
#include <memory>

#include "drivers/idcard/hid_envelope.h"
#include "drivers/idcard/hid_frames.h"
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

  // A HID reader: class 03, interrupt endpoints, reports of 64 bytes each way.
  static UsbSim::Shape hidShape(uint16_t vendor, uint16_t product) {
    UsbSim::Shape shape;
    shape.vendor = vendor;
    shape.product = product;
    shape.interfaceClass = 3;
    shape.endpoints = UsbSim::Endpoints::Interrupt;
    shape.reportDescriptor = QByteArray::fromHex("0600FF 0901 A101 1500 26FF00 7508 9540 0901 8102 9540 0901 9102 C0");
    return shape;
  }

  UsbSim::Firmware hidFrames() {
    return {[this](uint8_t, const QByteArray& report) {
              QList<UsbSim::Packet> packets;
              for (const QByteArray& piece : answers(report.first(10))) {
                for (const QByteArray& full : drivers::hid::cutInReports(piece, 64)) packets.append({0x81, full});
              }
              return packets;
            },
            {},
            {}};
  }

  UsbSim::Firmware hidEnvelope(const drivers::hid::Envelope& envelope) {
    return {[this, envelope](uint8_t, const QByteArray& report) {
              QList<UsbSim::Packet> packets;
              for (const QByteArray& piece : answers(report.mid(6, 10))) {
                const qsizetype room = 56 - envelope.lead;
                for (qsizetype at = 0; at < piece.size(); at += room) {
                  packets.append({0x81, drivers::hid::sealReply({0, piece.mid(at, room)}, envelope, 64)});
                }
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
