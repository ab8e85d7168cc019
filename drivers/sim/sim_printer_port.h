#pragma once
// A simulated receipt printer behind a port: takes ESC/POS bytes as long as it has paper and its cover is shut, answers
// status requests, and hands over each slip at the cut, also as a text file where a folder is given.
#include <memory>

#include "drivers/port/port.h"
#include "drivers/sim/escpos_paper.h"

namespace hall::drivers::sim {

class SimPrinterPort final : public Port {
 public:
  // `printed` is called on the printer's lane.
  SimPrinterPort(std::shared_ptr<const Stage> stage, std::function<void(const Slip&)> printed);

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  void drain() override { m_answers.clear(); }
  void close() override { m_closed = true; }
  [[nodiscard]] QByteArray place() const override { return "sim-printer"; }

 private:
  [[nodiscard]] char status(int which) const;
  [[nodiscard]] bool gone() const { return m_closed || !m_stage->look().printerPlugged; }

  std::shared_ptr<const Stage> m_stage;
  EscposPaper m_paper;
  QByteArray m_answers;
  bool m_closed = false;
};

// Adds a slip as a UTF-8 text file to the folder, numbered after those already there.
Result<void> keepSlip(const QString& folder, const Slip& slip);

}  // namespace hall::drivers::sim
