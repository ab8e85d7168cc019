#include "sync/engine/http_transport.h"

#include <curl/curl.h>

#include <QFile>
#include <mutex>

#include "sync/seal/line_credential.h"

namespace hall::engine {

namespace {

// How soon a stop is noticed while nothing moves on the line.
constexpr int kPollMilliseconds = 100;

struct Answer {
  QByteArray body;
  qint64 limit = 0;
  bool tooLarge = false;
};

size_t take(char* data, size_t one, size_t count, void* context) {
  auto& answer = *static_cast<Answer*>(context);
  const auto size = static_cast<qsizetype>(one) * static_cast<qsizetype>(count);
  answer.tooLarge = answer.body.size() + size > answer.limit;
  if (answer.tooLarge) return 0;  // curl ends the transfer
  answer.body.append(data, size);
  return one * count;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

Headers headersFor(const Request& request) {
  const QByteArray type = "Content-Type:" + (request.contentType.isEmpty() ? QByteArray() : " " + request.contentType);
  curl_slist* list = curl_slist_append(nullptr, type.constData());
  // Without waiting for "100 Continue": a refused body costs less than a round trip each time.
  list = curl_slist_append(list, "Expect:");
  if (request.uploadOffset) {
    list = curl_slist_append(list, ("Upload-Offset: " + QByteArray::number(*request.uploadOffset)).constData());
  }
  for (const auto& [name, value] : request.fields) list = curl_slist_append(list, (name + ": " + value).constData());
  return Headers(curl_slist_append(list, "Accept: application/json, application/problem+json, application/cms"));
}

std::optional<qint64> uploadOffset(CURL* easy) {
  curl_header* found = nullptr;
  if (curl_easy_header(easy, "Upload-Offset", 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return std::nullopt;
  bool plain = false;
  const qint64 offset = QByteArray(found->value).toLongLong(&plain);
  return plain && offset >= 0 ? std::optional(offset) : std::nullopt;
}

Error lineError(CURLcode code, const Answer& answer) {
  const QString detail = QString::fromLatin1(curl_easy_strerror(code));
  if (answer.tooLarge) return {Failure::Garbled, "line.too-large", detail};
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {Failure::Timeout, "line.timeout", detail};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_BAD_CONTENT_ENCODING:
      return {Failure::Garbled, "line.garbled", detail};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Failure::Disconnected, "line.untrusted", detail};
    default:
      return {Failure::Disconnected, "line.disconnected", detail};
  }
}

CURLcode show(CURL* /*easy*/, void* context, void* credential) {
  return static_cast<const seal::LineCredential*>(credential)->showOn(context) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

}  // namespace

struct HttpTransport::Curl {
  explicit Curl(const HttpOptions& given) : options(given) {}
  ~Curl() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;

  void set(CURLoption option, const QByteArray& value) {
    curl_easy_setopt(easy, option, value.isEmpty() ? nullptr : value.constData());
  }
  void configure();
  Result<void> readCredential();
  void load(const Request& request, const Headers& headers, Answer& answer);
  CURLcode perform(const std::stop_token& stop);
  [[nodiscard]] Response response(Answer& answer) const;

  const HttpOptions options;
  std::optional<seal::LineCredential> credential;
  QDateTime readAt;  // of the credential, as its file says
  CURL* easy = curl_easy_init();
  CURLM* multi = curl_multi_init();
};

void HttpTransport::Curl::configure() {
  curl_easy_reset(easy);  // keeps the open connection and the name cache
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name look-up that hangs must not hold up a stop
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total.count()));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.maximumBody));
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.constData());  // "" switches the environment's off
  const QString authorities = credential ? seal::LineCredential::authorityPath(options.keys) : options.authorities;
  if (!authorities.isEmpty()) {
    set(CURLOPT_CAINFO, QFile::encodeName(authorities));
    set(CURLOPT_CAPATH, {});  // or the system's would be believed besides
  }
  const bool verified = options.server == HttpOptions::Server::Verified;
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!options.clientCertificate.isEmpty()) {
    set(CURLOPT_SSLCERT, QFile::encodeName(options.clientCertificate));
    set(CURLOPT_SSLKEY, QFile::encodeName(options.clientKey));
  }
  if (!credential) return;
  // Through the hook and not by file names, so that a key may live in a TPM.
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, show);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &*credential);
}

Result<void> HttpTransport::Curl::readCredential() {
  if (options.keys.isEmpty()) return {};
  const QDateTime changed = seal::LineCredential::changedAt(options.keys);
  if (credential && changed == readAt) return {};
  auto opened = seal::LineCredential::open(options.keys);
  if (!opened && opened.error().kind == Failure::NotFound) return {};
  if (!opened) return failure(opened.error());
  credential = std::move(*opened);
  readAt = changed;
  // What is open was opened with the one before, and would be taken again.
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  easy = curl_easy_init();
  multi = curl_multi_init();
  return easy != nullptr && multi != nullptr ? Result<void>() : failure(Failure::Internal, "transport.init");
}

void HttpTransport::Curl::load(const Request& request, const Headers& headers, Answer& answer) {
  const QByteArray url = options.baseUrl + request.path;
  curl_easy_setopt(easy, CURLOPT_URL, url.constData());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (request.method == "GET" || request.method == "HEAD") return;
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.constData());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.isEmpty() ? "" : request.body.constData());
}

CURLcode HttpTransport::Curl::perform(const std::stop_token& stop) {
  if (curl_multi_add_handle(multi, easy) != CURLM_OK) return CURLE_FAILED_INIT;
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  const std::stop_callback ring(stop, [this] { curl_multi_wakeup(multi); });
  for (int running = 1; running > 0 && !stop.stop_requested();) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) break;
    if (running > 0) curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
  }
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  }
  curl_multi_remove_handle(multi, easy);
  return code;
}

Response HttpTransport::Curl::response(Answer& answer) const {
  long status = 0;
  const char* type = nullptr;
  curl_off_t retryAfter = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retryAfter);
  const QByteArray plain = QByteArray(type).split(';').first().trimmed().toLower();
  return {static_cast<int>(status), plain, std::move(answer.body), retryAfter, uploadOffset(easy)};
}

Result<std::unique_ptr<HttpTransport>> HttpTransport::create(const HttpOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const bool known = options.baseUrl.startsWith("http://") || options.baseUrl.startsWith("https://");
  if (!known || options.baseUrl.endsWith('/')) return failure(Failure::Invalid, "transport.address");
  auto curl = std::make_unique<Curl>(options);
  if (curl->easy == nullptr || curl->multi == nullptr) return failure(Failure::Internal, "transport.init");
  if (auto ready = curl->readCredential(); !ready) return failure(ready.error());
  return std::unique_ptr<HttpTransport>(new HttpTransport(std::move(curl)));
}

HttpTransport::HttpTransport(std::unique_ptr<Curl> curl) : m_curl(std::move(curl)) {}
HttpTransport::~HttpTransport() = default;

Result<Response> HttpTransport::send(const Request& request, std::stop_token stop) {
  const Headers headers = headersFor(request);
  Answer answer{{}, m_curl->options.maximumBody, false};
  if (auto ready = m_curl->readCredential(); !ready) return failure(ready.error());
  m_curl->configure();
  m_curl->load(request, headers, answer);
  const CURLcode code = m_curl->perform(stop);
  if (code == CURLE_OK) return m_curl->response(answer);
  if (stop.stop_requested()) return failure(Failure::Cancelled, "line.cancelled");
  return failure(lineError(code, answer));
}

}  // namespace hall::engine
