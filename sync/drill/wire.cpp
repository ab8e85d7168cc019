#include "sync/drill/wire.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "sync/base/durable_file.h"

namespace hall::drill {

namespace {

constexpr int kBacklog = 64;

sockaddr_in loopBack(quint16 port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool isReady(int descriptor, short what, std::chrono::milliseconds time) {
  pollfd one{descriptor, what, 0};
  return ::poll(&one, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  close();
  m_descriptor = std::exchange(other.m_descriptor, -1);
  return *this;
}

Result<Socket> Socket::listen(quint16& port) {
  Socket made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(made.m_descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address = loopBack(port);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  const bool heard = made.isOpen() && ::bind(made.m_descriptor, plain, size) == 0 &&
                     ::listen(made.m_descriptor, kBacklog) == 0 && ::getsockname(made.m_descriptor, plain, &size) == 0;
  if (!heard) return failure(systemError(errno));
  port = ntohs(address.sin_port);
  return made;
}

Result<Socket> Socket::connect(quint16 port) {
  Socket made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopBack(port);
  if (!made.isOpen() || ::connect(made.m_descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return failure(Failure::Disconnected, "drill.no-gateway");
  }
  const int yes = 1;
  ::setsockopt(made.m_descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return made;
}

std::optional<Socket> Socket::accept(std::chrono::milliseconds time) const {
  if (!isReady(m_descriptor, POLLIN, time)) return std::nullopt;
  Socket come(::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC));
  if (!come.isOpen()) return std::nullopt;
  const int yes = 1;
  ::setsockopt(come.m_descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return come;
}

bool Socket::write(const QByteArray& bytes) const {
  for (qsizetype done = 0; done < bytes.size();) {
    const ssize_t count =
        ::send(m_descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += count;
  }
  return true;
}

std::optional<QByteArray> Socket::read(std::chrono::milliseconds time) const {
  if (!isReady(m_descriptor, POLLIN, time)) return std::nullopt;
  std::array<char, 65536> room{};
  const ssize_t count = ::recv(m_descriptor, room.data(), room.size(), 0);
  return QByteArray(room.data(), std::max<ssize_t>(count, 0));
}

void Socket::endWriting() const {
  ::shutdown(m_descriptor, SHUT_WR);
}

void Socket::close() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  m_descriptor = -1;
}

void Socket::reset() {
  const linger hard{1, 0};
  ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close();
}

QByteArray HttpMessage::field(const QByteArray& lowerCaseName) const {
  const QList<QByteArray> lines = head.split('\n');
  for (const QByteArray& line : lines) {
    const qsizetype colon = line.indexOf(':');
    if (line.left(colon).toLower() == lowerCaseName) return line.mid(colon + 1).trimmed();
  }
  return {};
}

std::optional<HttpMessage> HttpReader::next(std::chrono::milliseconds time, Body body) {
  const auto end = std::chrono::steady_clock::now() + time;
  HttpMessage message;
  while (true) {
    const qsizetype headEnd = m_waiting.indexOf("\r\n\r\n");
    if (headEnd >= 0) {
      message.head = m_waiting.left(headEnd + 4);
      const bool empty = body == Body::None || message.head.startsWith("HTTP/1.1 204");
      const qsizetype size = empty ? 0 : message.field("content-length").toLongLong();
      if (m_waiting.size() >= message.head.size() + size) {
        message.body = m_waiting.mid(message.head.size(), size);
        m_waiting.remove(0, message.head.size() + size);
        return message;
      }
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const auto more = left.count() > 0 ? m_socket.read(left) : std::nullopt;
    m_ended = more && more->isEmpty();
    if (!more || m_ended) return std::nullopt;
    m_waiting += *more;
  }
}

QByteArray httpAnswer(int status, const QByteArray& contentType, const QByteArray& body) {
  return "HTTP/1.1 " + QByteArray::number(status) + " Said-On-The-Way\r\nContent-Type: " + contentType +
         "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

}  // namespace hall::drill
