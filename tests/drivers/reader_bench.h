#pragma once
// One simulated USB reader of any transport, its firmware, and the real reader opened over libusb as the bay opens it.
#include "drivers/idcard/usb_reader.h"
#include "tests/drivers/sam_firmware.h"

namespace hall::test {

enum class Wire { Split, Single, HidFrames, HidEnvelope };

class ReaderBench {
 public:
  explicit ReaderBench(Wire wire) : m_wire(wire) {
    auto made = drivers::UsbContext::create();
    if (!made) qFatal("no libusb");
    context = *made;
  }

  void plug(int socket = 1) {
    UsbSim::Shape shape = m_wire == Wire::Split         ? SamFirmware::splitShape()
                          : m_wire == Wire::HidFrames   ? SamFirmware::hidShape(0x2B8B, 0x2721)
                          : m_wire == Wire::HidEnvelope ? SamFirmware::hidShape(0x10C4, 0x0007)
                                                        : UsbSim::Shape();
    shape.socket = socket;
    sim.plug(shape, wrapped(usualFirmware()));
  }

  Result<std::unique_ptr<drivers::SamReader>> open(const QString& where = QStringLiteral("usb")) {
    using Transport = drivers::sam::Model::Transport;
    const auto known = [this](const drivers::UsbFound&) {
      drivers::sam::Model model;
      if (m_wire == Wire::HidFrames) model.transport = Transport::HidFrames;
      if (m_wire == Wire::HidEnvelope) model.transport = Transport::HidEnvelope;
      return std::optional(drivers::UsbReaderPlan::Known{QStringLiteral("test"), model});
    };
    return drivers::openUsbReader({context, *drivers::ReaderChoice::parse(where), known, wrap, {}, timing}, {});
  }

  void layCard(int person) {
    const auto people = drivers::sim::builtInPeople();
    firmware.stage->change([&](auto& state) { state.card = drivers::formatCardText(people->at(person).card); });
  }
  static QString nameOf(int person) { return drivers::sim::builtInPeople()->at(person).card.name; }

  UsbSim sim;
  SamFirmware firmware;
  // Changes what the device sends; called on the simulation's thread.
  std::function<QList<UsbSim::Packet>(QList<UsbSim::Packet>)> onPackets;
  std::function<std::unique_ptr<drivers::Port>(std::unique_ptr<drivers::Port>)> wrap;
  std::shared_ptr<drivers::UsbContext> context;
  drivers::SamReader::Timing timing{std::chrono::milliseconds(80), std::chrono::milliseconds(120),
                                    std::chrono::milliseconds(120), std::chrono::milliseconds(120),
                                    std::chrono::milliseconds(50)};

 private:
  UsbSim::Firmware usualFirmware() {
    switch (m_wire) {
      case Wire::Split:
        return firmware.split();
      case Wire::HidFrames:
        return firmware.hidFrames();
      case Wire::HidEnvelope:
        return firmware.hidEnvelope({});
      case Wire::Single:
        break;
    }
    return firmware.onePair();
  }
  UsbSim::Firmware wrapped(UsbSim::Firmware usual) {
    return {[this, usual](uint8_t endpoint, const QByteArray& bytes) {
              const auto packets = usual.written(endpoint, bytes);
              return onPackets ? onPackets(packets) : packets;
            },
            usual.control, usual.full};
  }

  Wire m_wire;
};

}  // namespace hall::test
