#include "drivers/port/transcript.h"

namespace hall::drivers {

using Kind = TranscriptLine::Kind;

namespace {

Result<TranscriptLine> parseLine(const QByteArray& line) {
  const QByteArray rest = line.mid(1).trimmed();
  if (line.startsWith('!')) {
    if (rest == "silence") return TranscriptLine{Kind::Silence, {}};
    if (rest == "gone") return TranscriptLine{Kind::Gone, {}};
    return failure(Failure::Garbled, "transcript.line");
  }
  const QByteArray packed = QByteArray(rest).replace(' ', "");
  const QByteArray bytes = QByteArray::fromHex(packed);
  const bool known = line.startsWith('>') || line.startsWith('<');
  if (!known || bytes.isEmpty() || bytes.toHex() != packed.toLower()) {
    return failure(Failure::Garbled, "transcript.line");
  }
  return TranscriptLine{line.startsWith('>') ? Kind::Written : Kind::Read, bytes};
}

}  // namespace

Result<QList<TranscriptLine>> parseTranscript(QByteArrayView text) {
  QList<TranscriptLine> lines;
  int number = 0;
  for (const QByteArray& raw : text.toByteArray().split('\n')) {
    ++number;
    const QByteArray line = raw.trimmed();
    if (line.isEmpty() || line.startsWith('#')) {
      continue;
    }
    Result<TranscriptLine> parsed = parseLine(line);
    if (!parsed) {
      return failure(Failure::Garbled, parsed.error().code, QStringLiteral("line %1").arg(number));
    }
    lines.append(*parsed);
  }
  return lines;
}

QByteArray formatTranscriptLine(const TranscriptLine& line) {
  switch (line.kind) {
    case Kind::Written:
      return "> " + line.bytes.toHex(' ').toUpper() + '\n';
    case Kind::Read:
      return "< " + line.bytes.toHex(' ').toUpper() + '\n';
    case Kind::Silence:
      return "! silence\n";
    case Kind::Gone:
      return "! gone\n";
  }
  return {};
}

}  // namespace hall::drivers
