// From the moment a card lies on the reader to the first frame that shows whose it is, in the whole kiosk. Beside it
// what nobody can do without: the half of the polling pause that a card waits on average, the bare exchange with the
// module, and one frame of the same page. The simulated module answers at once; a real one adds its own 20 to 600 ms.
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFont>
#include <QGuiApplication>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>
#include <numeric>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/sim/sim_bay.h"
#include "drivers/sim/sim_sam_port.h"
#include "kiosk-app/kiosk.h"
#include "tests/support/fake_platform_keys.h"

using hall::drivers::sim::Levers;
using hall::kiosk::CitizenDesk;
using hall::kiosk::Kiosk;
using hall::kiosk::KioskOptions;

namespace {

constexpr double kMeanWait = 150.0;  // half of the 300 ms between two looks for a card

double quantile(QList<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.isEmpty() ? 0 : values.at(static_cast<qsizetype>(share * static_cast<double>(values.size() - 1)));
}

double mean(const QList<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(std::max<qsizetype>(1, values.size()));
}

double milliseconds(const QElapsedTimer& timer) {
  return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

bool until(const std::function<bool()>& done) {
  QElapsedTimer timer;
  timer.start();
  while (!done()) {
    if (timer.elapsed() > 10'000) return false;
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
  }
  return true;
}

void pause(int span) {
  QEventLoop loop;
  QTimer::singleShot(span, &loop, &QEventLoop::quit);
  loop.exec();
}

class Bench {
 public:
  explicit Bench(Kiosk& kiosk)
      : m_kiosk(kiosk), m_levers(qobject_cast<hall::drivers::sim::SimBay*>(&kiosk.bay())->levers()) {}

  bool round() {
    const auto step = [this] { return m_kiosk.desk().step(); };
    pause(QRandomGenerator::global()->bounded(300));  // a card comes at any moment between two looks
    bool shown = false;
    const auto watch = QObject::connect(m_kiosk.window(), &QQuickWindow::frameSwapped,
                                        [&] { shown = step() == CitizenDesk::Step::Confirm; });
    QElapsedTimer timer;
    timer.start();
    if (!m_levers.layCard(QStringLiteral("pensioner")) || !until([&] { return shown; })) return false;
    cardToScreen.append(milliseconds(timer));
    timer.start();
    shown = false;
    m_kiosk.window()->update();
    if (!until([&] { return shown; })) return false;
    frame.append(milliseconds(timer));
    QObject::disconnect(watch);
    exchange.append(bareExchange());
    m_levers.takeCard();
    m_kiosk.desk().matter()->rejectPerson();
    return until([&] { return !m_kiosk.bay().servedCardPresent(); });
  }

  QList<double> cardToScreen;
  QList<double> exchange;
  QList<double> frame;

 private:
  static double bareExchange() {
    const auto stage = std::make_shared<hall::drivers::sim::Stage>();
    stage->change([](hall::drivers::sim::Stage::State& state) {
      state.card = hall::drivers::formatCardText(hall::drivers::sim::builtInPeople().value().first().card);
    });
    hall::drivers::SamReader reader(std::make_unique<hall::drivers::sim::SimSamPort>(stage), QStringLiteral("bench"));
    if (!reader.probe({})) return -1;
    QElapsedTimer timer;
    timer.start();
    return reader.read({}, {}) ? milliseconds(timer) : -1;
  }

  Kiosk& m_kiosk;
  Levers& m_levers;
};

}  // namespace

int main(int argc, char** argv) {
  QGuiApplication application(argc, argv);
  QQuickStyle::setStyle(QStringLiteral("Basic"));
  QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
  const int rounds = QCoreApplication::arguments().contains(QStringLiteral("--quick")) ? 10 : 40;
  const QTemporaryDir data;
  const hall::test::PlatformKeys platform;
  QFile file(data.filePath(QStringLiteral("platform.pem")));
  if (!file.open(QIODevice::WriteOnly)) return 1;
  file.write(platform.signing.certificate().pem() + platform.encryption.certificate().pem());
  file.close();
  KioskOptions options;
  options.data = data.path();
  options.assets = QStringLiteral(HALL_ASSETS);
  options.geometry = QRect(0, 0, 1080, 1920);
  options.simulate = true;
  const auto kiosk = Kiosk::create(options);
  if (!kiosk || !(*kiosk)->show()) return 1;
  (*kiosk)->desk().begin();
  (*kiosk)->desk().find()->choose(QStringLiteral("pension-confirmation"));
  (*kiosk)->desk().matter()->start();
  Bench bench(**kiosk);
  for (int i = 0; i < rounds; ++i) {
    if (!bench.round()) return 1;
  }
  const double least = kMeanWait + mean(bench.exchange) + mean(bench.frame);
  QTextStream out(stdout);
  out << Qt::fixed << qSetRealNumberPrecision(1) << "rounds                          " << rounds
      << "\ncard to screen, median          " << quantile(bench.cardToScreen, 0.5)
      << " ms\ncard to screen, 95 %            " << quantile(bench.cardToScreen, 0.95)
      << " ms\n  mean wait for the next look   " << kMeanWait << " ms\n  bare exchange, median         "
      << quantile(bench.exchange, 0.5) << " ms\n  one frame of the page, median " << quantile(bench.frame, 0.5)
      << " ms\n"
      << qSetRealNumberPrecision(2) << "mean against these three        " << mean(bench.cardToScreen) / least << " x\n";
  return 0;
}
