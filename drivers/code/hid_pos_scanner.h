#pragma once
// A code reader that is a HID POS scanner: hears whole scans, one presentation once. A report that is missing, or one
// that is none, costs that scan only.
#include <memory>

#include "drivers/code/presentation.h"
#include "drivers/code/scanner_model.h"
#include "drivers/code_reader.h"
#include "drivers/port/report_port.h"

namespace hall::drivers {

class HidPosScanner final : public CodeReader {
 public:
  // Says to the device what its model needs to be told first. Fails like the port.
  static Result<std::unique_ptr<HidPosScanner>> open(std::unique_ptr<ReportPort> port, const QString& name,
                                                     const ScannerModel& model);

  // Besides the failures of every code reader: Garbled "scanner.report", "scanner.incomplete" (a report that had to
  // follow did not come), "scanner.endless"; Disconnected "scanner.gone".
  Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  HidPosScanner(std::unique_ptr<ReportPort> port, QString name, hidpos::Aim aim);
  Result<hidpos::Scan> scan(const Deadline& deadline);

  std::unique_ptr<ReportPort> m_port;
  QString m_name;
  hidpos::Assembly m_assembly;
  Presentation m_presentation;
  bool m_gone = false;
};

}  // namespace hall::drivers
