#pragma once
// HTTP/1.1, plain or over TLS, in front of a handler of values. Silent connections and slow ones are closed and give
// way to new ones (seats.h); headers and bodies beyond the limit are refused before they are read. Everything about
// sockets is behind this file.
#include <functional>
#include <memory>

#include "sync/base/result.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/message.h"
#include "sync/gateway/seats.h"
#include "sync/gateway/token_buckets.h"

namespace hall::gateway {

class HttpServer {
 public:
  // TLS 1.2 and 1.3. A client may show a certificate that `authority` issued; another one ends the handshake. PEM
  // files.
  struct Tls {
    QString certificate;  // the server's, then its issuer's
    QString key;
    QString authority;
  };
  struct Options {
    QByteArray address = "127.0.0.1";
    quint16 port = 0;  // 0: any free one
    int threads = 2;
    std::optional<Tls> tls{};
    // Proxies that pass TLS through and tell the client's address first (PROXY protocol, version 1); from these alone
    // it is believed, and from these it is required.
    QList<QByteArray> proxies{};
    Seats::Limits seats{kMaximumConnections, kMaximumConnectionsPerAddress};
    // Handshakes of one address that show no machine's certificate.
    TokenBuckets::Rate handshakes{20, 200};
  };
  using Reply = gateway::Reply;
  // Called on several threads at once; answers once through `reply`, from any thread.
  using Handler = std::function<void(const Request&, const Reply&)>;
  // Called before a body is read, on several threads at once.
  using Prospector = std::function<Prospect(const RequestHead&)>;

  // Invalid ("gateway.address", "gateway.tls": the files do not fit); Busy ("gateway.port"): somebody listens there.
  static Result<std::unique_ptr<HttpServer>> listen(const Options& options, const Clock& clock);
  ~HttpServer();

  [[nodiscard]] quint16 port() const;
  [[nodiscard]] int connections() const;  // any thread
  // Serves until SIGTERM, SIGINT or stop(). Replies that come after that are dropped; all must have come before this
  // object goes.
  void run(const Handler& handler, const Prospector& prospector);
  void stop();  // any thread

 private:
  class Core;
  explicit HttpServer(std::unique_ptr<Core> core);
  std::unique_ptr<Core> m_core;
};

}  // namespace hall::gateway
