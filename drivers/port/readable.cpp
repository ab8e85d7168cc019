#include "drivers/port/readable.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace hall::drivers {

Readable::Readable() : m_bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Readable::~Readable() {
  if (m_bell >= 0) ::close(m_bell);
}

Result<QList<int>> Readable::await(const QList<int>& files, const Deadline& deadline) {
  const std::stop_callback ring(deadline.stop, [this] { eventfd_write(m_bell, 1); });
  while (true) {
    if (deadline.stop.stop_requested()) {
      eventfd_t rung = 0;
      eventfd_read(m_bell, &rung);
      return failure(Failure::Cancelled, "port.cancelled");
    }
    std::vector<pollfd> watched{{m_bell, POLLIN, 0}};
    for (const int file : files) watched.push_back({file, POLLIN, 0});
    const int count = poll(watched.data(), watched.size(), static_cast<int>(deadline.left().count()));
    QList<int> ready;
    for (size_t i = 1; count > 0 && i < watched.size(); ++i) {
      if (watched[i].revents != 0) ready.append(watched[i].fd);
    }
    if (!ready.isEmpty()) return ready;
    if (count == 0) return failure(Failure::Timeout, "port.silent");
    if (count < 0 && errno != EINTR) return failure(Failure::Disconnected, "port.gone");
  }
}

}  // namespace hall::drivers
