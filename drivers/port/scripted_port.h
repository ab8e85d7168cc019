#pragma once
// A port that plays a transcript: it wants exactly the bytes written there and gives exactly the pieces read there.
// A writer that leaves the script gets Garbled "transcript.mismatch" and `fault()` says where.
#include <QString>

#include "drivers/port/port.h"
#include "drivers/port/transcript.h"

namespace hall::drivers {

class ScriptedPort final : public Port {
 public:
  explicit ScriptedPort(QList<TranscriptLine> lines);

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  void drain() override;
  void close() override { m_gone = true; }
  [[nodiscard]] QByteArray place() const override { return "script"; }

  // True once every line was played.
  [[nodiscard]] bool finished() const { return m_next == m_lines.size(); }
  [[nodiscard]] QString fault() const { return m_fault; }

 private:
  QList<TranscriptLine> m_lines;
  qsizetype m_next = 0;
  qsizetype m_taken = 0;  // of the current written line
  QString m_fault;
  bool m_gone = false;
};

}  // namespace hall::drivers
