// hall-outbox: for whoever looks after a kiosk that is stopped. Lists what its outbox holds, releases what is held,
// writes a sealed copy to media, verifies the journal.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <cstdio>

#include "sync/outbox/tool/commands.h"
#include "sync/outbox/tool/media_commands.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Looks after the outbox of a kiosk. The kiosk must be stopped.\n\n"
    "  list                         ids, states, codes and times\n"
    "  warnings                     legal deadlines near or over, what is held, why nothing new is taken, what waits\n"
    "  drafts                       what was begun and not handed in: case ids, services, times\n"
    "  open-draft --by NAME --reason TEXT CASE\n"
    "                               shows what was begun; NAME and TEXT go into the journal before it is opened. Both "
    "are\n"
    "                               plain names (letters, digits, \".-_\"): wang.li, citizen-asked\n"
    "  hold --by NAME ID            set aside what is never taken; NAME is written down, release is the way back\n"
    "  release --by NAME ID         send again what is held; NAME is written down\n"
    "  export --to FILE ID          a sealed copy, verified after writing\n"
    "  export-all --to DIR          all that waits, in bundles on a stick, read back after writing\n"
    "  import FILE                  the platform's answer to a bundle, from the stick\n"
    "  import-qr                    the same from QR codes: their texts, a line each, from standard input\n"
    "  verify                       whether the journal is whole";

// Installed beside the programs, or in the sources of a build that is tried where it was made.
QString defaultAssets() {
  const QString installed = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/hall/assets");
  return QDir(installed).exists() ? QDir::cleanPath(installed) : QStringLiteral(HALL_ASSETS_DEFAULT);
}

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
                     {QStringLiteral("reason"), QStringLiteral("why a draft is opened"), QStringLiteral("TEXT")},
                     {QStringLiteral("assets"), QStringLiteral("where calendar/holidays.json is"),
                      QStringLiteral("DIR"), defaultAssets()},
                     {QStringLiteral("to"), QStringLiteral("where the copies go"), QStringLiteral("PATH")},
                     {QStringLiteral("json"), QStringLiteral("list, warnings, drafts, open-draft: as JSON")}});
  parser.process(application);
  const QStringList words = parser.positionalArguments();
  const QString command = words.value(0);
  const QString by = parser.value(QStringLiteral("by"));
  const QString reason = parser.value(QStringLiteral("reason"));
  const QString to = parser.value(QStringLiteral("to"));
  const auto is = [&command](const char* name) { return command == QLatin1String(name); };
  const bool releases = is("release");
  const bool holds = is("hold");
  const bool exports = is("export");
  const bool opens = is("open-draft");
  const bool takesOne = releases || holds || exports || opens || is("import");
  const bool known =
      takesOne || is("export-all") || is("import-qr") || is("list") || is("warnings") || is("drafts") || is("verify");
  if (!known || !parser.isSet(QStringLiteral("data")) || words.size() != (takesOne ? 2 : 1) ||
      (releases || holds || opens) == by.isEmpty() || opens == reason.isEmpty() ||
      (exports || is("export-all")) == to.isEmpty()) {
    return usage(parser);
  }
  const SystemClock clock;
  Log log(clock, Log::standardError());
  const QString data = parser.value(QStringLiteral("data"));
  const auto box = outbox::openData(data, parser.value(QStringLiteral("assets")), clock, log);
  if (!box) return outbox::fail(box.error());
  const bool json = parser.isSet(QStringLiteral("json"));
  const QByteArray id = words.value(1).toLatin1();
  if (releases) return outbox::release(**box, id, by.toUtf8());
  if (holds) return outbox::setAside(**box, id, by.toUtf8());
  if (opens) {
    return outbox::openDraft(**box, id, by.toUtf8(), reason.toUtf8(), json);
  }
  if (is("warnings")) return outbox::warnings(**box, json);
  if (is("drafts")) return outbox::drafts(**box, json);
  if (exports) return outbox::exportTo(**box, id, to);
  if (is("export-all")) return outbox::exportAll(**box, data, clock, to);
  if (is("import")) return outbox::importAnswer(**box, words.value(1));
  if (is("import-qr")) {
    QFile lines;
    if (!lines.open(stdin, QIODevice::ReadOnly)) return usage(parser);
    return outbox::importCodes(**box, lines);
  }
  return is("list") ? outbox::list(**box, json) : outbox::verify(**box);
}
