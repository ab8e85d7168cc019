#include "drivers/sim/sim_sam_port.h"

#include <thread>

namespace hall::drivers::sim {

using sam::Command;
using sam::encodeReply;

namespace {

constexpr int requestSize = 10;
constexpr int typeLetterAt = 248;

// The documented pattern, with a few bytes that tell one card from another: whoever draws the portrait goes by them.
QByteArray photoOf(QByteArrayView text) {
  QByteArray photo(1024, '\0');
  for (int i = 0; i < photo.size(); ++i) photo[i] = static_cast<char>(7 * i + 3);
  const quint16 mark = qChecksum(text);
  photo[1022] = static_cast<char>(mark >> 8);
  photo[1023] = static_cast<char>(mark & 0xFF);
  return photo;
}

QByteArray record(Command command, const Stage::State& state) {
  QByteArray text = *state.card;
  const CardFault fault = state.fault;
  if (fault == CardFault::UnknownLayout) {
    text[typeLetterAt] = 'Q';
  }
  const QByteArray lengths("\x01\x00\x04\x00", 4);
  if (command == Command::ReadCard) return lengths + text + photoOf(text);
  const QByteArray fingerLength = state.fingerprint.isEmpty() ? QByteArray(2, '\0') : QByteArray("\x04\x00", 2);
  return lengths + fingerLength + text + photoOf(text) + state.fingerprint;
}

QByteArray newestAddress(const Stage::State& state) {
  if (!state.card) return encodeReply({0x41, {}});
  if (state.newestAddress.isEmpty()) return encodeReply({0x91, {}});
  QByteArray units;
  for (const QChar unit : state.newestAddress.leftJustified(35).first(35)) {
    units.append(static_cast<char>(unit.unicode() & 0xFF)).append(static_cast<char>(unit.unicode() >> 8));
  }
  return encodeReply({0x90, units});
}

QByteArray readAnswer(Command command, const Stage::State& state) {
  if (!state.card || state.fault == CardFault::ReadFailed) {
    return encodeReply({0x41, {}});
  }
  QByteArray frame = encodeReply({0x90, record(command, state)});
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
    case Command::Rate115200:
    case Command::Rate57600:
    case Command::Rate38400:
    case Command::Rate19200:
    case Command::Rate9600:
      return encodeReply({0x90, {}});
    case Command::SamId:
      return encodeReply({0x90, QByteArray::fromHex("05000300 01D93401 01000000 4E61BC00")});
    case Command::FindCard:
      return state.card ? encodeReply({0x9F, QByteArray(4, '\0')}) : encodeReply({0x80, {}});
    case Command::SelectCard:
      return state.card && state.fault != CardFault::Collision ? encodeReply({0x90, QByteArray(8, '\0')})
                                                               : encodeReply({0x81, {}});
    case Command::ReadCard:
    case Command::ReadWithFingerprint:
      return readAnswer(command, state);
    case Command::ReadNewestAddress:
      return newestAddress(state);
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
    if (command == Command::FindCard) m_stage->noteLook();
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
