#include "drivers/sim/sim_sam_port.h"

#include <thread>

namespace hall::drivers::sim {

using sam::Command;
using sam::encodeReply;

namespace {

constexpr int requestSize = 10;
constexpr int typeLetterAt = 248;

QByteArray record(QByteArray text, CardFault fault) {
  if (fault == CardFault::UnknownLayout) {
    text[typeLetterAt] = 'Q';
  }
  QByteArray photo(1024, '\0');
  for (int i = 0; i < photo.size(); ++i) photo[i] = static_cast<char>(7 * i + 3);
  return QByteArray("\x01\x00\x04\x00", 4) + text + photo;
}

QByteArray readAnswer(const Stage::State& state) {
  if (!state.card || state.fault == CardFault::ReadFailed) {
    return encodeReply({0x41, {}});
  }
  QByteArray frame = encodeReply({0x90, record(*state.card, state.fault)});
  if (state.fault == CardFault::WrongChecksum) {
    frame.back() = static_cast<char>(frame.back() ^ 0x55);
  } else if (state.fault == CardFault::Truncated) {
    frame.truncate(700);
  } else if (state.fault == CardFault::Oversized) {
    frame[5] = '\x7F';  // LEN 7F08: far more than any module sends
  }
  return frame;
}

}  // namespace

QByteArray samAnswer(Command command, const Stage::State& state) {
  switch (command) {
    case Command::Reset:
    case Command::Status:
      return encodeReply({0x90, {}});
    case Command::SamId:
      return encodeReply({0x90, QByteArray::fromHex("05000300 01D93401 01000000 4E61BC00")});
    case Command::FindCard:
      return state.card ? encodeReply({0x9F, QByteArray(4, '\0')}) : encodeReply({0x80, {}});
    case Command::SelectCard:
      return state.card ? encodeReply({0x90, QByteArray(8, '\0')}) : encodeReply({0x81, {}});
    case Command::ReadCard:
      return readAnswer(state);
  }
  return encodeReply({0x21, {}});
}

bool SimSamPort::gone() const {
  return m_closed || m_stage->look().fault == CardFault::Unplugged;
}

Result<qsizetype> SimSamPort::write(QByteArrayView bytes, const Deadline& deadline) {
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  if (gone()) {
    return failure(Failure::Disconnected, "port.gone");
  }
  m_incoming.append(bytes);
  while (m_incoming.size() >= requestSize) {
    const auto high = static_cast<uint8_t>(m_incoming[7]);
    const auto low = static_cast<uint8_t>(m_incoming[8]);
    const auto command = static_cast<Command>(high << 8 | low);
    const bool sound = m_incoming.first(requestSize) == sam::request(command);
    m_outgoing.append(sound ? samAnswer(command, m_stage->look()) : encodeReply({0x10, {}}));
    m_incoming.remove(0, requestSize);
  }
  return bytes.size();
}

Result<QByteArray> SimSamPort::readSome(const Deadline& deadline) {
  constexpr int packet = 64;
  while (m_outgoing.isEmpty()) {
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "port.cancelled");
    if (gone()) return failure(Failure::Disconnected, "port.gone");
    if (deadline.passed()) return failure(Failure::Timeout, "port.silent");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  const QByteArray piece = m_outgoing.left(packet);
  m_outgoing.remove(0, packet);
  return piece;
}

}  // namespace hall::drivers::sim
