// hall-kiosk: the program a citizen stands before.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <QCommandLineParser>
#include <QDir>
#include <QFont>
#include <QGuiApplication>
#include <QQuickStyle>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include "kiosk-app/opening.h"
#include "kiosk-app/self_test.h"

namespace {

QRect geometryOf(const QString& text) {
  // The X notation: WIDTHxHEIGHT+LEFT+TOP.
  const QStringList numbers = QString(text).replace(u'x', u'+').split(u'+');
  if (numbers.size() != 4) return {};
  return {numbers.at(2).toInt(), numbers.at(3).toInt(), numbers.at(0).toInt(), numbers.at(1).toInt()};
}

// A crash must not write a citizen to the disk, and nobody may look into this process.
void keepMemoryPrivate() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// A signal may come on any thread and at any instruction; it is only noted there, and read on the UI thread like any
// other event. To be called before the first thread starts, so that all of them inherit the mask.
int noteStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int complain(const hall::Error& error) {
  std::fprintf(stderr, "hall-kiosk: %s (%s)\n", error.code.constData(), error.detail.toUtf8().constData());
  return 1;
}

// Installed beside the programs, or in the sources of a build that is tried where it was made.
QString defaultAssets() {
  const QString installed = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/hall/assets");
  return QDir(installed).exists() ? QDir::cleanPath(installed) : QStringLiteral(HALL_ASSETS_DEFAULT);
}

// Makes the terminal's key, so that its certificate can be admitted by the gateway before the first citizen comes.
int firstStart(const QString& data) {
  const hall::SystemClock clock;
  const auto key = hall::seal::TerminalKey::openOrCreate(data + QStringLiteral("/keys"), clock);
  if (!key) return complain(key.error());
  std::printf("%s\n", qPrintable(QDir(data).filePath(QStringLiteral("keys/terminal.pem"))));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  keepMemoryPrivate();
  const int stopSignals = noteStopSignals();
  qputenv("QT_QUICK_BACKEND", "software");
  QGuiApplication app(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("hall-kiosk"));
  QQuickStyle::setStyle(QStringLiteral("Basic"));
  // In locale C the default font has Japanese glyphs for several common characters.
  QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));

  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Self-service kiosk of a government service hall"));
  parser.addHelpOption();
  const QCommandLineOption data(QStringLiteral("data"), QStringLiteral("Folder for keys and outbox."),
                                QStringLiteral("folder"), QStringLiteral("/var/lib/hall-kiosk"));
  const QCommandLineOption assets(QStringLiteral("assets"), QStringLiteral("Folder with words, services and icons."),
                                  QStringLiteral("folder"), defaultAssets());
  const QCommandLineOption settings(QStringLiteral("settings"), QStringLiteral("Settings file."),
                                    QStringLiteral("file"));
  const QCommandLineOption geometry(QStringLiteral("window"), QStringLiteral("Window instead of full screen."),
                                    QStringLiteral("WxH+X+Y"));
  const QCommandLineOption simulate(QStringLiteral("simulate"), QStringLiteral("Simulated devices and their dock."));
  const QCommandLineOption slips(QStringLiteral("slips"), QStringLiteral("Where simulated slips are written."),
                                 QStringLiteral("folder"));
  const QCommandLineOption first(QStringLiteral("first-start"),
                                 QStringLiteral("Make this terminal's key, print its certificate's path, and end."));
  const QCommandLineOption selfTest(QStringLiteral("self-test"), QStringLiteral("Check everything and end."));
  parser.addOptions({data, assets, settings, geometry, simulate, slips, first, selfTest});
  parser.process(app);

  if (parser.isSet(first)) return firstStart(parser.value(data));
  const hall::kiosk::KioskOptions options{parser.value(data),     parser.value(assets),
                                          parser.value(settings), geometryOf(parser.value(geometry)),
                                          parser.isSet(simulate), parser.value(slips)};
  QSocketNotifier stop(stopSignals, QSocketNotifier::Read);
  QObject::connect(&stop, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
  if (parser.isSet(selfTest)) return hall::kiosk::selfTest(hall::kiosk::Kiosk::create(options));
  hall::kiosk::Opening opening(options);
  opening.tryNow();
  return QGuiApplication::exec();
}
