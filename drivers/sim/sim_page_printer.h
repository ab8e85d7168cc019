#pragma once
// A simulated page printer: takes a job as long as it has paper and toner, waits a while for staff when it has not, and
// puts what it prints into a folder. The real talker's far end is a print server, which tests/drivers runs for real.
#include <functional>
#include <memory>

#include "drivers/page_printer.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class SimPagePrinter final : public PagePrinter {
 public:
  using Printed = std::function<void(const PageJob&)>;  // called on the printer's lane
  SimPagePrinter(std::shared_ptr<const Stage> stage, Printed printed)
      : m_stage(std::move(stage)), m_printed(std::move(printed)) {}

  Result<void> print(const PageJob& job, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  [[nodiscard]] std::optional<Error> trouble() const;

  std::shared_ptr<const Stage> m_stage;
  Printed m_printed;
};

// Adds the pages as a PDF to the folder, numbered after those already there.
Result<void> keepPages(const QString& folder, const PageJob& job);

}  // namespace hall::drivers::sim
