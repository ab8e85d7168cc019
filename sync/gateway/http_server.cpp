#include "sync/gateway/http_server.h"

#include <sys/resource.h>

#include <QFile>
#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <thread>
#include <vector>

#include "sync/gateway/client_address.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"
#include "sync/seal/certificate.h"

namespace hall::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

namespace {

constexpr auto kQuiet = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::chrono::milliseconds kPauseAfterFailedAccept{100};
constexpr size_t kReadAtOnce =
    8192;  // a small submission with its head; Beast would ask for 512 bytes, then a few more
// Beast keeps the lines between chunks whole, and neither its limit of headers nor that of bodies counts them.
constexpr size_t kMaximumBufferedBytes = kMaximumHeaderBytes + 64 * 1024;

using Parser = http::request_parser<http::string_body>;

QByteArray bytes(beast::string_view text) {
  return {text.data(), static_cast<qsizetype>(text.size())};
}

RequestHead headOf(const Parser& parser, const Peer& peer) {
  const auto length = parser.content_length();
  return {bytes(parser.get().method_string()), bytes(parser.get().target()),
          length ? std::optional(static_cast<qint64>(*length)) : std::nullopt, peer};
}

std::optional<qint64> uploadOffset(const Parser& parser) {
  bool valid = false;
  const qint64 offset = bytes(parser.get()["Upload-Offset"]).toLongLong(&valid);
  return valid && offset >= 0 ? std::optional(offset) : std::nullopt;
}

// What a request that cannot be read deserves; nothing if the connection simply ended.
std::optional<Response> refusalFor(const beast::error_code& error) {
  if (error == http::error::header_limit) return problem(Problem::HeadersTooLarge);
  if (error == http::error::body_limit) return problem(Problem::TooLarge);
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  const bool garbled = error.category() == http::make_error_code(http::error::bad_method).category();
  return garbled ? std::optional(problem(Problem::BadRequest)) : std::nullopt;
}

template <class Stream>
asio::awaitable<bool> write(Stream& stream, const Response& response, const Parser& asked, bool keepAlive) {
  http::response<http::span_body<const char>> message(static_cast<http::status>(response.status), 11);
  message.set(http::field::server, "hall-gateway");
  message.set(http::field::cache_control, "no-store");
  if (!response.contentType.isEmpty()) message.set(http::field::content_type, response.contentType.toStdString());
  if (!response.allow.isEmpty()) message.set(http::field::allow, response.allow.toStdString());
  if (response.retryAfterSeconds > 0) {
    message.set(http::field::retry_after, std::to_string(response.retryAfterSeconds));
  }
  for (const auto& [name, value] : response.fields) message.set(name.toStdString(), value.toStdString());
  message.keep_alive(keepAlive);
  const bool bare = asked.get().method() == http::verb::head;  // the length is told, and nothing follows
  message.body() = {response.body.constData(), bare ? 0 : static_cast<size_t>(response.body.size())};
  if (response.status != 204) message.content_length(static_cast<size_t>(response.body.size()));
  http::response_serializer<http::span_body<const char>> serializer(message);
  beast::get_lowest_layer(stream).expires_after(kWriteTime);
  const auto [error, size] = co_await http::async_write(stream, serializer, kQuiet);
  co_return !error;
}

// Closing while the peer still sends would reset the connection and throw our answer away on its side.
asio::awaitable<void> linger(beast::tcp_stream& stream) {
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream.expires_after(kLingerTime);
  std::array<char, 16384> scrap{};
  while (true) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(scrap), kQuiet);
    if (error) co_return;
  }
}

// The line in which a proxy tells whose connection this is. Nothing: it is none.
std::optional<QByteArray> clientOf(const QByteArray& line) {
  const QList<QByteArray> words = line.trimmed().split(' ');
  if (words.size() < 2 || words[0] != "PROXY") return std::nullopt;
  if (words[1] == "UNKNOWN") return QByteArray();
  beast::error_code error;
  const auto address = asio::ip::make_address(words.value(2).toStdString(), error);
  return error ? std::nullopt : std::optional(QByteArray::fromStdString(address.to_string()));
}

// The client's certificate counts if our authority issued it. One that has expired is let in to be told so in words.
bool admitsCertificate(bool good, ssl::verify_context& context) {
  return good || X509_STORE_CTX_get_error(context.native_handle()) == X509_V_ERR_CERT_HAS_EXPIRED;
}

Peer peerOf(SSL* session, const QByteArray& address) {
  std::shared_ptr<X509> shown(SSL_get1_peer_certificate(session), X509_free);
  if (!shown) return {Peer::Standing::Nobody, address};
  const seal::Certificate certificate = seal::Certificate::adopt(std::move(shown));
  return {Peer::Standing::Machine, address, certificate.commonName(), roleOf(certificate.unit()), certificate.serial(),
          certificate.notAfter()};
}

// By which somebody else may end a connection, from any thread, as long as it is there.
class Handle {
 public:
  explicit Handle(beast::tcp_stream& stream) : m_stream(std::make_shared<beast::tcp_stream*>(&stream)) {}
  [[nodiscard]] std::function<void()> closing() const {
    const auto executor = (*m_stream)->get_executor();
    return [weak = std::weak_ptr(m_stream), executor] {
      asio::post(executor, [weak] {
        if (const auto stream = weak.lock()) (*stream)->close();
      });
    };
  }

 private:
  std::shared_ptr<beast::tcp_stream*> m_stream;
};

void allowManyDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

class HttpServer::Core {
 public:
  Core(const Options& options, const Clock& clock)
      : m_options(options),
        m_handshakes(clock, options.handshakes),
        m_seats(options.seats),
        m_context(options.threads),
        m_acceptor(m_context) {}

  Result<void> prepareTls();
  Result<void> listen();
  [[nodiscard]] quint16 port() const { return m_acceptor.local_endpoint().port(); }
  [[nodiscard]] int connections() const { return m_seats.taken(); }
  void run(const Handler& handler, const Prospector& prospector);
  void stop() { m_context.stop(); }

 private:
  // Counts the bytes of a body while they may be in memory.
  struct Load {
    explicit Load(std::atomic<qint64>& counter) : all(counter) {}
    ~Load() { all -= mine; }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    bool take(qint64 bytes) {
      mine = bytes;
      return (all += bytes) <= kMaximumBodyBytes;
    }
    std::atomic<qint64>& all;
    qint64 mine = 0;
  };
  // What reading a request came to: complete, or an answer instead, or neither if the connection simply ended.
  struct Reading {
    std::optional<Response> refusal;
    bool complete = false;
  };
  // One connection, between its requests.
  struct Talk {
    Peer peer;
    Seats::Seat& seat;
    beast::flat_buffer& buffer;
  };

  asio::awaitable<void> acceptAll();
  asio::awaitable<void> receive(tcp::socket socket);
  asio::awaitable<std::optional<QByteArray>> announcedClient(beast::tcp_stream& stream, beast::flat_buffer& buffer);
  asio::awaitable<void> converseOverTls(beast::tcp_stream line, QByteArray address, beast::flat_buffer& buffer);
  asio::awaitable<void> converse(beast::tcp_stream stream, QByteArray address, beast::flat_buffer& buffer);
  template <class Stream>
  asio::awaitable<bool> serveOne(Stream& stream, Talk& talk);
  template <class Stream>
  asio::awaitable<Reading> readRequest(Stream& stream, Talk& talk, Parser& parser, Load& load);
  template <class Stream>
  asio::awaitable<beast::error_code> readBody(Stream& stream, beast::flat_buffer& buffer, Parser& parser);
  asio::awaitable<Response> ask(const Request& request);

  const Options m_options;
  const Handler* m_handler = nullptr;
  const Prospector* m_prospector = nullptr;
  TokenBuckets m_handshakes;
  Seats m_seats;
  std::atomic<qint64> m_bodyBytes{0};
  ssl::context m_tls{ssl::context::tls_server};
  asio::io_context m_context;
  tcp::acceptor m_acceptor;
};

Result<void> HttpServer::Core::prepareTls() {
  if (!m_options.tls) return {};
  const auto file = [](const QString& path) { return QFile::encodeName(path).toStdString(); };
  beast::error_code error;
  m_tls.use_certificate_chain_file(file(m_options.tls->certificate), error);
  if (!error) m_tls.use_private_key_file(file(m_options.tls->key), ssl::context::pem, error);
  if (!error) m_tls.load_verify_file(file(m_options.tls->authority), error);
  if (!error) m_tls.set_verify_mode(ssl::verify_peer, error);  // whoever shows none is nobody, which some routes allow
  if (!error) m_tls.set_verify_callback(admitsCertificate, error);
  SSL_CTX* native = m_tls.native_handle();
  // No resumption: a terminal keeps its connection, and a ticket would outlive what its certificate was worth.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  const bool set = SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1 &&
                   SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
                   SSL_CTX_set_num_tickets(native, 0) == 1;
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  if (error || !set) return failure(Failure::Invalid, "gateway.tls", QString::fromStdString(error.message()));
  return {};
}

Result<void> HttpServer::Core::listen() {
  beast::error_code error;
  const auto address = asio::ip::make_address(m_options.address.toStdString(), error);
  if (error) return failure(Failure::Invalid, "gateway.address");
  const tcp::endpoint endpoint(address, m_options.port);
  m_acceptor.open(endpoint.protocol(), error);
  if (!error) m_acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) m_acceptor.bind(endpoint, error);
  if (!error) m_acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failure(Failure::Busy, "gateway.port", QString::fromStdString(error.message()));
  return {};
}

void HttpServer::Core::run(const Handler& handler, const Prospector& prospector) {
  m_handler = &handler;
  m_prospector = &prospector;
  allowManyDescriptors();
  asio::signal_set signals(m_context, SIGTERM, SIGINT);
  signals.async_wait([this](const beast::error_code& error, int) {
    if (!error) stop();
  });
  asio::co_spawn(m_context, acceptAll(), asio::detached);
  std::vector<std::jthread> threads;
  for (int i = 1; i < m_options.threads; ++i) threads.emplace_back([this] { m_context.run(); });
  m_context.run();
}

asio::awaitable<void> HttpServer::Core::acceptAll() {
  asio::steady_timer timer(m_context);
  while (true) {
    auto [error, socket] = co_await m_acceptor.async_accept(asio::make_strand(m_context), kQuiet);
    if (error) {
      // Out of descriptors, or the peer left already: neither is a reason to stop listening.
      timer.expires_after(kPauseAfterFailedAccept);
      co_await timer.async_wait(kQuiet);
      continue;
    }
    const auto strand = socket.get_executor();
    asio::co_spawn(strand, receive(tcp::socket(std::move(socket))), asio::detached);
  }
}

asio::awaitable<void> HttpServer::Core::receive(tcp::socket socket) {
  beast::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto remote = socket.remote_endpoint(ignored);
  QByteArray address = plainAddress(QByteArray::fromStdString(remote.address().to_string()));
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(kMaximumBufferedBytes);  // kept from request to request
  buffer.reserve(kReadAtOnce);
  if (std::ranges::find(m_options.proxies, address, plainAddress) != m_options.proxies.end()) {
    auto client = co_await announcedClient(stream, buffer);
    if (!client) co_return;
    if (!client->isEmpty()) address = plainAddress(*client);
  }
  if (m_options.tls) {
    co_await converseOverTls(std::move(stream), address, buffer);
  } else {
    co_await converse(std::move(stream), address, buffer);
  }
}

asio::awaitable<std::optional<QByteArray>> HttpServer::Core::announcedClient(beast::tcp_stream& stream,
                                                                             beast::flat_buffer& buffer) {
  constexpr size_t kLongestLine = 107;
  stream.expires_after(kHandshakeTime);
  std::string read;  // not into `buffer` itself: Asio copies a dynamic buffer it is given, and Beast's owns its bytes
  const auto [error, size] =
      co_await asio::async_read_until(stream, asio::dynamic_buffer(read, kLongestLine), '\n', kQuiet);
  if (error) co_return std::nullopt;
  const QByteArray line(read.data(), static_cast<qsizetype>(size));
  const size_t rest = read.size() - size;  // what follows is the client's
  buffer.commit(asio::buffer_copy(buffer.prepare(rest), asio::buffer(read.data() + size, rest)));
  co_return clientOf(line);
}

asio::awaitable<void> HttpServer::Core::converseOverTls(beast::tcp_stream line, QByteArray address,
                                                        beast::flat_buffer& buffer) {
  const QByteArray key = limitKey(address);
  if (m_handshakes.take(key) > std::chrono::milliseconds(0)) co_return;
  beast::ssl_stream<beast::tcp_stream> stream(std::move(line), m_tls);
  const Handle handle(beast::get_lowest_layer(stream));
  Seats::Seat seat(m_seats, key, handle.closing());
  if (!seat.taken()) co_return;
  beast::get_lowest_layer(stream).expires_after(kHandshakeTime);
  const auto [error, used] =
      co_await stream.async_handshake(ssl::stream_base::server, asio::const_buffer(buffer.data()), kQuiet);
  if (error) co_return;
  buffer.consume(used);
  Talk talk{peerOf(stream.native_handle(), address), seat, buffer};
  if (talk.peer.standing == Peer::Standing::Machine) m_handshakes.giveBack(key);
  while (co_await serveOne(stream, talk)) {
  }
}

asio::awaitable<void> HttpServer::Core::converse(beast::tcp_stream stream, QByteArray address,
                                                 beast::flat_buffer& buffer) {
  const Handle handle(stream);
  Seats::Seat seat(m_seats, limitKey(address), handle.closing());
  if (!seat.taken()) co_return;
  Talk talk{{Peer::Standing::Local, address}, seat, buffer};
  while (co_await serveOne(stream, talk)) {
  }
}

// True if the connection goes on.
template <class Stream>
asio::awaitable<bool> HttpServer::Core::serveOne(Stream& stream, Talk& talk) {
  const bool known = talk.peer.standing == Peer::Standing::Machine;
  talk.seat.stand(known ? Seats::Standing::Idle : Seats::Standing::Unknown);
  Parser parser;
  Load load(m_bodyBytes);
  const Reading reading = co_await readRequest(stream, talk, parser, load);
  if (reading.refusal) {
    const bool written = co_await write(stream, *reading.refusal, parser, false);
    if (written) co_await linger(beast::get_lowest_layer(stream));
  }
  if (!reading.complete) co_return false;
  talk.seat.stand(Seats::Standing::Served);
  beast::get_lowest_layer(stream).expires_never();  // from here the time is ours
  const Request request{bytes(parser.get().method_string()), bytes(parser.get().target()), bytes(parser.get().body()),
                        uploadOffset(parser), talk.peer};
  std::string().swap(parser.get().body());  // one copy is enough
  const Response response = co_await ask(request);
  const bool keepAlive = parser.get().keep_alive();
  const bool written = co_await write(stream, response, parser, keepAlive);
  co_return written&& keepAlive;
}

template <class Stream>
asio::awaitable<HttpServer::Core::Reading> HttpServer::Core::readRequest(Stream& stream, Talk& talk, Parser& parser,
                                                                         Load& load) {
  parser.header_limit(kMaximumHeaderBytes);
  parser.body_limit(static_cast<std::uint64_t>(kMaximumPartBytes));
  beast::get_lowest_layer(stream).expires_after(kHeaderTime);
  auto [error, size] = co_await http::async_read_header(stream, talk.buffer, parser, kQuiet);
  if (error) co_return Reading{refusalFor(error)};
  // Whoever nobody knows must have asked completely before it counts as being served.
  if (talk.peer.standing != Peer::Standing::Nobody) talk.seat.stand(Seats::Standing::Served);
  Prospect prospect = (*m_prospector)(headOf(parser, talk.peer));
  if (prospect.refusal) co_return Reading{std::move(prospect.refusal)};
  const auto limit = static_cast<std::uint64_t>(prospect.bodyLimit);
  const auto announced = parser.content_length();
  if (announced && *announced > limit) co_return Reading{problem(Problem::TooLarge)};
  if (!load.take(static_cast<qint64>(announced ? *announced : parser.chunked() ? limit : 0))) {
    co_return Reading{problem(Problem::Unavailable)};
  }
  parser.body_limit(limit);
  error = co_await readBody(stream, talk.buffer, parser);
  if (error) co_return Reading{refusalFor(error)};
  co_return Reading{std::nullopt, true};
}

template <class Stream>
asio::awaitable<beast::error_code> HttpServer::Core::readBody(Stream& stream, beast::flat_buffer& buffer,
                                                              Parser& parser) {
  beast::get_lowest_layer(stream).expires_after(kBodyTime);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> goOn(http::status::continue_, 11);
    http::response_serializer<http::empty_body> serializer(goOn);
    const auto [error, size] = co_await http::async_write(stream, serializer, kQuiet);
    if (error) co_return error;
  }
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, kQuiet);
  co_return error;
}

// Hands the request over and sleeps until somebody replies, on whatever thread; goes on on this connection's strand.
asio::awaitable<Response> HttpServer::Core::ask(const Request& request) {
  auto start = [this, &request](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    const auto executor = asio::get_associated_executor(*shared);
    (*m_handler)(request, [shared, executor](Response response) {
      asio::post(executor, [shared, response = std::move(response)]() mutable { (*shared)(std::move(response)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(start, asio::use_awaitable);
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const Options& options, const Clock& clock) {
  auto core = std::make_unique<Core>(options, clock);
  if (auto ready = core->prepareTls(); !ready) return failure(ready.error());
  if (auto listening = core->listen(); !listening) return failure(listening.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::unique_ptr<Core> core) : m_core(std::move(core)) {}
HttpServer::~HttpServer() = default;

quint16 HttpServer::port() const {
  return m_core->port();
}

int HttpServer::connections() const {
  return m_core->connections();
}

void HttpServer::run(const Handler& handler, const Prospector& prospector) {
  m_core->run(handler, prospector);
}

void HttpServer::stop() {
  m_core->stop();
}

}  // namespace hall::gateway
