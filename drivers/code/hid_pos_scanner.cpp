#include "drivers/code/hid_pos_scanner.h"

#include "drivers/code/scanned_code.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

// The reports of one scan follow each other as fast as the bus takes them.
constexpr std::chrono::milliseconds followUp(300);
constexpr std::chrono::milliseconds atStart(1000);
constexpr char scannedData = 0x02;

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Result<std::unique_ptr<HidPosScanner>> HidPosScanner::open(std::unique_ptr<ReportPort> port, const QString& name,
                                                           const ScannerModel& model) {
  if (model.start) {
    const Result<void> told = port->setFeature(model.start->number, model.start->payload, Deadline::in(atStart));
    // One that has no such report needs none.
    if (!told && told.error().kind != Failure::Unsupported) return failure(scannerError(told.error()));
  }
  return std::unique_ptr<HidPosScanner>(new HidPosScanner(std::move(port), name, model.aim));
}

HidPosScanner::HidPosScanner(std::unique_ptr<ReportPort> port, QString name, hidpos::Aim aim)
    : m_port(std::move(port)), m_name(std::move(name)), m_assembly(aim) {}

Result<hidpos::Scan> HidPosScanner::scan(const Deadline& deadline) {
  while (!deadline.passed()) {
    const bool begun = m_assembly.begun();
    Result<QByteArray> report = m_port->readReport(begun ? Deadline::in(followUp, deadline.stop) : deadline);
    if (!report && begun && report.error().kind == Failure::Timeout) {
      m_assembly.clear();
      return failure(Failure::Garbled, "scanner.incomplete");
    }
    if (!report) return failure(report.error());
    // Scanners also tell of triggers and batteries, in reports of other numbers.
    if (report->isEmpty() || report->at(0) != scannedData) continue;
    Result<std::optional<hidpos::Scan>> whole = m_assembly.add(*report);
    hall::wipe(*report);
    if (!whole) {
      m_port->drain();  // the rest of what was not understood is no beginning of the next
      return failure(whole.error());
    }
    if (*whole) return std::move(**whole);
  }
  return failure(Failure::Timeout, "code.none");
}

Result<QList<Code>> HidPosScanner::read(std::chrono::milliseconds patience, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  if (m_presentation.isStale(now())) {
    m_port->drain();
    m_assembly.clear();
  }
  while (true) {
    Result<hidpos::Scan> found = scan(deadline);
    m_presentation.asked(now());
    if (!found) {
      m_assembly.clear();
      m_gone = m_gone || found.error().kind == Failure::Disconnected;
      return failure(scannerError(found.error()));
    }
    QByteArray bytes = withoutSuffix(std::move(found->data));
    if (!bytes.isEmpty() && !m_presentation.isRepeat(bytes, now())) {
      return scannedCode(hidpos::formatOf(found->aim), std::move(bytes));
    }
  }
}

// A scanner that is well has nothing to say while nobody asks; what it says all the same is nobody's.
DeviceReport HidPosScanner::report() {
  Result<QByteArray> word = m_port->readReport(Deadline::in(std::chrono::milliseconds(1)));
  if (word) hall::wipe(*word);
  m_gone = m_gone || (!word && word.error().kind == Failure::Disconnected);
  return scannerReport(m_name, m_port->place(), m_gone);
}

}  // namespace hall::drivers
