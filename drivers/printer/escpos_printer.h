#pragma once
// Prints slips over any port. A slip is "printed" only when the printer has worked off everything up to the cut and
// its status is good behind it; no answer means that nobody knows, and is never taken for yes.
#include <memory>

#include "drivers/port/port.h"
#include "drivers/printer/escpos_protocol.h"

namespace hall::drivers {

class EscposPrinter final : public ReceiptPrinter {
 public:
  struct Timing {
    std::chrono::milliseconds status{500};     // one status byte
    std::chrono::milliseconds stall{5'000};    // no byte taken for so long: something is in the way
    std::chrono::milliseconds finish{20'000};  // from the last byte to the cut
  };

  EscposPrinter(std::unique_ptr<Port> port, QString modelName, escpos::Model model, escpos::GlyphRaster raster,
                Timing timing);
  EscposPrinter(std::unique_ptr<Port> port, QString modelName, escpos::Model model, escpos::GlyphRaster raster = {})
      : EscposPrinter(std::move(port), std::move(modelName), model, std::move(raster), Timing()) {}

  // `stop` is heeded until the first byte is sent; half a slip helps nobody.
  // Timeout "printer.silent": nothing was printed; "printer.stalled" and "printer.unconfirmed": perhaps, or in part.
  Result<void> print(const Paper& paper, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  Result<escpos::Status> askStatus();
  Result<uint8_t> awaitByte(bool (*wanted)(uint8_t), const Deadline& deadline);
  Result<void> send(QByteArrayView bytes);
  Result<void> awaitFence();
  Error reasonForStall();

  std::unique_ptr<Port> m_port;
  QString m_modelName;
  escpos::Model m_model;
  escpos::GlyphRaster m_raster;
  Timing m_timing;
};

}  // namespace hall::drivers
