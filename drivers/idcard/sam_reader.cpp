#include "drivers/idcard/sam_reader.h"

#include "drivers/idcard/id_card_text.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

using sam::Command;
using sam::Reply;

namespace {

constexpr std::chrono::milliseconds longestDecoding(2000);

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

SamReader::SamReader(std::unique_ptr<Port> port, QString model, Timing timing, Traits traits)
    : m_port(std::move(port)), m_model(std::move(model)), m_timing(timing), m_traits(std::move(traits)) {}

Result<IdCard> SamReader::read(const ReadRequest& request, std::stop_token stop) {
  if (const Result<void> selected = select(stop); !selected) {
    return failure(selected.error());
  }
  Result<sam::Record> record = readRecord(request, stop);
  if (!record) {
    return failure(record.error());
  }
  Result<IdCard> card = parseCardText(record->text, std::move(record->photo));
  hall::wipe(record->text);
  if (!card) {
    hall::wipe(record->fingerprint);
    return card;
  }
  card->fingerprint = std::move(record->fingerprint);
  if (request.newestAddress == ReadRequest::NewestAddress::Wanted) addNewestAddress(*card, stop);
  if (m_traits.decodePhoto && !card->photo.isEmpty()) {
    card->portrait = m_traits.decodePhoto(card->photo, Deadline::in(longestDecoding, stop));
  }
  return card;
}

// Several cards in the field are found again and again, and none of them lets itself be selected.
Result<void> SamReader::select(const std::stop_token& stop) {
  constexpr int failuresOfCollision = 3;
  if (const Result<Reply> found = ask(Command::FindCard, stop); !found) {
    if (found.error().kind == Failure::NotFound) m_selectFailures = 0;
    return failure(found.error());
  }
  const Result<Reply> selected = ask(Command::SelectCard, stop);
  if (selected) {
    m_selectFailures = 0;
    return {};
  }
  if (selected.error().code == "card.select-failed" && ++m_selectFailures >= failuresOfCollision) {
    return failure(Failure::Garbled, "card.collision", selected.error().detail);
  }
  return failure(selected.error());
}

Result<sam::Record> SamReader::readRecord(const ReadRequest& request, const std::stop_token& stop) {
  const bool finger = request.fingerprint == ReadRequest::Fingerprint::Wanted;
  Command command = finger ? Command::ReadWithFingerprint : Command::ReadCard;
  Result<Reply> reply = ask(command, stop);
  if (!reply && finger && reply.error().code == "reader.command") {
    command = Command::ReadCard;  // an old module, which costs no more than the fingerprint
    reply = ask(command, stop);
  }
  if (!reply) {
    return failure(reply.error());
  }
  Result<sam::Record> record = sam::splitRecord(command, reply->data);
  hall::wipe(reply->data);
  return record;
}

// Whatever goes wrong here costs the newest address only. A module that leaves it unanswered is soon asked no more,
// because each time the person waits for it.
void SamReader::addNewestAddress(IdCard& card, const std::stop_token& stop) {
  constexpr int patience = 2;
  if (m_addressFailures >= patience) {
    return;
  }
  Result<Reply> reply = ask(Command::ReadNewestAddress, stop);
  m_addressFailures = reply ? 0 : m_addressFailures + 1;
  if (reply) {
    card.newestAddress = parseNewestAddress(reply->data);
    hall::wipe(reply->data);
  }
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
  if (const std::optional<Error> error = errorOf(*reply)) {
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

Result<void> SamReader::announceRate(int rate, const std::stop_token& stop) {
  const Command command = rate == 115200  ? Command::Rate115200
                          : rate == 57600 ? Command::Rate57600
                          : rate == 38400 ? Command::Rate38400
                          : rate == 19200 ? Command::Rate19200
                                          : Command::Rate9600;
  const Result<Reply> reply = ask(command, stop);
  if (!reply) {
    return failure(reply.error());
  }
  return {};
}

DeviceReport SamReader::report() {
  constexpr int looksBeforeReset = 3;
  DeviceReport report{DeviceKind::IdCardReader, DeviceState::Online, {}, m_model, {}, std::nullopt};
  Result<void> answer = probe({});
  m_failedLooks = answer ? 0 : m_failedLooks + 1;
  bool gone = !answer && answer.error().kind == Failure::Disconnected;
  if (!gone && m_failedLooks >= looksBeforeReset) {
    answer = recover();
    gone = !answer;  // closed, to be opened anew
  }
  if (!answer) {
    report.state = gone ? DeviceState::PowerOff : DeviceState::HardwareError;
    report.code = answer.error().code;
  }
  report.id = m_samId.isEmpty() ? m_port->place() : m_samId;
  return report;
}

// Between two commands of a card this would lose it, so only a look at the reader's health comes here.
Result<void> SamReader::recover() {
  m_port->drain();
  Result<void> answer;
  if (const Result<Reply> reset = exchange(Command::Reset, Deadline::in(m_timing.readReply)); !reset) {
    answer = failure(reset.error());
  } else {
    answer = probe({});
  }
  if (answer) {
    m_failedLooks = 0;
  } else {
    m_port->close();
  }
  return answer;
}

std::chrono::milliseconds SamReader::patienceFor(Command command) const {
  switch (command) {
    case Command::ReadCard:
      return m_timing.readReply;
    case Command::ReadWithFingerprint:
      return m_timing.fingerprintReply;
    case Command::ReadNewestAddress:
      return m_timing.addressReply;
    default:
      return m_timing.shortReply;
  }
}

std::optional<Error> SamReader::errorOf(const Reply& reply) const {
  const std::optional<Error> error = sam::errorOf(reply);
  if (error && m_traits.collision.contains(reply.status)) {
    return Error{Failure::Garbled, "card.collision", error->detail};
  }
  return error;
}

Result<Reply> SamReader::ask(Command command, const std::stop_token& stop) {
  Result<Reply> reply = hear(command, stop);
  if (!reply) {
    return reply;
  }
  if (const std::optional<Error> error = errorOf(*reply)) {
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
    const std::optional<Error> error = errorOf(*reply);
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
  if (const std::optional<Error> error = errorOf(*reply); error && error->kind == Failure::Refused) {
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
