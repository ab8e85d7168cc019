#pragma once
// A bad line: listens on the loop-back and gives each terminal's connection to a FaultConnection. Thread: any.
#include <list>
#include <memory>
#include <thread>

#include "sync/drill/fault_script.h"

namespace hall::drill {

class FaultProxy {
 public:
  static Result<std::unique_ptr<FaultProxy>> open(quint32 seed);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  [[nodiscard]] FaultScript& script() { return m_script; }
  [[nodiscard]] QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_port); }

 private:
  FaultProxy(quint32 seed, Socket socket, quint16 port);
  void accept(const std::stop_token& stop);

  FaultScript m_script;
  const Socket m_socket;
  const quint16 m_port;
  std::list<std::jthread> m_connections;  // the acceptor's until it has ended
  std::jthread m_acceptor;
};

}  // namespace hall::drill
