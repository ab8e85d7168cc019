#pragma once
// The transport of real terminals: HTTP/1.1 over one kept connection. No redirects, no proxies unless asked for, no
// answer larger than `maximumBody`, and no request longer than `total`, connect included. Thread: one at a time.
#include <QString>
#include <chrono>
#include <memory>

#include "sync/engine/transport.h"

namespace hall::engine {

struct HttpOptions {
  QByteArray baseUrl;  // "https://hall.example:8443", without a path
  std::chrono::milliseconds connect{5000};
  std::chrono::milliseconds total{60000};
  qint64 maximumBody = 1024LL * 1024;
  QByteArray proxy{};  // empty: none, whatever the environment says
  // The folder of an enrolled machine's keys (seal/line_credential.h): its certificate is shown, its gateway's
  // authority alone is believed, and what a renewal puts there is shown from the next connection on. Empty, or nobody
  // enrolled it yet: no certificate, and the authorities below.
  QString keys{};
  QString authorities{};  // PEM file; empty: the system's
  // PEM files for a far end that is no gateway of ours and wants a certificate all the same; empty: none.
  QString clientCertificate{};
  QString clientKey{};
  // Only for what is checked by other means afterwards: an authority against its fingerprint.
  enum class Server { Verified, Anybody } server = Server::Verified;
};

class HttpTransport final : public Transport {
 public:
  // Invalid ("transport.address"): not an http or https address. Whatever is wrong with the keys, a file that others
  // may read among it (Denied, "key.rights").
  static Result<std::unique_ptr<HttpTransport>> create(const HttpOptions& options);
  ~HttpTransport() override;

  Result<Response> send(const Request& request, std::stop_token stop) override;

 private:
  struct Curl;
  explicit HttpTransport(std::unique_ptr<Curl> curl);
  std::unique_ptr<Curl> m_curl;
};

}  // namespace hall::engine
