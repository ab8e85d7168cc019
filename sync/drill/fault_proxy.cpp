#include "sync/drill/fault_proxy.h"

#include "sync/drill/fault_connection.h"

namespace hall::drill {

namespace {
constexpr std::chrono::milliseconds kLook{50};
constexpr size_t kManyConnections = 200;
}  // namespace

Result<std::unique_ptr<FaultProxy>> FaultProxy::open(quint32 seed) {
  quint16 port = 0;
  auto socket = Socket::listen(port);
  if (!socket) return failure(socket.error());
  return std::unique_ptr<FaultProxy>(new FaultProxy(seed, std::move(*socket), port));
}

FaultProxy::FaultProxy(quint32 seed, Socket socket, quint16 port)
    : m_script(seed),
      m_socket(std::move(socket)),
      m_port(port),
      m_acceptor([this](const std::stop_token& stop) { accept(stop); }) {}

FaultProxy::~FaultProxy() {
  m_acceptor.request_stop();
  m_acceptor.join();
  for (std::jthread& connection : m_connections) connection.request_stop();
  m_connections.clear();
}

void FaultProxy::accept(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto client = m_socket.accept(kLook);
    if (!client) continue;
    // The oldest are long over; joining one that is not costs a look at most once it is told.
    if (m_connections.size() >= kManyConnections) {
      m_connections.front().request_stop();
      m_connections.pop_front();
    }
    m_connections.emplace_back(
        [this, socket = std::make_shared<Socket>(std::move(*client))](const std::stop_token& over) {
          FaultConnection(m_script, std::move(*socket), over).converse();
        });
  }
}

}  // namespace hall::drill
