#include "drivers/idcard/serial_reader.h"

#include <QDir>
#include <array>

#include "drivers/port/serial_port.h"

namespace hall::drivers {

namespace {

constexpr std::array<int, 5> rates{115200, 57600, 38400, 19200, 9600};

struct Line {
  std::unique_ptr<SamReader> reader;
  SerialPort* port = nullptr;  // the reader's own
};

Result<Line> listen(const SerialReaderPlan& plan, const QString& path, int rate, const std::stop_token& stop) {
  Result<std::unique_ptr<SerialPort>> port = SerialPort::open(path.toLocal8Bit(), rate);
  if (!port) {
    return failure(port.error());
  }
  Line line;
  line.port = port->get();
  std::unique_ptr<Port> wrapped = plan.wrap ? plan.wrap(std::move(*port)) : std::move(*port);
  line.reader = std::make_unique<SamReader>(std::move(wrapped), plan.name, plan.timing, plan.traits);
  if (const Result<void> answer = line.reader->probe(stop); !answer) {
    return failure(answer.error());
  }
  return line;
}

// A line at the wrong rate is silent or gives rubbish; anything else is no question of the rate.
bool mayBeTheRate(const Error& error) {
  return error.kind == Failure::Timeout || error.kind == Failure::Garbled;
}

Result<Line> findRate(const SerialReaderPlan& plan, const QString& path, const std::stop_token& stop) {
  if (plan.rate != 0) {
    return listen(plan, path, plan.rate, stop);
  }
  Result<Line> line = failure(Failure::Timeout, "reader.silent");
  for (const int rate : rates) {
    line = listen(plan, path, rate, stop);
    if (line || !mayBeTheRate(line.error())) break;
  }
  return line;
}

Result<std::unique_ptr<SamReader>> openLine(const SerialReaderPlan& plan, const QString& path,
                                            const std::stop_token& stop) {
  Result<Line> line = findRate(plan, path, stop);
  if (!line) {
    return failure(line.error());
  }
  if (!plan.raise) {
    return std::move(line->reader);
  }
  // Only behind its answer at the old rate; a reader that says no stays as it is.
  if (line->reader->announceRate(rates.front(), stop)) {
    const Result<void> changed = line->port->changeRate(rates.front());
    if (!changed || !line->reader->probe(stop)) {
      line->reader.reset();  // it may have lost its way: found again at whatever rate it is now
      line = findRate(plan, path, stop);
      if (!line) return failure(line.error());
    }
  }
  return std::move(line->reader);
}

}  // namespace

SerialReaderPlan SerialReaderPlan::parse(const QString& where) {
  SerialReaderPlan plan;
  const QString place = where.section(u'@', 0, 0);
  const QStringList words = where.section(u'@', 1, 1).split(u',');
  plan.path = place.startsWith(u"serial:") ? place.mid(7) : place;
  plan.rate = words.constFirst() == u"auto" ? 0 : words.constFirst().toInt();
  plan.raise = words.contains(QStringLiteral("raise"));
  return plan;
}

Result<std::unique_ptr<SamReader>> openSerialReader(const SerialReaderPlan& plan, const std::stop_token& stop) {
  if (plan.path != u"auto") {
    return openLine(plan, plan.path, stop);
  }
  Error last{Failure::Disconnected, "reader.gone", {}};
  const QDir folder(plan.byId);
  for (const QString& entry : folder.entryList(QDir::Files | QDir::System, QDir::Name)) {
    Result<std::unique_ptr<SamReader>> reader = openLine(plan, folder.filePath(entry), stop);
    if (reader) return reader;
    last = reader.error();
  }
  return failure(last);
}

}  // namespace hall::drivers
