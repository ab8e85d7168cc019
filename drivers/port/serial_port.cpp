#include "drivers/port/serial_port.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

namespace hall::drivers {

namespace {

std::optional<speed_t> speedOf(int rate) {
  switch (rate) {
    case 9600:
      return B9600;
    case 19200:
      return B19200;
    case 38400:
      return B38400;
    case 57600:
      return B57600;
    case 115200:
      return B115200;
    default:
      return std::nullopt;
  }
}

Error openError(int error) {
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

bool makeRaw(int file, speed_t speed, SerialPort::Flow flow) {
  termios line{};
  if (tcgetattr(file, &line) != 0) {
    return false;
  }
  cfmakeraw(&line);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS | CSTOPB);
  if (flow == SerialPort::Flow::RtsCts) line.c_cflag |= CRTSCTS;
  if (flow == SerialPort::Flow::XonXoff) line.c_iflag |= IXON;
  cfsetispeed(&line, speed);
  cfsetospeed(&line, speed);
  return tcsetattr(file, TCSANOW, &line) == 0;
}

}  // namespace

Result<std::unique_ptr<SerialPort>> SerialPort::open(const QByteArray& path, int rate, Flow flow) {
  const std::optional<speed_t> speed = speedOf(rate);
  if (!speed) {
    return failure(Failure::Invalid, "port.rate");
  }
  const int file = ::open(path.constData(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) {
    return failure(openError(errno));
  }
  // One program at a time; the lock holds against root too, whom TIOCEXCL lets pass, and ends with the program.
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    ::close(file);
    return failure(Failure::Busy, "port.busy");
  }
  const int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  auto port = std::unique_ptr<SerialPort>(new SerialPort(file, wake, path));  // closes both from here on
  if (wake < 0 || !makeRaw(file, *speed, flow)) {
    return failure(Failure::Unsupported, "port.not-serial");
  }
  ioctl(file, TIOCEXCL);
  return port;
}

Result<void> SerialPort::changeRate(int rate) {
  const std::optional<speed_t> speed = speedOf(rate);
  if (!speed) {
    return failure(Failure::Invalid, "port.rate");
  }
  termios line{};
  if (tcgetattr(m_file, &line) != 0) {
    return failure(Failure::Disconnected, "port.gone");
  }
  cfsetispeed(&line, *speed);
  cfsetospeed(&line, *speed);
  if (tcsetattr(m_file, TCSADRAIN, &line) != 0) {
    return failure(Failure::Disconnected, "port.gone");
  }
  return {};
}

SerialPort::SerialPort(int file, int wake, QByteArray place) : m_file(file), m_wake(wake), m_place(std::move(place)) {}

SerialPort::~SerialPort() {
  close();
  if (m_wake >= 0) ::close(m_wake);
}

void SerialPort::close() {
  if (m_file < 0) {
    return;
  }
  ioctl(m_file, TIOCNXCL);
  tcflush(m_file, TCOFLUSH);  // a device that takes nothing would hold up the closing for half a minute
  ::close(m_file);
  m_file = -1;
}

Result<void> SerialPort::await(short events, const Deadline& deadline) {
  const std::stop_callback ring(deadline.stop, [this] { eventfd_write(m_wake, 1); });
  while (m_file >= 0) {
    if (deadline.stop.stop_requested()) {
      eventfd_t rung = 0;
      eventfd_read(m_wake, &rung);
      return failure(Failure::Cancelled, "port.cancelled");
    }
    std::array<pollfd, 2> watched{{{m_file, events, 0}, {m_wake, POLLIN, 0}}};
    const int count = poll(watched.data(), watched.size(), static_cast<int>(deadline.left().count()));
    if ((watched[0].revents & events) != 0) return {};  // what still arrived before a hang-up is read first
    if ((watched[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) break;
    if (count == 0) return failure(Failure::Timeout, "port.silent");
    if (count < 0 && errno != EINTR) break;
  }
  return failure(Failure::Disconnected, "port.gone");
}

Result<qsizetype> SerialPort::write(QByteArrayView bytes, const Deadline& deadline) {
  while (true) {
    if (const Result<void> ready = await(POLLOUT, deadline); !ready) {
      return failure(ready.error());
    }
    const ssize_t count = ::write(m_file, bytes.data(), static_cast<size_t>(bytes.size()));
    if (count > 0) return count;
    if (count < 0 && errno != EAGAIN && errno != EINTR) return failure(Failure::Disconnected, "port.gone");
  }
}

Result<QByteArray> SerialPort::readSome(const Deadline& deadline) {
  constexpr qsizetype most = 4096;
  while (true) {
    if (const Result<void> ready = await(POLLIN, deadline); !ready) {
      return failure(ready.error());
    }
    QByteArray bytes(most, Qt::Uninitialized);
    const ssize_t count = ::read(m_file, bytes.data(), most);
    if (count > 0) {
      bytes.truncate(count);
      return bytes;
    }
    // Readable but nothing there is how a pulled adapter shows.
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) return failure(Failure::Disconnected, "port.gone");
  }
}

}  // namespace hall::drivers
