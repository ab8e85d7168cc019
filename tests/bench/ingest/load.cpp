#include "tests/bench/ingest/load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <vector>

namespace hall::bench {

namespace {

struct Connection {
  int socket = -1;
  QByteArray answer;
  ~Connection() {
    if (socket >= 0) ::close(socket);
  }
};

bool open(Connection& connection, quint16 port) {
  connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return ::connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

bool send(const Connection& connection, const QByteArray& bytes) {
  for (qsizetype sent = 0; sent < bytes.size();) {
    const ssize_t done =
        ::send(connection.socket, bytes.constData() + sent, static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += done;
  }
  return true;
}

// The length of the whole answer, once its head is here.
qsizetype lengthOf(const QByteArray& answer) {
  const qsizetype end = answer.indexOf("\r\n\r\n");
  if (end < 0) return -1;
  const QByteArray head = answer.first(end).toLower();
  const qsizetype field = head.indexOf("content-length:");
  return field < 0 ? -1 : end + 4 + head.mid(field + 15, 20).split('\r').first().trimmed().toLongLong();
}

}  // namespace

QByteArray post(const QByteArray& path, const QByteArray& contentType, const QByteArray& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Type: " + contentType +
         "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

double load(quint16 port, int connections, const QList<QByteArray>& requests, const QByteArray& expected) {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Connection>> all;
  for (int i = 0; i < connections; ++i) {
    all.push_back(std::make_unique<Connection>());
    if (!open(*all.back(), port)) return 0;
    epoll_event event{EPOLLIN, {.ptr = all.back().get()}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, all.back()->socket, &event);
  }
  const auto began = std::chrono::steady_clock::now();
  qsizetype next = 0;
  qsizetype answered = 0;
  bool good = true;
  for (auto& connection : all) {
    if (next < requests.size()) good = good && send(*connection, requests[next++]);
  }
  std::vector<epoll_event> events(256);
  std::vector<char> buffer(65536);
  while (good && answered < requests.size()) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 20000);
    if (count <= 0) good = false;
    for (int i = 0; i < count && good; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<size_t>(i)].data.ptr);
      const ssize_t size = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
      if (size <= 0) {
        good = false;
        break;
      }
      connection.answer.append(buffer.data(), size);
      const qsizetype length = lengthOf(connection.answer);
      if (length < 0 || connection.answer.size() < length) continue;
      good = connection.answer.startsWith("HTTP/1.1 200") && connection.answer.contains(expected);
      if (!good)
        std::fprintf(stderr, "answer: %s\n", connection.answer.first(std::min<qsizetype>(400, length)).constData());
      connection.answer.clear();
      ++answered;
      if (good && next < requests.size()) good = send(connection, requests[next++]);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  ::close(poll);
  return good ? static_cast<double>(answered) / took.count() : 0;
}

}  // namespace hall::bench
