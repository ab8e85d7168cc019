#include "drivers/port/recording_port.h"

namespace hall::drivers {

using Kind = TranscriptLine::Kind;

namespace {

// Preamble, length and status of a card reader's frame; of a printer no more than its first command.
constexpr qsizetype openBytes = 10;

}  // namespace

RecordingPort::RecordingPort(std::unique_ptr<Port> port, QIODevice& transcript, Subject subject)
    : m_port(std::move(port)), m_transcript(transcript), m_subject(subject) {
  if (m_subject == Subject::Person) {
    m_transcript.write("# bytes behind the first of each message are written as 00\n");
  }
}

void RecordingPort::note(Kind kind, QByteArray bytes) {
  if (kind != m_direction) {
    m_direction = kind;
    m_position = 0;
  }
  if (m_subject == Subject::Person) {
    const qsizetype open = std::clamp<qsizetype>(openBytes - m_position, 0, bytes.size());
    bytes.replace(open, bytes.size() - open, QByteArray(bytes.size() - open, '\0'));
  }
  m_position += bytes.size();
  m_transcript.write(formatTranscriptLine({kind, bytes}));
}

void RecordingPort::noteFailure(const Error& error) {
  if (error.kind == Failure::Timeout) m_transcript.write(formatTranscriptLine({Kind::Silence, {}}));
  if (error.kind == Failure::Disconnected) m_transcript.write(formatTranscriptLine({Kind::Gone, {}}));
}

Result<qsizetype> RecordingPort::write(QByteArrayView bytes, const Deadline& deadline) {
  Result<qsizetype> taken = m_port->write(bytes, deadline);
  if (taken) {
    note(Kind::Written, bytes.first(*taken).toByteArray());
  } else {
    noteFailure(taken.error());
  }
  return taken;
}

Result<QByteArray> RecordingPort::readSome(const Deadline& deadline) {
  Result<QByteArray> piece = m_port->readSome(deadline);
  if (piece) {
    note(Kind::Read, *piece);
  } else {
    noteFailure(piece.error());
  }
  return piece;
}

void RecordingPort::drain() {
  m_transcript.write("# drained\n");
  m_port->drain();
}

}  // namespace hall::drivers
