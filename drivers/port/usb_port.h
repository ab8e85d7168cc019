#pragma once
// A port over USB bulk endpoints, which are discovered from the descriptors. Two shapes are documented for SAM_V
// readers: one pair for whole frames, or two pairs of which the first carries a frame's head and the second the rest.
#include <array>
#include <memory>

#include "drivers/port/port.h"
#include "drivers/port/usb_claim.h"

namespace hall::drivers {

class UsbPort final : public Port {
 public:
  enum class Pipes { OnePair, SplitHead };

  // Fails like UsbClaim; Unsupported "port.shape" when the interface has not the endpoints for `pipes`.
  static Result<std::unique_ptr<UsbPort>> open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface, Pipes pipes);

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  Result<uint8_t> printerLine(const Deadline& deadline) override;
  Result<QByteArray> printerId(const Deadline& deadline) override;
  Result<void> printerReset(const Deadline& deadline) override;
  void drain() override;
  void close() override { m_claim->close(); }
  [[nodiscard]] QByteArray place() const override { return m_claim->place(); }

 private:
  explicit UsbPort(std::unique_ptr<UsbClaim> claim) : m_claim(std::move(claim)) {}
  Result<void> choose(Pipes pipes);

  std::unique_ptr<UsbClaim> m_claim;
  std::array<UsbEndpoint, 2> m_in{};  // of head and rest; the same endpoint twice with one pair
  std::array<UsbEndpoint, 2> m_out{};
  int m_inSize = 0;  // of an IN buffer
  bool m_split = false;
  size_t m_inTurn = 0;
  size_t m_outTurn = 0;
};

}  // namespace hall::drivers
