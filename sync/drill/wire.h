#pragma once
// Sockets of the loop-back and HTTP/1.1 messages with a Content-Length, as much of them as a proxy needs that looks
// into nothing but their ends. Blocking, with deadlines. Thread: one at a time per socket.
#include <QByteArray>
#include <QList>
#include <chrono>
#include <optional>

#include "sync/base/result.h"

namespace hall::drill {

class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : m_descriptor(descriptor) {}
  Socket(Socket&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  static Result<Socket> listen(quint16& port);  // on 127.0.0.1; port 0: any, and says which
  static Result<Socket> connect(quint16 port);
  // Nothing if nobody came in time.
  [[nodiscard]] std::optional<Socket> accept(std::chrono::milliseconds time) const;

  [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
  [[nodiscard]] bool write(const QByteArray& bytes) const;
  // Some bytes; empty: it ended; nothing: time is over.
  [[nodiscard]] std::optional<QByteArray> read(std::chrono::milliseconds time) const;
  void endWriting() const;
  void close();
  void reset();  // closes so that the other side reads "connection reset"

 private:
  int m_descriptor = -1;
};

struct HttpMessage {
  QByteArray head;  // with the empty line
  QByteArray body;

  [[nodiscard]] QByteArray bytes() const { return head + body; }
  [[nodiscard]] QByteArray firstLine() const { return head.left(head.indexOf("\r\n")); }
  [[nodiscard]] QByteArray method() const { return head.left(head.indexOf(' ')); }
  [[nodiscard]] QByteArray target() const { return firstLine().split(' ').value(1); }
  [[nodiscard]] int status() const { return firstLine().split(' ').value(1).toInt(); }
  [[nodiscard]] QByteArray field(const QByteArray& lowerCaseName) const;
};

// Reads messages one after the other; what came too early waits for the next.
class HttpReader {
 public:
  explicit HttpReader(const Socket& socket) : m_socket(socket) {}
  enum class Body { ByItsLength, None };  // answers to HEAD, and 204, have none
  std::optional<HttpMessage> next(std::chrono::milliseconds time, Body body = Body::ByItsLength);
  [[nodiscard]] bool hasEnded() const { return m_ended; }

 private:
  const Socket& m_socket;
  QByteArray m_waiting;
  bool m_ended = false;
};

// An answer made up by something on the way.
QByteArray httpAnswer(int status, const QByteArray& contentType, const QByteArray& body);

}  // namespace hall::drill
