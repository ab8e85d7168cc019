#include "sync/gateway/http_server.h"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>
#include <vector>

#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"

namespace hall::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto kQuiet = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::chrono::milliseconds kPauseAfterFailedAccept{100};

using Parser = http::request_parser<http::string_body>;

QByteArray bytes(beast::string_view text) {
  return {text.data(), static_cast<qsizetype>(text.size())};
}

RequestHead headOf(const Parser& parser) {
  const auto length = parser.content_length();
  return {bytes(parser.get().method_string()), bytes(parser.get().target()),
          length ? std::optional(static_cast<qint64>(*length)) : std::nullopt};
}

// What a request that cannot be read deserves; nothing if the connection simply ended.
std::optional<Response> refusalFor(const beast::error_code& error) {
  if (error == http::error::header_limit) return problem(Problem::HeadersTooLarge);
  if (error == http::error::body_limit) return problem(Problem::TooLarge);
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  const bool garbled = error.category() == http::make_error_code(http::error::bad_method).category();
  return garbled ? std::optional(problem(Problem::BadRequest)) : std::nullopt;
}

asio::awaitable<bool> write(beast::tcp_stream& stream, const Response& response, bool keepAlive) {
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
  message.body() = {response.body.constData(), static_cast<size_t>(response.body.size())};
  if (response.status != 204) message.content_length(static_cast<size_t>(response.body.size()));
  http::response_serializer<http::span_body<const char>> serializer(message);
  stream.expires_after(kWriteTime);
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

}  // namespace

class HttpServer::Core {
 public:
  explicit Core(const Options& options) : m_options(options), m_context(options.threads), m_acceptor(m_context) {}

  Result<void> listen();
  [[nodiscard]] quint16 port() const { return m_acceptor.local_endpoint().port(); }
  void run(const Handler& handler, const Prospector& prospector);
  void stop() { m_context.stop(); }

 private:
  // Counts a connection while it lives.
  struct Seat {
    explicit Seat(std::atomic<int>& counter) : taken(counter) { ++taken; }
    ~Seat() { --taken; }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    std::atomic<int>& taken;
  };

  asio::awaitable<void> acceptAll();
  asio::awaitable<void> converse(tcp::socket socket);
  asio::awaitable<bool> serveOne(beast::tcp_stream& stream, beast::flat_buffer& buffer);
  asio::awaitable<beast::error_code> readBody(beast::tcp_stream& stream, beast::flat_buffer& buffer, Parser& parser,
                                              std::uint64_t limit);
  asio::awaitable<Response> ask(const Request& request);

  const Options m_options;
  const Handler* m_handler = nullptr;
  const Prospector* m_prospector = nullptr;
  std::atomic<int> m_connections{0};
  asio::io_context m_context;
  tcp::acceptor m_acceptor;
};

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
    if (m_connections >= kMaximumConnections) continue;  // closed at once; a terminal tries again later
    const auto strand = socket.get_executor();
    asio::co_spawn(strand, converse(tcp::socket(std::move(socket))), asio::detached);
  }
}

asio::awaitable<void> HttpServer::Core::converse(tcp::socket socket) {
  const Seat seat(m_connections);
  beast::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;  // kept from request to request
  while (co_await serveOne(stream, buffer)) {
  }
}

// True if the connection goes on.
asio::awaitable<bool> HttpServer::Core::serveOne(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
  Parser parser;
  parser.header_limit(kMaximumHeaderBytes);
  parser.body_limit(static_cast<std::uint64_t>(kMaximumPartBytes));
  stream.expires_after(kHeaderTime);
  auto [error, size] = co_await http::async_read_header(stream, buffer, parser, kQuiet);
  std::optional<Response> refusal;
  if (!error) {
    Prospect prospect = (*m_prospector)(headOf(parser));
    refusal = std::move(prospect.refusal);
    if (!refusal) error = co_await readBody(stream, buffer, parser, static_cast<std::uint64_t>(prospect.bodyLimit));
  }
  if (error || refusal) {
    if (!refusal) refusal = refusalFor(error);
    if (refusal) {
      const bool written = co_await write(stream, *refusal, false);
      if (written) co_await linger(stream);
    }
    co_return false;
  }
  stream.expires_never();  // from here the time is ours
  const Request request{bytes(parser.get().method_string()), bytes(parser.get().target()), bytes(parser.get().body())};
  std::string().swap(parser.get().body());  // one copy is enough
  const Response response = co_await ask(request);
  const bool keepAlive = parser.get().keep_alive();
  const bool written = co_await write(stream, response, keepAlive);
  co_return written&& keepAlive;
}

asio::awaitable<beast::error_code> HttpServer::Core::readBody(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                                              Parser& parser, std::uint64_t limit) {
  const auto announced = parser.content_length();
  if (announced && *announced > limit) co_return http::make_error_code(http::error::body_limit);
  parser.body_limit(limit);
  stream.expires_after(kBodyTime);
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

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const Options& options) {
  auto core = std::make_unique<Core>(options);
  if (auto listening = core->listen(); !listening) return failure(listening.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::unique_ptr<Core> core) : m_core(std::move(core)) {}
HttpServer::~HttpServer() = default;

quint16 HttpServer::port() const {
  return m_core->port();
}

void HttpServer::run(const Handler& handler, const Prospector& prospector) {
  m_core->run(handler, prospector);
}

void HttpServer::stop() {
  m_core->stop();
}

}  // namespace hall::gateway
