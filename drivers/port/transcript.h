#pragma once
// A conversation with a device as a text file: `> hex` is what we wrote, `< hex` what came back (one line per piece),
// `# …` a remark, `! silence` a wait until the deadline, `! gone` the plug being pulled. Blanks inside hex are ignored.
#include <QByteArray>
#include <QList>

#include "sync/base/result.h"

namespace hall::drivers {

struct TranscriptLine {
  enum class Kind { Written, Read, Silence, Gone };
  Kind kind = Kind::Written;
  QByteArray bytes;
};

// Garbled, with the line number as detail, for anything but the lines above.
Result<QList<TranscriptLine>> parseTranscript(QByteArrayView text);
QByteArray formatTranscriptLine(const TranscriptLine& line);

}  // namespace hall::drivers
