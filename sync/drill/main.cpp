// hall-drill: provokes faults against real terminals and a real gateway in a scratch folder, and accounts for every
// submission.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QRandomGenerator>
#include <cstdio>

#include "sync/drill/drill.h"
#include "sync/drill/headless_terminal.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Provokes faults against real terminals and real gateways in a scratch folder, with synthetic citizens, and\n"
    "accounts for every submission. Touches nobody's data.\n\n"
    "  run                   plays the acts and writes DIR/TIME/report.{cms,json,txt}; status 1 if anything is lost,\n"
    "                        doubled or unexplained, or a fault did not happen\n"
    "  faults                the kinds of fault\n"
    "  verify REPORT.cms     checks the signature and prints the table; the signer's certificate lies beside it, or "
    "is\n"
    "                        given with --signer";

int usage(const QCommandLineParser& parser) {
  std::fputs(qUtf8Printable(parser.helpText()), stderr);
  return 2;
}

int fail(const Error& error) {
  if (error.code == "drill.real-data") {
    std::fprintf(stderr, "hall-drill: %s is not a drill's folder, and stays as it is\n", qUtf8Printable(error.detail));
    return 2;
  }
  std::fprintf(stderr, "hall-drill: %s %s %s\n", name(error.kind).constData(), error.code.constData(),
               qUtf8Printable(error.detail));
  return 2;
}

int run(const QCommandLineParser& parser) {
  drill::DrillOptions options;
  options.data = parser.value(QStringLiteral("data"));
  options.quick = parser.isSet(QStringLiteral("quick"));
  options.keeps = parser.isSet(QStringLiteral("keep"));
  options.faults = parser.value(QStringLiteral("faults")).split(QLatin1Char(','), Qt::SkipEmptyParts);
  options.submissions = options.quick ? 3000 : 20000;
  if (parser.isSet(QStringLiteral("submissions"))) {
    options.submissions = parser.value(QStringLiteral("submissions")).toInt();
  }
  options.seed = QRandomGenerator::system()->generate();
  if (parser.isSet(QStringLiteral("seed"))) options.seed = parser.value(QStringLiteral("seed")).toUInt();
  if (parser.isSet(QStringLiteral("parallel"))) options.sideBySide = parser.value(QStringLiteral("parallel")).toInt();
  if (options.data.isEmpty() || options.submissions < 1 || options.sideBySide < 1) return usage(parser);

  const SystemClock clock;
  const auto programs = drill::Programs::find();
  if (!programs) return fail(programs.error());
  const auto folder = drill::prepareFolder(options, clock);
  if (!folder) return fail(folder.error());
  const QString keyFile = parser.value(QStringLiteral("key"));
  const auto key = keyFile.isEmpty() ? seal::KeyPair::openOrCreate(options.data + QStringLiteral("/drill-key.pem"),
                                                                   "Hall drill", seal::KeyUse::Sign)
                                     : seal::KeyPair::open(keyFile);
  if (!key) return fail(key.error());
  const auto report = drill::runDrill(options, *programs, *folder, clock);
  if (!report) return fail(report.error());
  if (auto written = drill::writeReport(*folder, *report, *key); !written) return fail(written.error());
  std::fputs(drill::table(drill::toJson(*report)).constData(), stdout);
  std::fprintf(stdout, "%s/report.cms\n", qUtf8Printable(*folder));
  return report->isClean() ? 0 : 1;
}

int verify(const QCommandLineParser& parser, const QString& path) {
  QString signer = parser.value(QStringLiteral("signer"));
  if (signer.isEmpty()) signer = QFileInfo(path).absolutePath() + QStringLiteral("/signer.pem");
  const auto report = drill::readReport(path, signer);
  if (!report) {
    std::fprintf(stderr, "hall-drill: not verified: %s\n", report.error().code.constData());
    return 1;
  }
  std::fputs(drill::table(*report).constData(), stdout);
  std::fputs("签名有效 The signature is valid.\n", stdout);
  return report->value(QStringLiteral("is_clean")).toBool() ? 0 : 1;
}

int faults() {
  for (const drill::Kind& kind : drill::kinds()) {
    std::fprintf(stdout, "%-22s %s  %s\n", kind.id, kind.zh, kind.en);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("hall-drill"));
  const QCoreApplication application(argc, argv);
  const QStringList given = QCoreApplication::arguments().mid(1);
  // How the drill starts its own terminals; nobody else has a use for it.
  if (given.value(0) == QLatin1String("terminal")) return drill::runTerminal(drill::terminalTask(given));
  QCommandLineParser parser;
  parser.setApplicationDescription(QLatin1String(kHelp));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("one of the above"));
  parser.addOptions(
      {{QStringLiteral("data"), QStringLiteral("scratch folder, empty or a drill's"), QStringLiteral("DIR")},
       {QStringLiteral("faults"), QStringLiteral("kinds, or their beginnings, with commas"), QStringLiteral("LIST")},
       {QStringLiteral("submissions"), QStringLiteral("about so many in all"), QStringLiteral("N")},
       {QStringLiteral("seed"), QStringLiteral("of an earlier report, to repeat it"), QStringLiteral("S")},
       {QStringLiteral("parallel"), QStringLiteral("acts side by side"), QStringLiteral("N")},
       {QStringLiteral("quick"), QStringLiteral("every fault at least once, in a minute and a half")},
       {QStringLiteral("keep"), QStringLiteral("keep the folders of acts that went well, too")},
       {QStringLiteral("key"), QStringLiteral("PEM key and certificate that signs, such as the terminal's own"),
        QStringLiteral("FILE")},
       {QStringLiteral("signer"), QStringLiteral("the signer's certificate, for verify"), QStringLiteral("FILE")}});
  parser.process(application);
  const QStringList words = parser.positionalArguments();
  const QString command = words.value(0);
  if (command == QLatin1String("run") && words.size() == 1) return run(parser);
  if (command == QLatin1String("verify") && words.size() == 2) return verify(parser, words[1]);
  if (command == QLatin1String("faults") && words.size() == 1) return faults();
  return usage(parser);
}
