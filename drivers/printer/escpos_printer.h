#pragma once
// Prints slips over any port. A slip is "printed" only when the printer has worked off everything up to the cut and
// its status is good behind it; no answer means that nobody knows, and is never taken for yes. A slip that was broken
// off is ended with blank paper and a cut before anything else is said, so that the next one stands on its own.
#include <memory>

#include "drivers/printer/escpos_talk.h"

namespace hall::drivers {

class EscposPrinter final : public ReceiptPrinter {
 public:
  struct Identity {
    QString model;      // for staff
    QByteArray serial;  // empty: known by where it is plugged in
    Supplies supplies = {};
  };
  struct Timing {
    std::chrono::milliseconds status{500};     // one status byte
    std::chrono::milliseconds stall{5'000};    // no byte taken for so long: something is in the way
    std::chrono::milliseconds finish{20'000};  // from the last byte to the cut
    int rowsPerSecond = 0;                     // 0: as the model says
  };

  EscposPrinter(std::unique_ptr<Port> port, Identity identity, escpos::Model model, escpos::GlyphRaster raster,
                Timing timing);
  EscposPrinter(std::unique_ptr<Port> port, Identity identity, escpos::Model model, escpos::GlyphRaster raster = {})
      : EscposPrinter(std::move(port), std::move(identity), model, std::move(raster), Timing()) {}

  // `stop` is heeded until the first byte is sent; half a slip helps nobody.
  // Timeout "printer.silent": nothing was printed; "printer.stalled" and "printer.unconfirmed": perhaps, or in part.
  Result<void> print(const Paper& paper, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  Result<escpos::Status> ready();
  Result<void> endBrokenOff();
  Result<void> send(QByteArrayView slip);
  Error reasonFor(const Error& stall);
  Result<void> awaitFence(std::chrono::milliseconds span);
  Result<void> awaitSettled(std::chrono::milliseconds span);
  Result<void> lastWord(const Deadline& deadline);
  bool reset();

  std::unique_ptr<Port> m_port;
  Identity m_identity;
  escpos::Model m_model;
  escpos::GlyphRaster m_raster;
  Timing m_timing;
  escpos::Talk m_talk;
  qsizetype m_owed = 0;      // bytes that end the command a slip was broken off in
  bool m_brokenOff = false;  // part of a slip is on the paper, without its cut
  bool m_unconfirmed = false;
  int m_silentLooks = 0;
};

}  // namespace hall::drivers
