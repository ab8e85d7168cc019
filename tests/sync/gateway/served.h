#pragma once
// A server on a thread of its own whose answer is what a test wants to know of the peer.
#include <functional>
#include <thread>

#include "sync/gateway/http_server.h"

namespace hall::test {

struct Served {
  Served(const gateway::HttpServer::Options& options, const Clock& clock,
         std::function<QByteArray(const gateway::Peer&)> tell)
      : server(gateway::HttpServer::listen(options, clock).value()), thread([this, tell = std::move(tell)] {
          server->run(
              [&tell](const gateway::Request& request, const gateway::HttpServer::Reply& reply) {
                reply({200, "text/plain", tell(request.peer), {}, 0});
              },
              [](const gateway::RequestHead&) { return gateway::Prospect{1000}; });
        }) {}
  ~Served() { server->stop(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  std::unique_ptr<gateway::HttpServer> server;
  std::jthread thread;
};

}  // namespace hall::test
