#include "drivers/printer/escpos_printer.h"

namespace hall::drivers {

using escpos::Status;

namespace {

Error gone(const Error& error) {
  return {Failure::Disconnected, "printer.gone", error.detail};
}

}  // namespace

EscposPrinter::EscposPrinter(std::unique_ptr<Port> port, QString modelName, escpos::Model model,
                             escpos::GlyphRaster raster, Timing timing)
    : m_port(std::move(port)),
      m_modelName(std::move(modelName)),
      m_model(model),
      m_raster(std::move(raster)),
      m_timing(timing) {}

Result<void> EscposPrinter::print(const Paper& paper, std::stop_token stop) {
  const Result<Status> before = askStatus();
  if (!before) {
    return failure(before.error());
  }
  if (const std::optional<Error> error = escpos::errorOf(*before)) {
    return failure(*error);
  }
  const QByteArray bytes = escpos::encode(paper, m_model, m_raster) + escpos::fenceRequest();
  if (stop.stop_requested()) {
    return failure(Failure::Cancelled, "printer.cancelled");
  }
  if (const Result<void> sent = send(bytes); !sent) {
    return sent;
  }
  return awaitFence();
}

Result<void> EscposPrinter::send(QByteArrayView bytes) {
  constexpr qsizetype chunk = 512;
  while (!bytes.isEmpty()) {
    const Result<qsizetype> taken =
        m_port->write(bytes.first(std::min(chunk, bytes.size())), Deadline::in(m_timing.stall));
    if (taken) {
      bytes = bytes.sliced(*taken);  // goes on exactly behind what was taken
    } else if (taken.error().kind == Failure::Timeout) {
      return failure(reasonForStall());
    } else {
      return failure(gone(taken.error()));
    }
  }
  return {};
}

// A blocked printer often still says why; otherwise the stall itself is all there is to tell.
Error EscposPrinter::reasonForStall() {
  if (const Result<uint8_t> line = m_port->printerLine(Deadline::in(m_timing.status)); line && (*line & 0x20) != 0) {
    return {Failure::Full, "paper.out", QStringLiteral("in the middle of a slip")};
  }
  const Result<Status> status = askStatus();
  const std::optional<Error> error = status ? escpos::errorOf(*status) : std::nullopt;
  return error.value_or(Error{Failure::Timeout, "printer.stalled", {}});
}

// The fence is answered when the printer gets there; meanwhile the paper may run out or the cover be opened.
Result<void> EscposPrinter::awaitFence() {
  const Deadline deadline = Deadline::in(m_timing.finish);
  while (true) {
    const Result<uint8_t> fence = awaitByte(escpos::isFenceByte, deadline.butWithin(m_timing.status));
    if (!fence && fence.error().kind == Failure::Disconnected) {
      return failure(fence.error());
    }
    const Result<Status> status = askStatus();
    if (status) {
      if (const std::optional<Error> error = escpos::errorOf(*status)) return failure(*error);
      if (fence) return {};
    }
    if (deadline.passed() || fence) {
      return failure(Failure::Timeout, "printer.unconfirmed");
    }
  }
}

Result<uint8_t> EscposPrinter::awaitByte(bool (*wanted)(uint8_t), const Deadline& deadline) {
  while (true) {
    const Result<QByteArray> piece = m_port->readSome(deadline);
    if (!piece) {
      const bool left = piece.error().kind == Failure::Disconnected;
      return failure(left ? gone(piece.error()) : Error{Failure::Timeout, "printer.silent", {}});
    }
    for (const char byte : *piece) {
      if (wanted(static_cast<uint8_t>(byte))) return static_cast<uint8_t>(byte);
    }
  }
}

Result<Status> EscposPrinter::askStatus() {
  Status status;
  m_port->drain();
  for (int which = 1; which <= 4; ++which) {
    const Deadline deadline = Deadline::in(m_timing.status);
    const QByteArray request = escpos::statusRequest(which);
    if (const Result<void> asked = writeAll(*m_port, request, deadline); !asked) {
      const bool left = asked.error().kind == Failure::Disconnected;
      return failure(left ? gone(asked.error()) : Error{Failure::Timeout, "printer.silent", {}});
    }
    const Result<uint8_t> byte = awaitByte(escpos::isStatusByte, deadline);
    if (!byte) {
      return failure(byte.error());
    }
    escpos::addStatus(status, which, *byte);
  }
  return status;
}

DeviceReport EscposPrinter::report() {
  DeviceReport report{DeviceKind::ReceiptPrinter, DeviceState::Online, m_port->place(), m_modelName, {},
                      PaperState::Unknown};
  const Result<Status> status = askStatus();
  const std::optional<Error> error = status ? escpos::errorOf(*status) : status.error();
  if (status) {
    report.paper = status->paperOut ? PaperState::Out : status->paperLow ? PaperState::Low : PaperState::Full;
  }
  if (error) {
    report.code = error->code;
    switch (error->kind) {
      case Failure::Disconnected:
        report.state = DeviceState::PowerOff;
        break;
      case Failure::Refused:
        report.state = DeviceState::HardwareError;
        break;
      default:
        report.state = DeviceState::Offline;
        break;
    }
  }
  return report;
}

}  // namespace hall::drivers
