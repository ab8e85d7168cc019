// The program that is killed: seals, sends and settles against a real gateway, and says on standard output what it was
// promised. The levers are linked in here; the product knows nothing of them.
//   crash_child FOLDER URL COUNT disk|disk-inside|line|none [N]   dies at the N-th disk operation or line step
#include <unistd.h>

#include <QCoreApplication>
#include <QThread>
#include <csignal>
#include <cstdio>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "tests/support/broken_disk.h"

using namespace hall;
namespace broken_disk = test::broken_disk;

namespace {

// Every request has two steps: before it leaves, and when its answer is here but nobody has read it.
class DyingTransport final : public engine::Transport {
 public:
  DyingTransport(std::unique_ptr<engine::HttpTransport> real, long diesAt) : m_real(std::move(real)), m_left(diesAt) {}

  Result<engine::Response> send(const engine::Request& request, std::stop_token stop) override {
    step();
    auto answer = m_real->send(request, std::move(stop));
    step();
    return answer;
  }
  [[nodiscard]] long steps() const { return m_steps; }

 private:
  void step() {
    if (m_steps++ == m_left) ::kill(::getpid(), SIGKILL);
  }
  std::unique_ptr<engine::HttpTransport> m_real;
  long m_left;
  std::atomic<long> m_steps{0};
};

void say(const QByteArray& line) {
  // Straight to the pipe: what was said stays said when this process is gone.
  if (::write(STDOUT_FILENO, (line + '\n').constData(), static_cast<size_t>(line.size()) + 1) < 0) ::_exit(3);
}

int failed(const Error& error) {
  say("failed " + error.code);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QStringList words = QCoreApplication::arguments();
  const QString folder = words.value(1);
  const QString lever = words.value(4);
  const long at = words.value(5, QStringLiteral("-1")).toLong();
  const SystemClock clock;
  Log log(clock, [](const QByteArray&) {});
  const auto key = seal::TerminalKey::openOrCreate(folder + QStringLiteral("/key"), clock);
  if (!key) return failed(key.error());
  const auto platform = seal::PlatformCertificates::open(folder + QStringLiteral("/platform.pem"));
  if (!platform) return failed(platform.error());

  using broken_disk::Misfortune;
  const Misfortune misfortune = lever == QLatin1String("disk")          ? Misfortune::Kill
                                : lever == QLatin1String("disk-inside") ? Misfortune::KillInside
                                                                        : Misfortune::None;
  broken_disk::breakDisk((folder + QStringLiteral("/outbox")).toStdString(), misfortune, at);
  const auto box =
      outbox::Outbox::open(folder + QStringLiteral("/outbox"), *key, *platform, clock, log, {.minimumFreeBytes = 0});
  if (!box) return failed(box.error());
  auto real = engine::HttpTransport::create({.baseUrl = words.value(2).toLatin1(), .total = std::chrono::seconds(5)});
  if (!real) return failed(real.error());
  DyingTransport transport(std::move(*real), lever == QLatin1String("line") ? at : -1);
  engine::SendingEngine engine(**box, transport, clock, log, {});
  say("ready");
  for (int i = 0; i < words.value(3).toInt(); ++i) {
    outbox::SealRequest request{mintIdentifier(clock),
                                "residence-permit",
                                "service",
                                {{QStringLiteral("n"), i}},
                                {{QByteArray(4000, 'p'), "image/jpeg"}}};
    request.subjectKey = key->subjectKey("11010519491231002X");
    const auto begun =
        (*box)->saveDraft(request.caseId, request.serviceId, request.subjectKey, {{QStringLiteral("n"), i}});
    if (!begun) return failed(begun.error());
    const auto page = (*box)->addDraftAttachment(request.caseId, "photo", QByteArray(3000, 'q'), "image/jpeg");
    if (!page) return failed(page.error());
    say("page " + request.caseId);
    const auto kept = (*box)->seal(request);
    if (!kept) return failed(kept.error());
    say("kept " + kept->submissionId);
    engine.wake();
  }
  while ((*box)->nextDue().value().has_value()) QThread::msleep(2);
  say("done " + QByteArray::number(qlonglong{broken_disk::operations()}) + ' ' +
      QByteArray::number(qlonglong{transport.steps()}));
  return 0;
}
