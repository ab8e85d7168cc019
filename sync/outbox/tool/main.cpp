// hall-outbox: for whoever looks after a kiosk that is stopped. Lists what its outbox holds, releases what is held,
// writes a sealed copy to media, verifies the journal.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

#include "sync/outbox/tool/commands.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Looks after the outbox of a kiosk. The kiosk must be stopped.\n\n"
    "  list                         ids, states, codes and times\n"
    "  release --by NAME ID         send again what is held; NAME is written down\n"
    "  export --to FILE ID          a sealed copy, verified after writing\n"
    "  verify                       whether the journal is whole";

int usage(const QCommandLineParser& parser) {
  std::fputs(qUtf8Printable(parser.helpText()), stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("hall-outbox"));
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription(QLatin1String(kHelp));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("one of the above"));
  parser.addOptions({{QStringLiteral("data"), QStringLiteral("the kiosk's data folder"), QStringLiteral("DIR")},
                     {QStringLiteral("by"), QStringLiteral("the clerk who decides"), QStringLiteral("NAME")},
                     {QStringLiteral("to"), QStringLiteral("where the copy goes"), QStringLiteral("FILE")},
                     {QStringLiteral("json"), QStringLiteral("list as JSON")}});
  parser.process(application);
  const QStringList words = parser.positionalArguments();
  const QString command = words.value(0);
  const QString by = parser.value(QStringLiteral("by"));
  const QString to = parser.value(QStringLiteral("to"));
  const bool releases = command == QLatin1String("release");
  const bool exports = command == QLatin1String("export");
  const bool known = releases || exports || command == QLatin1String("list") || command == QLatin1String("verify");
  if (!known || !parser.isSet(QStringLiteral("data")) || words.size() != (releases || exports ? 2 : 1) ||
      releases == by.isEmpty() || exports == to.isEmpty()) {
    return usage(parser);
  }
  const SystemClock clock;
  Log log(clock, Log::standardError());
  const auto box = outbox::openData(parser.value(QStringLiteral("data")), clock, log);
  if (!box) return outbox::fail(box.error());
  const QByteArray id = words.value(1).toLatin1();
  if (releases) return outbox::release(**box, id, by.toUtf8());
  if (exports) return outbox::exportTo(**box, id, to);
  return command == QLatin1String("list") ? outbox::list(**box, parser.isSet(QStringLiteral("json")))
                                          : outbox::verify(**box);
}
