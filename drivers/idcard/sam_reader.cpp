#include "drivers/idcard/sam_reader.h"

#include "drivers/idcard/id_card_text.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

using sam::Command;
using sam::Reply;

namespace {

// Ports speak of ports; above, the reader is what is gone or silent.
Error asReaderError(const Error& error, bool replyBegun) {
  switch (error.kind) {
    case Failure::Disconnected:
      return {error.kind, "reader.gone", error.detail};
    case Failure::Timeout:
      if (replyBegun) return {Failure::Garbled, "card.frame", QStringLiteral("reply cut short")};
      return {error.kind, "reader.silent", error.detail};
    case Failure::Cancelled:
      return {error.kind, "reader.cancelled", {}};
    default:
      return error;
  }
}

}  // namespace

SamReader::SamReader(std::unique_ptr<Port> port, QString model, Timing timing)
    : m_port(std::move(port)), m_model(std::move(model)), m_timing(timing) {}

Result<IdCard> SamReader::read(std::stop_token stop) {
  for (const Command step : {Command::FindCard, Command::SelectCard}) {
    const Result<Reply> reply = ask(step, stop);
    if (!reply) {
      return failure(reply.error());
    }
  }
  Result<Reply> reply = ask(Command::ReadCard, stop);
  if (!reply) {
    return failure(reply.error());
  }
  Result<sam::Record> record = sam::splitRecord(reply->data);
  hall::wipe(reply->data);
  if (!record) {
    return failure(record.error());
  }
  Result<IdCard> card = parseCardText(record->text, std::move(record->photo));
  hall::wipe(record->text);
  return card;
}

Result<bool> SamReader::cardPresent(std::stop_token stop) {
  constexpr uint8_t noCard = 0x80;  // the one status that says so; another "not found" would be a guess
  const Result<Reply> reply = hear(Command::FindCard, stop);
  if (!reply) {
    return failure(reply.error());
  }
  if (reply->status == noCard) {
    return false;
  }
  if (const std::optional<Error> error = sam::errorOf(*reply)) {
    return failure(*error);
  }
  return true;
}

Result<void> SamReader::probe(const std::stop_token& stop) {
  const Result<Reply> status = ask(Command::Status, stop);
  if (!status) {
    return failure(status.error());
  }
  if (m_samId.isEmpty()) {
    const Result<Reply> id = ask(Command::SamId, stop);
    if (!id) {
      return failure(id.error());
    }
    m_samId = sam::formatSamId(id->data);
  }
  return {};
}

DeviceReport SamReader::report() {
  DeviceReport report{DeviceKind::IdCardReader, DeviceState::Online, {}, m_model, {}, std::nullopt};
  if (const Result<void> answer = probe({}); !answer) {
    const bool gone = answer.error().kind == Failure::Disconnected;
    report.state = gone ? DeviceState::PowerOff : DeviceState::HardwareError;
    report.code = answer.error().code;
  }
  report.id = m_samId.isEmpty() ? m_port->place() : m_samId;
  return report;
}

std::chrono::milliseconds SamReader::patienceFor(Command command) const {
  return command == Command::ReadCard ? m_timing.readReply : m_timing.shortReply;
}

Result<Reply> SamReader::ask(Command command, const std::stop_token& stop) {
  Result<Reply> reply = hear(command, stop);
  if (!reply) {
    return reply;
  }
  if (const std::optional<Error> error = sam::errorOf(*reply)) {
    return failure(*error);
  }
  return reply;
}

Result<Reply> SamReader::hear(Command command, const std::stop_token& stop) {
  // Only before the first step: an answer left over from a poll must not be paired with the next poll.
  if (command == Command::FindCard) {
    m_port->drain();
  }
  // The module itself says when it misheard (10, 11); once is normal on a long cable, twice is a fault.
  for (int attempt = 0;; ++attempt) {
    if (const Result<void> calm = settle(stop); !calm) {
      return failure(calm.error());
    }
    Result<Reply> reply = exchange(command, Deadline::in(patienceFor(command), stop));
    if (!reply) {
      return reply;
    }
    const std::optional<Error> error = sam::errorOf(*reply);
    if (!error || error->code != "reader.link" || attempt > 0) {
      return reply;
    }
    m_doubtful = true;
  }
}

Result<void> SamReader::settle(const std::stop_token& stop) {
  if (!m_doubtful) {
    return {};
  }
  m_port->drain();
  const Result<Reply> reply = exchange(Command::Status, Deadline::in(m_timing.shortReply, stop));
  if (!reply) {
    return failure(reply.error());
  }
  if (const std::optional<Error> error = sam::errorOf(*reply); error && error->kind == Failure::Refused) {
    return failure(*error);
  }
  return {};
}

Result<Reply> SamReader::exchange(Command command, const Deadline& deadline) {
  m_doubtful = true;
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "reader.cancelled");
  }
  if (const Result<void> written = writeAll(*m_port, sam::request(command), deadline); !written) {
    return failure(asReaderError(written.error(), false));
  }
  Result<Reply> reply = awaitReply(command, deadline);
  m_doubtful = !reply;
  return reply;
}

Result<Reply> SamReader::awaitReply(Command command, const Deadline& deadline) {
  QByteArray received;
  received.reserve(sam::mostLength);  // grows in place, so that one wipe reaches all of it
  while (true) {
    Result<sam::Scan> found = sam::scan(received);
    if (!found) {
      hall::wipe(received);
      return failure(found.error());
    }
    if (found->reply) {
      received.remove(0, found->used);
      if (sam::fits(command, *found->reply)) {
        hall::wipe(received);
        return std::move(*found->reply);
      }
      continue;  // late: the answer to an earlier question
    }
    const Deadline next = received.isEmpty() ? deadline : deadline.butWithin(m_timing.gap);
    Result<QByteArray> piece = m_port->readSome(next);
    if (!piece) {
      const bool begun = !received.isEmpty();
      hall::wipe(received);
      return failure(asReaderError(piece.error(), begun));
    }
    received.append(*piece);
    hall::wipe(*piece);
  }
}

}  // namespace hall::drivers
