#include "tests/bench/ingest/bare_server.h"

#include <QUuid>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

namespace hall::bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

const std::string kAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

class Session;

class Group {
 public:
  explicit Group(InsertAll insert) : m_insert(std::move(insert)), m_thread([this] { run(); }) {}
  void add(std::shared_ptr<Session> session, BareRow row);

 private:
  void run();
  InsertAll m_insert;
  std::mutex m_mutex;
  std::condition_variable m_bell;
  std::vector<std::shared_ptr<Session>> m_sessions;
  std::vector<BareRow> m_rows;
  std::jthread m_thread;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Group& group) : m_stream(std::move(socket)), m_group(group) {}
  void read() {
    m_parser.emplace();
    http::async_read(m_stream, m_buffer, *m_parser, [self = shared_from_this()](beast::error_code error, size_t) {
      if (error) return;
      const std::string& body = self->m_parser->get().body();
      self->m_group.add(self, {QUuid::createUuid().toByteArray(QUuid::WithoutBraces),
                               QByteArray(body.data(), static_cast<qsizetype>(body.size()))});
    });
  }
  void answer() {
    asio::post(m_stream.get_executor(), [self = shared_from_this()] {
      asio::async_write(self->m_stream, asio::buffer(kAnswer), [self](beast::error_code error, size_t) {
        if (!error) self->read();
      });
    });
  }

 private:
  beast::tcp_stream m_stream;
  beast::flat_buffer m_buffer;
  std::optional<http::request_parser<http::string_body>> m_parser;
  Group& m_group;
};

void Group::add(std::shared_ptr<Session> session, BareRow row) {
  {
    const std::lock_guard lock(m_mutex);
    m_sessions.push_back(std::move(session));
    m_rows.push_back(std::move(row));
  }
  m_bell.notify_one();
}

void Group::run() {
  while (true) {
    std::vector<std::shared_ptr<Session>> sessions;
    std::vector<BareRow> rows;
    {
      std::unique_lock lock(m_mutex);
      m_bell.wait(lock, [this] { return !m_rows.empty(); });
      sessions.swap(m_sessions);
      rows.swap(m_rows);
    }
    if (!m_insert(rows)) std::abort();
    for (const auto& session : sessions) session->answer();
  }
}

void accept(tcp::acceptor& acceptor, asio::io_context& context, Group& group) {
  acceptor.async_accept(asio::make_strand(context), [&](beast::error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Session>(std::move(socket), group)->read();
    }
    accept(acceptor, context, group);
  });
}

}  // namespace

int serveBare(const InsertAll& insert) {
  asio::io_context context(2);
  Group group(insert);
  tcp::acceptor acceptor(context, {asio::ip::make_address("127.0.0.1"), 0});
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  accept(acceptor, context, group);
  std::jthread second([&] { context.run(); });
  context.run();
  return 0;
}

}  // namespace hall::bench
