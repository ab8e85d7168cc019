#pragma once
// What belongs to whom at a scanner that speaks unasked. A code that is held before it is sent several times, but was
// shown once; and what was scanned while nobody asked is no answer to the next question. Remembers a digest, never the
// code. Thread: one at a time.
#include <QByteArray>
#include <chrono>
#include <optional>

namespace hall::drivers {

class Presentation {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kWindow{2000};
  static constexpr std::chrono::milliseconds kPause{1000};

  // Whether these bytes were the last ones and came less than two seconds ago. Each sight starts the time anew, so
  // what stays before the scanner is given out once.
  bool isRepeat(const QByteArray& bytes, Moment now);

  // Whether nobody has asked for a second or more, so that what waits in the line is to be thrown away. Within the
  // second it is not: between two questions of one visit no code may be lost.
  [[nodiscard]] bool isStale(Moment now) const { return !m_asked || now - *m_asked > kPause; }
  void asked(Moment now) { m_asked = now; }

 private:
  QByteArray m_digest;
  Moment m_last;
  std::optional<Moment> m_asked;
};

}  // namespace hall::drivers
