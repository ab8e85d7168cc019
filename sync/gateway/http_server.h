#pragma once
// HTTP/1.1 in front of a handler of values. Connections beyond the cap, silent ones and slow ones are closed; headers
// and bodies beyond the limit are refused before they are read. Everything about sockets is behind this file.
#include <functional>
#include <memory>

#include "sync/base/result.h"
#include "sync/gateway/message.h"

namespace hall::gateway {

class HttpServer {
 public:
  struct Options {
    QByteArray address = "127.0.0.1";
    quint16 port = 0;  // 0: any free one
    int threads = 2;
  };
  using Reply = gateway::Reply;
  // Called on several threads at once; answers once through `reply`, from any thread.
  using Handler = std::function<void(const Request&, const Reply&)>;
  // Called before a body is read, on several threads at once.
  using Prospector = std::function<Prospect(const RequestHead&)>;

  // Invalid ("gateway.address"); Busy ("gateway.port"): somebody listens there already.
  static Result<std::unique_ptr<HttpServer>> listen(const Options& options);
  ~HttpServer();

  [[nodiscard]] quint16 port() const;
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
