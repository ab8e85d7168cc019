#pragma once
// Questions to an ESC/POS printer and their answers. Answers carry no number, so whatever may belong to an older
// question is thrown away before the next one, and a set with a byte too many is asked again.
// Thread: the printer's lane; calls block.
#include "drivers/port/port.h"
#include "drivers/printer/escpos_status.h"

namespace hall::drivers::escpos {

class Talk {
 public:
  // `patience`: for one answer.
  Talk(Port& port, const Model& model, std::chrono::milliseconds patience)
      : m_port(port), m_model(model), m_patience(patience) {}

  // Disconnected "printer.gone"; Timeout "printer.silent": no answer, which is never taken for a good one.
  Result<Status> askStatus();
  // What the USB class's port status says; Unsupported where there is none.
  Result<Status> askLine();
  // Waits for the fence's answer until `deadline`.
  Result<void> awaitFence(const Deadline& deadline);

 private:
  Result<Status> askAll();
  Result<uint8_t> awaitByte(bool (*wanted)(uint8_t), const Deadline& deadline);
  [[nodiscard]] bool surplus();
  void waitForQuiet();

  Port& m_port;
  Model m_model;
  std::chrono::milliseconds m_patience;
  ReplySieve m_sieve;
  bool m_astray = false;  // an answer is owed to us and may still come
};

// What a port's error means of a printer.
Error printerError(const Error& error);

}  // namespace hall::drivers::escpos
