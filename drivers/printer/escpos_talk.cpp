#include "drivers/printer/escpos_talk.h"

namespace hall::drivers::escpos {

Error printerError(const Error& error) {
  switch (error.kind) {
    case Failure::Disconnected:
      return {Failure::Disconnected, "printer.gone", error.detail};
    case Failure::Unsupported:
      return error;
    default:
      return {Failure::Timeout, "printer.silent", QString::fromLatin1(error.code)};
  }
}

Result<Status> Talk::askStatus() {
  if (m_model.answers == Answers::Line) {
    return askLine();
  }
  Result<Status> status = askAll();
  if (!status && status.error().kind == Failure::Unsupported) {
    return askLine();  // a printer that only listens
  }
  if (status && surplus()) {
    m_astray = true;
    status = askAll();
    if (status && surplus()) return failure(Failure::Timeout, "printer.silent", QStringLiteral("talks unasked"));
  }
  return status;
}

Result<Status> Talk::askAll() {
  if (m_astray) {
    waitForQuiet();
  } else {
    m_port.drain();
  }
  m_sieve = {};
  Status status;
  for (const int which : statusQuestions) {
    const Deadline deadline = Deadline::in(m_patience);
    if (const Result<void> asked = writeAll(m_port, statusRequest(which), deadline); !asked) {
      return failure(printerError(asked.error()));
    }
    const Result<uint8_t> byte = awaitByte(isStatusByte, deadline);
    if (!byte) {
      m_astray = byte.error().kind == Failure::Timeout;
      return failure(byte.error());
    }
    addStatus(status, which, *byte, m_model);
  }
  m_astray = false;
  return status;
}

Result<Status> Talk::askLine() {
  const Result<uint8_t> line = m_port.printerLine(Deadline::in(m_patience));
  if (!line) {
    return failure(printerError(line.error()));
  }
  return statusOfLine(*line);
}

bool Talk::surplus() {
  constexpr std::chrono::milliseconds moment(3);
  return bool(awaitByte(isStatusByte, Deadline::in(moment)));
}

// A late answer comes within the patience it has outlasted once, or not at all; a bounded number of pieces is heard.
void Talk::waitForQuiet() {
  constexpr int mostPieces = 32;
  for (int i = 0; i < mostPieces; ++i) {
    if (!m_port.readSome(Deadline::in(m_patience))) break;
  }
  m_astray = false;
}

Result<void> Talk::awaitFence(const Deadline& deadline) {
  const Result<uint8_t> fence = awaitByte(isFenceByte, deadline);
  if (!fence) return failure(fence.error());
  return {};
}

Result<uint8_t> Talk::awaitByte(bool (*wanted)(uint8_t), const Deadline& deadline) {
  while (true) {
    const Result<QByteArray> piece = m_port.readSome(deadline);
    if (!piece) {
      return failure(printerError(piece.error()));
    }
    // One answer at a time is asked for: whatever stands behind it in the piece was not.
    for (const char raw : *piece) {
      const std::optional<uint8_t> byte = m_sieve.take(uint8_t(raw));
      if (byte && wanted(*byte)) return *byte;
    }
  }
}

}  // namespace hall::drivers::escpos
