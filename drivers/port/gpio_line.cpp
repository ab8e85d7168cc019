#include "drivers/port/gpio_line.h"

#include <gpiod.h>
#include <poll.h>

#include <cerrno>

namespace hall::drivers {

namespace {

constexpr const char* consumer = "hall";

Error errorOf(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return {Failure::Denied, "port.denied", {}};
    case EBUSY:
      return {Failure::Busy, "port.busy", {}};
    default:
      return {Failure::Disconnected, "port.gone", {}};
  }
}

struct CloseChip {
  void operator()(gpiod_chip* chip) const { gpiod_chip_close(chip); }  // also gives its lines back
};
using Chip = std::unique_ptr<gpiod_chip, CloseChip>;

struct Line {
  Chip chip;
  gpiod_line* line;
  QByteArray place;
};

Result<Line> lineOf(const QByteArray& chip, int number) {
  Chip opened(gpiod_chip_open_by_label(chip.constData()));
  if (!opened) {
    return failure(errorOf(errno));
  }
  gpiod_line* line = gpiod_chip_get_line(opened.get(), static_cast<unsigned>(number));
  if (line == nullptr) {
    return failure(errorOf(errno));
  }
  return Line{std::move(opened), line, "gpio-" + chip + '-' + QByteArray::number(number)};
}

int flagsFor(GpioSense sense) {
  return sense == GpioSense::Inverted ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
}

class Input final : public GpioInput {
 public:
  explicit Input(Line line) : m_line(std::move(line)) {}
  Result<bool> value() override {
    constexpr int mostEdges = 1024;  // a wire that swings faster than it is read does not keep us here
    pollfd watched{file(), POLLIN, 0};
    for (int i = 0; i < mostEdges && poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) != 0; ++i) {
      gpiod_line_event edge{};
      if (gpiod_line_event_read(m_line.line, &edge) < 0) return failure(errorOf(errno));
    }
    const int value = gpiod_line_get_value(m_line.line);
    return value < 0 ? Result<bool>(failure(errorOf(errno))) : Result<bool>(value == 1);
  }
  [[nodiscard]] int file() const override { return gpiod_line_event_get_fd(m_line.line); }
  [[nodiscard]] QByteArray place() const override { return m_line.place; }

 private:
  Line m_line;
};

class Output final : public GpioOutput {
 public:
  explicit Output(Line line) : m_line(std::move(line)) {}
  Result<void> set(bool on) override {
    if (gpiod_line_set_value(m_line.line, on ? 1 : 0) < 0) return failure(errorOf(errno));
    return {};
  }
  [[nodiscard]] QByteArray place() const override { return m_line.place; }

 private:
  Line m_line;
};

}  // namespace

Result<std::unique_ptr<GpioInput>> openGpioInput(const QByteArray& chip, int line, GpioSense sense) {
  Result<Line> found = lineOf(chip, line);
  if (!found) {
    return failure(found.error());
  }
  if (gpiod_line_request_both_edges_events_flags(found->line, consumer, flagsFor(sense)) < 0) {
    return failure(errorOf(errno));
  }
  return std::make_unique<Input>(std::move(*found));
}

Result<std::unique_ptr<GpioOutput>> openGpioOutput(const QByteArray& chip, int line, GpioSense sense) {
  Result<Line> found = lineOf(chip, line);
  if (!found) {
    return failure(found.error());
  }
  if (gpiod_line_request_output_flags(found->line, consumer, flagsFor(sense), 0) < 0) {
    return failure(errorOf(errno));
  }
  return std::make_unique<Output>(std::move(*found));
}

}  // namespace hall::drivers
