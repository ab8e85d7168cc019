#pragma once
// A code reader that is a scanner on a serial line or a CDC adapter: bytes with a suffix, or with silence behind them.
#include <memory>

#include "drivers/code/presentation.h"
#include "drivers/code/scanner_model.h"
#include "drivers/code_reader.h"
#include "drivers/port/port.h"

namespace hall::drivers {

class SerialScanner final : public CodeReader {
 public:
  static constexpr std::chrono::milliseconds kGap{80};  // of silence end a scan

  SerialScanner(std::unique_ptr<Port> port, QString name, ScannerModel model);

  // Besides the failures of every code reader: Disconnected "scanner.gone".
  Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  Result<QByteArray> scan(const Deadline& deadline);
  void trigger(const QByteArray& command);

  std::unique_ptr<Port> m_port;
  QString m_name;
  ScannerModel m_model;
  ScannerText m_text;
  Presentation m_presentation;
  bool m_gone = false;
};

}  // namespace hall::drivers
