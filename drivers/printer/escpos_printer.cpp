#include "drivers/printer/escpos_printer.h"

#include <thread>

namespace hall::drivers {

using escpos::Answers;
using escpos::Status;

EscposPrinter::EscposPrinter(std::unique_ptr<Port> port, Identity identity, escpos::Model model,
                             escpos::GlyphRaster raster, Timing timing)
    : m_port(std::move(port)),
      m_identity(std::move(identity)),
      m_model(model),
      m_raster(std::move(raster)),
      m_timing(timing),
      m_talk(*m_port, m_model, m_timing.status) {}

Result<void> EscposPrinter::print(const Paper& paper, std::stop_token stop) {
  Result<Status> before = ready();
  const bool silent = !before && before.error().kind == Failure::Timeout;
  if (silent && !m_unconfirmed && reset()) before = ready();
  if (!before) {
    return failure(before.error());
  }
  if (const std::optional<Error> error = escpos::errorOf(*before)) {
    return failure(*error);
  }
  QByteArray slip = escpos::encode(paper, m_model, m_raster);
  if (m_model.answers == Answers::Fence) slip += escpos::fenceRequest();
  if (stop.stop_requested()) {
    return failure(Failure::Cancelled, "printer.cancelled");
  }
  if (const Result<void> sent = send(slip); !sent) {
    return sent;
  }
  const int speed = m_timing.rowsPerSecond > 0 ? m_timing.rowsPerSecond : m_model.rowsPerSecond;
  const std::chrono::milliseconds span(1000LL * escpos::heightOf(paper, m_model) / speed);
  const Result<void> done = m_model.answers == Answers::Fence ? awaitFence(span) : awaitSettled(span);
  m_unconfirmed = !done && done.error().kind == Failure::Timeout;
  return done;
}

// What must be in order before a printer is asked for anything: no question ever goes into an open raster image.
Result<Status> EscposPrinter::ready() {
  if (m_brokenOff) {
    if (const Result<void> ended = endBrokenOff(); !ended) return failure(ended.error());
  }
  Result<Status> status = m_talk.askStatus();
  if (!status && status.error().kind == Failure::Timeout) {
    // One that is out of paper may take no question either; its port status still tells.
    const Result<Status> line = m_talk.askLine();
    if (line && escpos::errorOf(*line)) return line;
  }
  return status;
}

// The open command is filled up with white; what the printer does not take is owed on.
Result<void> EscposPrinter::endBrokenOff() {
  QByteArray rest(m_owed, '\0');
  rest += escpos::separation(m_model);
  const Deadline deadline = Deadline::in(m_timing.status);
  while (!rest.isEmpty()) {
    const Result<qsizetype> taken = m_port->write(rest, deadline);
    if (!taken) return failure(reasonFor(taken.error()));
    m_owed = std::max<qsizetype>(0, m_owed - *taken);
    rest.remove(0, *taken);
  }
  m_brokenOff = false;
  return {};
}

Result<void> EscposPrinter::send(QByteArrayView slip) {
  constexpr qsizetype chunk = 512;
  qsizetype at = 0;
  qsizetype command = 0;  // where the one begins that the next byte belongs to
  while (at < slip.size()) {
    const auto bytes = slip.sliced(at, std::min(chunk, slip.size() - at));
    const Result<qsizetype> taken = m_port->write(bytes, Deadline::in(m_timing.stall));
    m_brokenOff = m_brokenOff || bool(taken);
    at += taken.value_or(0);  // goes on exactly behind what was taken
    while (command + escpos::commandSize(slip.sliced(command)) <= at && command < at) {
      command += escpos::commandSize(slip.sliced(command));
    }
    m_owed = command < at ? command + escpos::commandSize(slip.sliced(command)) - at : 0;
    if (!taken) return failure(reasonFor(taken.error()));
  }
  m_brokenOff = false;
  return {};
}

// A blocked printer often still says why over its port status; real-time questions are only for one that is not in
// the middle of an image, which would swallow them.
Error EscposPrinter::reasonFor(const Error& stall) {
  if (stall.kind == Failure::Disconnected) {
    return escpos::printerError(stall);
  }
  const Result<Status> line = m_talk.askLine();
  if (!line && line.error().kind == Failure::Disconnected) {
    return line.error();
  }
  if (line && line->paperOut) {
    return {Failure::Full, "paper.out", QStringLiteral("in the middle of a slip")};
  }
  const Result<Status> status = m_owed > 0 ? line : m_talk.askStatus();
  const std::optional<Error> error = status ? escpos::errorOf(*status) : std::nullopt;
  return error.value_or(Error{Failure::Timeout, "printer.stalled", {}});
}

// The fence is answered when the printer gets there; meanwhile the paper may run out or the cover be opened.
Result<void> EscposPrinter::awaitFence(std::chrono::milliseconds span) {
  const Deadline deadline = Deadline::in(m_timing.finish);
  while (true) {
    const Result<void> fence = m_talk.awaitFence(deadline.butWithin(m_timing.status));
    if (fence) return lastWord(deadline);
    if (fence.error().kind == Failure::Disconnected) return fence;
    if (fence.error().kind == Failure::Unsupported) return awaitSettled(span);  // it only listens
    const Result<Status> status = m_talk.askStatus();
    const std::optional<Error> error = status ? escpos::errorOf(*status) : std::nullopt;
    if (error && !status->recovering) return failure(*error);
    if (deadline.passed()) return failure(Failure::Timeout, "printer.unconfirmed");
  }
}

// Without a fence nothing tells where the printer is, so it is watched for as long as this slip takes it at most.
Result<void> EscposPrinter::awaitSettled(std::chrono::milliseconds span) {
  const Deadline deadline = Deadline::in(span);
  while (!deadline.passed()) {
    std::this_thread::sleep_for(std::min(m_timing.status, deadline.left()));
    const Result<Status> status = m_talk.askStatus();
    if (!status && status.error().kind == Failure::Disconnected) return failure(status.error());
    const std::optional<Error> error = status ? escpos::errorOf(*status) : std::nullopt;
    if (error && !status->recovering) return failure(*error);
  }
  return lastWord(Deadline::in(m_timing.finish));
}

// Behind the cut. A question lost on the way is asked once more, and a head that cools down is waited for.
Result<void> EscposPrinter::lastWord(const Deadline& deadline) {
  Result<Status> status = m_talk.askStatus();
  if (!status && status.error().kind == Failure::Timeout) status = m_talk.askStatus();
  while (status && status->recovering && !deadline.passed()) {
    std::this_thread::sleep_for(std::min(m_timing.status, deadline.left()));
    status = m_talk.askStatus();
  }
  if (status) {
    if (const std::optional<Error> error = escpos::errorOf(*status)) return failure(*error);
    return {};
  }
  const bool left = status.error().kind == Failure::Disconnected;
  return failure(left ? status.error() : Error{Failure::Timeout, "printer.unconfirmed", status.error().detail});
}

// The last step, never while paper is what is missing. Behind a slip of which nobody knows it waits for the third
// silent look, because what is left of that slip is thrown away by it.
bool EscposPrinter::reset() {
  const Result<Status> line = m_talk.askLine();
  if (!line || line->paperOut || !m_port->printerReset(Deadline::in(m_timing.status))) {
    return false;
  }
  m_owed = 0;
  return true;
}

DeviceReport EscposPrinter::report() {
  constexpr int patientLooks = 3;
  Result<Status> status = ready();
  const bool silent = !status && status.error().kind == Failure::Timeout;
  m_silentLooks = silent ? m_silentLooks + 1 : 0;
  if (m_silentLooks == patientLooks && reset()) status = ready();
  DeviceReport report{DeviceKind::ReceiptPrinter, DeviceState::Online, m_identity.serial, m_identity.model, {},
                      PaperState::Unknown};
  report.supplies = m_identity.supplies;
  if (report.id.isEmpty()) report.id = m_port->place();
  const std::optional<Error> error = status ? escpos::errorOf(*status) : status.error();
  if (status) {
    report.paper = status->paperOut ? PaperState::Out : status->paperLow ? PaperState::Low : PaperState::Full;
  }
  if (error) {
    report.code = error->code;
    report.state = error->kind == Failure::Disconnected ? DeviceState::PowerOff
                   : error->kind == Failure::Refused    ? DeviceState::HardwareError
                                                        : DeviceState::Offline;
  }
  return report;
}

}  // namespace hall::drivers
