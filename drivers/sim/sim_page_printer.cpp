#include "drivers/sim/sim_page_printer.h"

#include <QDir>
#include <QSaveFile>
#include <thread>

#include "drivers/port/deadline.h"

namespace hall::drivers::sim {

std::optional<Error> SimPagePrinter::trouble() const {
  const Stage::State state = m_stage->look();
  if (!state.pagePrinterPlugged) return Error{Failure::Disconnected, "printer.gone", {}};
  if (state.pagePaper == PaperState::Jammed) return Error{Failure::Busy, "paper.jam", {}};
  if (state.pagePaper == PaperState::Out) return Error{Failure::Full, "paper.out", {}};
  if (state.pageToner == TonerState::Out) return Error{Failure::Full, "toner.out", {}};
  return std::nullopt;
}

Result<void> SimPagePrinter::print(const PageJob& job, std::stop_token stop) {
  constexpr std::chrono::milliseconds feeding(300);
  constexpr std::chrono::milliseconds patience(5'000);
  if (const std::optional<Error> before = trouble()) return failure(*before);
  std::this_thread::sleep_for(feeding);
  const Deadline deadline = Deadline::in(patience);
  while (const std::optional<Error> error = trouble()) {
    if (stop.stop_requested()) return failure(Failure::Cancelled, "printer.cancelled");
    if (deadline.passed() || error->kind == Failure::Disconnected) return failure(*error);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (stop.stop_requested()) return failure(Failure::Cancelled, "printer.cancelled");
  m_printed(job);
  return {};
}

DeviceReport SimPagePrinter::report() {
  const Stage::State state = m_stage->look();
  DeviceReport report;
  report.kind = DeviceKind::PagePrinter;
  report.state = DeviceState::Online;
  report.id = "sim-pages";
  report.model = QStringLiteral("模拟 A4 打印机");
  report.paper = state.pagePaper;
  report.toner = state.pageToner;
  if (const std::optional<Error> error = trouble()) {
    report.code = error->code;
    report.state = error->kind == Failure::Disconnected ? DeviceState::PowerOff : DeviceState::Offline;
  }
  return report;
}

Result<void> keepPages(const QString& folder, const PageJob& job) {
  QDir dir(folder);
  if (!dir.mkpath(QStringLiteral("."))) {
    return failure(Failure::Denied, "slip.folder");
  }
  const auto number = dir.entryList({QStringLiteral("pages-*.pdf")}, QDir::Files).size() + 1;
  QSaveFile file(dir.filePath(QStringLiteral("pages-%1.pdf").arg(number, 4, 10, QLatin1Char('0'))));
  if (!file.open(QIODevice::WriteOnly) || file.write(job.pdf) < 0 || !file.commit()) {
    return failure(Failure::Full, "slip.file");
  }
  return {};
}

}  // namespace hall::drivers::sim
