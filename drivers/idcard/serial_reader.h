#pragma once
// Opens an ID-card reader on a serial line and finds out how fast it talks. Calls block; thread: the reader's lane.
#include <functional>
#include <memory>

#include "drivers/idcard/sam_reader.h"

namespace hall::drivers {

struct SerialReaderPlan {
  // Where the line is: a path that stays the same over re-plugging (/dev/serial/by-id/…, /dev/serial/by-path/…), any
  // tty, or "auto": each line under `byId` in turn, which asks strange devices a question they do not know.
  QString path;
  int rate = 0;        // 0: found out by asking at each rate, the fastest first
  bool raise = false;  // then as fast as the line can; the reader keeps that rate until it loses power
  QString name;
  std::function<std::unique_ptr<Port>(std::unique_ptr<Port>)> wrap;
  SamReader::Traits traits;
  SamReader::Timing timing = {};
  QString byId = QStringLiteral("/dev/serial/by-id");

  // "serial:auto", "/dev/ttyUSB0", "/dev/ttyUSB0@9600", "/dev/serial/by-id/…@auto,raise".
  static SerialReaderPlan parse(const QString& where);
};

// Disconnected "reader.gone" when there is no such line, Timeout "reader.silent" when nothing there answers.
Result<std::unique_ptr<SamReader>> openSerialReader(const SerialReaderPlan& plan, const std::stop_token& stop);

}  // namespace hall::drivers
