// The bad line itself: an honest one changes nothing, each fault does what its name says, and is counted.
#include <QtTest>
#include <thread>

#include "sync/drill/fault_proxy.h"

using namespace hall;
using namespace std::chrono_literals;
using drill::FaultProxy;
using drill::HttpMessage;
using drill::LineFault;
using drill::Socket;

class TestDrillWire : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void passesWhatItGets();
  void doesAsNamed_data();
  void doesAsNamed();
  void repeatsARequest();
  void isDown();
};

namespace {

// Answers each request with how many there were.
class Counting {
 public:
  Counting() : m_socket(Socket::listen(m_port).value()), m_thread([this](const std::stop_token& stop) { run(stop); }) {}
  [[nodiscard]] quint16 port() const { return m_port; }
  [[nodiscard]] int requests() const { return m_requests; }

 private:
  void run(const std::stop_token& stop) {
    std::list<std::jthread> all;
    while (!stop.stop_requested()) {
      auto client = m_socket.accept(20ms);
      if (!client) continue;
      all.emplace_back([this, held = std::make_shared<Socket>(std::move(*client))](const std::stop_token& over) {
        drill::HttpReader reader(*held);
        while (!over.stop_requested() && !reader.hasEnded()) {
          if (!reader.next(20ms)) continue;
          const QByteArray body = "{\"receipt\":\"" + QByteArray::number(++m_requests) + "\"}";
          (void)held->write(drill::httpAnswer(200, "application/json", body));
        }
      });
    }
  }

  quint16 m_port = 0;
  std::atomic<int> m_requests{0};
  Socket m_socket;
  std::jthread m_thread;
};

std::optional<HttpMessage> ask(const FaultProxy& proxy, std::chrono::milliseconds patience = 5s) {
  const auto port = proxy.url().mid(proxy.url().lastIndexOf(':') + 1).toUShort();
  const auto socket = Socket::connect(port).value();
  (void)socket.write("PUT /v1/submissions/x HTTP/1.1\r\nHost: hall\r\nContent-Length: 4\r\n\r\nbody");
  return drill::HttpReader(socket).next(patience);
}

}  // namespace

void TestDrillWire::passesWhatItGets() {
  const Counting gateway;
  const auto proxy = FaultProxy::open(1).value();
  proxy->script().setGateway(gateway.port());
  QCOMPARE(ask(*proxy)->body, QByteArray("{\"receipt\":\"1\"}"));
  QCOMPARE(ask(*proxy)->body, QByteArray("{\"receipt\":\"2\"}"));
  QVERIFY(proxy->script().struck().isEmpty());
}

void TestDrillWire::doesAsNamed_data() {
  QTest::addColumn<int>("fault");
  for (const auto& [fault, name] : drill::kLineFaults) {
    const bool needsTwo = fault == LineFault::SwappedAnswers || fault == LineFault::OtherReceipt;
    if (!needsTwo) QTest::newRow(name) << static_cast<int>(fault);
  }
}

void TestDrillWire::doesAsNamed() {
  QFETCH(int, fault);
  const auto which = static_cast<LineFault>(fault);
  const Counting gateway;
  const auto proxy = FaultProxy::open(3).value();
  proxy->script().setGateway(gateway.port());
  proxy->script().set({which}, 100);
  bool changed = false;
  for (int i = 0; i < 8; ++i) {
    const auto answer = ask(*proxy, which == LineFault::BlackHole ? 100ms : 5000ms);
    const bool honest = answer && answer->status() == 200 && answer->body.endsWith("\"}");
    changed = changed || !honest;
  }
  QCOMPARE(proxy->script().struck().value(which), 8);
  const bool harmless = which == LineFault::Delay || which == LineFault::Duplicate;
  QCOMPARE(changed, !harmless);
}

void TestDrillWire::repeatsARequest() {
  const Counting gateway;
  const auto proxy = FaultProxy::open(1).value();
  proxy->script().setGateway(gateway.port());
  proxy->script().set({LineFault::Duplicate}, 100);
  QVERIFY(ask(*proxy));
  QCOMPARE(gateway.requests(), 2);
  QCOMPARE(proxy->script().differing(), 1);  // this gateway gives another receipt each time
}

void TestDrillWire::isDown() {
  const Counting gateway;
  const auto proxy = FaultProxy::open(1).value();
  proxy->script().setGateway(0);
  QVERIFY(!ask(*proxy, 1s));
  QCOMPARE(gateway.requests(), 0);
}

QTEST_GUILESS_MAIN(TestDrillWire)
#include "tst_drill_wire.moc"
