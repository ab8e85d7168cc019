#pragma once
// One JSON line per event: time, event id, room, level and details. Details are codes and counts, never a person:
// no names, numbers, answers or key presses. Thread: any; lines never interleave.
#include <QByteArray>
#include <QJsonObject>
#include <functional>
#include <mutex>

#include "sync/base/clock.h"

namespace hall {

class Log {
 public:
  enum class Level { Info, Warning, Critical };
  using Sink = std::function<void(const QByteArray& line)>;

  Log(const Clock& clock, Sink sink);

  void event(Level level, QByteArrayView id, const QJsonObject& detail = {});

  // Writes each line to standard error, where the journal of the service manager picks it up.
  static Sink standardError();

 private:
  const Clock& m_clock;
  std::mutex m_mutex;
  Sink m_sink;
};

}  // namespace hall
