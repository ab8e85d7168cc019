// After an outage: submissions that wait on one terminal are drained by the engine to a real gateway process, beside
// what that gateway accepts from a bare client that does nothing but post prebuilt batches, and beside its bare HTTP.
//   bench_drain [--quick]   10,000 in five rounds, or 2,000 in two
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "sync/base/identifier.h"
#include "sync/engine/batch_body.h"
#include "sync/engine/batches.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "tests/support/gateway_process.h"

using namespace hall;

namespace {

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Terminal {
  explicit Terminal(test::GatewayProcess& gateway) : certificates(gateway.certificates()) {
    if (!gateway.admit(key.certificatePem())) qFatal("admit");
    auto opened = outbox::Outbox::open(folder.path() + QStringLiteral("/outbox"), key, certificates, clock, log,
                                       {.minimumFreeBytes = 0});
    if (!opened) qFatal("outbox: %s", opened.error().code.constData());
    box = std::move(*opened);
    transport = engine::HttpTransport::create({.baseUrl = gateway.url()}).value();
  }
  QList<model::Submission> seal(int count) {
    QList<model::Submission> sealed;
    for (int i = 0; i < count; ++i) {
      const outbox::SealRequest wish{mintIdentifier(clock),
                                     "residence-permit",
                                     "service",
                                     {{QStringLiteral("words"), QString(1200, QLatin1Char('w'))}},
                                     {}};
      sealed.append(box->seal(wish).value());
    }
    return sealed;
  }

  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};
  QTemporaryDir folder;
  seal::PlatformCertificates certificates;
  seal::TerminalKey key = seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/key"), clock).value();
  std::unique_ptr<outbox::Outbox> box;
  std::unique_ptr<engine::HttpTransport> transport;
};

// As large as the engine's own batches grow.
QList<QByteArray> bodies(Terminal& terminal, const QList<model::Submission>& sealed) {
  QList<QByteArray> made;
  for (qsizetype i = 0; i < sealed.size(); i += engine::BatchSize::kMostItems) {
    QList<engine::WholeSubmission> together;
    for (const auto& s : sealed.mid(i, engine::BatchSize::kMostItems)) {
      together.append({s, terminal.box->allParts(s).value()});
    }
    made.append(engine::batchBody(together, terminal.box->terminalId()));
  }
  return made;
}

void post(Terminal& terminal, const QList<QByteArray>& made) {
  for (const QByteArray& body : made) {
    const auto answer = terminal.transport->send({"POST", "/v1/batches", body, "application/cbor"}, {});
    if (!answer || answer->status != 200 || answer->body.contains("refused")) qFatal("the bare client was refused");
  }
}

void drain(Terminal& terminal, int total) {
  const engine::SendingEngine engine(*terminal.box, *terminal.transport, terminal.clock, terminal.log, {});
  while (terminal.box->countsByState()->value(model::SubmissionState::Received) < total) QThread::msleep(20);
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const bool quick = QCoreApplication::arguments().contains(QStringLiteral("--quick"));
  const int rounds = quick ? 2 : 5;
  const int count = quick ? 1000 : 2000;
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  if (!gateway.start()) qFatal("hall-gateway");
  Terminal ours(gateway);
  Terminal bare(gateway);
  std::vector<double> drained;
  std::vector<double> accepted;
  std::vector<double> asked;
  for (int round = 0; round < rounds; ++round) {
    const auto made = bodies(bare, bare.seal(count));
    (void)ours.seal(count);
    accepted.push_back(count / seconds([&] { post(bare, made); }));
    drained.push_back(count / seconds([&] { drain(ours, (round + 1) * count); }));
    asked.push_back(500 / seconds([&] {
                      for (int i = 0; i < 500; ++i) (void)bare.transport->send({"GET", "/healthz", {}, {}}, {});
                    }));
  }
  std::printf("%d rounds of %d waiting submissions, embedded SQLite, medians\n", rounds, count);
  std::printf("  drained by the engine     %8.0f /s\n", median(drained));
  std::printf("  accepted from bare client %8.0f /s   ratio %.2f (goal 0.5)\n", median(accepted),
              median(drained) / median(accepted));
  std::printf("  bare HTTP, one connection %8.0f /s\n", median(asked));
  return 0;
}
