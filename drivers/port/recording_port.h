#pragma once
// Writes down what goes through a port as a transcript, for a bug report from a hall. Unless the conversation is known
// to be with a synthetic card, everything behind the first bytes of a message is written as zeros: card and slip stay
// private, their sizes and the order of events remain.
#include <QIODevice>
#include <memory>

#include "drivers/port/port.h"
#include "drivers/port/transcript.h"

namespace hall::drivers {

class RecordingPort final : public Port {
 public:
  enum class Subject { Person, Synthetic };

  // `transcript` is open for writing and outlives the port.
  RecordingPort(std::unique_ptr<Port> port, QIODevice& transcript, Subject subject);

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  Result<uint8_t> printerLine(const Deadline& deadline) override { return m_port->printerLine(deadline); }
  Result<QByteArray> printerId(const Deadline& deadline) override { return m_port->printerId(deadline); }
  Result<void> printerReset(const Deadline& deadline) override { return m_port->printerReset(deadline); }
  void drain() override;
  void close() override { m_port->close(); }
  [[nodiscard]] QByteArray place() const override { return m_port->place(); }

 private:
  void note(TranscriptLine::Kind kind, QByteArray bytes);
  void noteFailure(const Error& error);

  std::unique_ptr<Port> m_port;
  QIODevice& m_transcript;
  Subject m_subject;
  TranscriptLine::Kind m_direction = TranscriptLine::Kind::Written;
  qsizetype m_position = 0;  // within the message that goes in this direction
};

}  // namespace hall::drivers
