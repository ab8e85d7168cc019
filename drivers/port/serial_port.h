#pragma once
// A port over a serial line (or a CDC or CH340 adapter that looks like one): 8N1, flow control as asked for.
#include "drivers/port/port.h"

namespace hall::drivers {

class SerialPort final : public Port {
 public:
  // How the device says that it can take no more; XON and XOFF are taken out of what is read.
  enum class Flow { None, RtsCts, XonXoff };

  // Rates: 9600, 19200, 38400, 57600, 115200, else Invalid "port.rate". Disconnected "port.gone", Denied "port.denied",
  // Busy "port.busy", Unsupported "port.not-serial".
  static Result<std::unique_ptr<SerialPort>> open(const QByteArray& path, int rate, Flow flow = Flow::None);
  ~SerialPort() override;

  // What was written before goes out at the old rate. Invalid "port.rate", Disconnected "port.gone".
  Result<void> changeRate(int rate);

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  void drain() override { drainByReading(*this); }
  void close() override;
  [[nodiscard]] QByteArray place() const override { return m_place; }

 private:
  SerialPort(int file, int wake, QByteArray place);
  Result<void> await(short events, const Deadline& deadline);

  int m_file;
  int m_wake;  // an eventfd that a stop request rings
  QByteArray m_place;
};

}  // namespace hall::drivers
