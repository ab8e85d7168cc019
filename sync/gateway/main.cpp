// hall-gateway: takes sealed submissions from terminals and gives each exactly one signed receipt.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

#include "sync/gateway/commands.h"
#include "sync/gateway/machine_commands.h"
#include "sync/gateway/publish.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Takes sealed submissions from terminals and gives each one signed receipt.\n\n"
    "  init                  make the platform's keys in DIR (does nothing if they are there)\n"
    "  certificate           print the machines' authority; with --host NAME make the server's certificate\n"
    "  certificates          print the two public certificates that every terminal needs\n"
    "  admit TERMINAL.pem    accept this terminal from now on; prints its id\n"
    "  publish DIR           offer the files of DIR as the next version of a collection that is mirrored down\n"
    "  serve                 answer terminals until SIGTERM\n"
    "  import BUNDLE...      take what terminals exported onto a stick (files, or folders that hold them)\n"
    "  enrol-code --name N   print a one-time code that enrols one machine, and the authority's fingerprint\n"
    "  machines              who is enrolled, until when, and who was called back\n"
    "  revoke TERMINAL_ID --reason R   call a machine back, effective at once\n"
    "  list                  ids, states, times and acceptance numbers\n"
    "  export                write what was received into the folder --to, a folder each; goes on where it ended\n"
    "  undescribed           what no agency sees: damaged since it was received; ids and acceptance numbers\n"
    "  enable AGENCY_ID      call this agency's endpoint again, after it said that it is gone\n"
    "  open SUBMISSION_ID    decrypt one submission for the authority; the look is written down";

int usage(QCommandLineParser& parser) {
  std::fputs(qUtf8Printable(parser.helpText()), stderr);
  return 2;
}

QList<QByteArray> latin(const QStringList& texts) {
  QList<QByteArray> all;
  for (const QString& text : texts) all.append(text.toLatin1());
  return all;
}

bool isLoopback(const QByteArray& address) {
  return address.startsWith("127.") || address == "::1";
}

int runServe(const gateway::Desk& desk, const QCommandLineParser& options) {
  const QByteArray listen = options.value(QStringLiteral("listen")).toLatin1();
  const qsizetype colon = listen.lastIndexOf(':');
  bool valid = false;
  const quint16 port = listen.mid(colon + 1).toUShort(&valid);
  QByteArray address = listen.left(colon);
  if (address.startsWith('[') && address.endsWith(']')) address = address.mid(1, address.size() - 2);
  if (colon < 1 || !valid) {
    std::fputs("hall-gateway: --listen wants ADDRESS:PORT\n", stderr);
    return 2;
  }
  const bool tls = options.isSet(QStringLiteral("tls"));
  // Whoever reaches a plain port may do everything; that somebody else keeps strangers off it must be said.
  if (!tls && !isLoopback(address) && !options.isSet(QStringLiteral("plain"))) {
    std::fputs("hall-gateway: beyond this machine wants --tls; --plain if a proxy in front keeps everybody else out\n",
               stderr);
    return 2;
  }
  return gateway::serve(
      desk, {address, port, options.value(QStringLiteral("port-file")), tls,
             latin(options.values(QStringLiteral("proxy"))), options.value(QStringLiteral("upstream")).toLatin1()});
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("hall-gateway"));
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription(QLatin1String(kHelp));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("one of the above"));
  parser.addOptions(
      {{QStringLiteral("data"), QStringLiteral("folder of keys and database"), QStringLiteral("DIR")},
       {QStringLiteral("database"),
        QStringLiteral("PostgreSQL instead of the embedded database, as libpq takes it (postgres://HOST,HOST/NAME). The"
                       " password comes from PGPASSFILE or a service file, never from here."),
        QStringLiteral("URI")},
       {QStringLiteral("listen"), QStringLiteral("address and port for serve; port 0: any free one"),
        QStringLiteral("ADDRESS:PORT"), QStringLiteral("127.0.0.1:8080")},
       {QStringLiteral("port-file"), QStringLiteral("where serve writes its port"), QStringLiteral("FILE")},
       {QStringLiteral("tls"), QStringLiteral("serve over TLS, terminals showing their certificates")},
       {QStringLiteral("plain"), QStringLiteral("serve plain HTTP beyond this machine")},
       {QStringLiteral("proxy"),
        QStringLiteral("address of a proxy that passes TLS through and tells the client's address first"),
        QStringLiteral("ADDRESS")},
       {QStringLiteral("upstream"),
        QStringLiteral(
            "the gateway above, to which serve sends on what it receives (DIR/upstream: hall-enrol's folder)"),
        QStringLiteral("URL")},
       {QStringLiteral("collection"), QStringLiteral("what publish offers: services or trust-list"),
        QStringLiteral("NAME"), QStringLiteral("services")},
       {QStringLiteral("host"), QStringLiteral("name or address of this gateway's server, for init and certificate"),
        QStringLiteral("NAME")},
       {QStringLiteral("receipts-to"), QStringLiteral("where import puts its answers: the stick"),
        QStringLiteral("DIR")},
       {QStringLiteral("receipts-qr"), QStringLiteral("where import puts its answers as pictures of QR codes"),
        QStringLiteral("DIR")},
       {QStringLiteral("name"), QStringLiteral("what people call the machine"), QStringLiteral("NAME")},
       {QStringLiteral("role"), QStringLiteral("kiosk, counter, gateway, agency or operator"), QStringLiteral("ROLE"),
        QStringLiteral("kiosk")},
       {QStringLiteral("valid"), QStringLiteral("how long the code may be used: 30m, 24h, 7d"), QStringLiteral("TIME"),
        QStringLiteral("24h")},
       {QStringLiteral("reason"), QStringLiteral("why a machine is called back; written down"), QStringLiteral("WHY")},
       {QStringLiteral("to"), QStringLiteral("where export writes"), QStringLiteral("DIR")},
       {QStringLiteral("agency"), QStringLiteral("export what this agency may see, sealed to it"),
        QStringLiteral("AGENCY_ID")},
       {QStringLiteral("json"), QStringLiteral("list as JSON")}});
  parser.process(application);
  const QStringList words = parser.positionalArguments();
  const QString command = words.value(0);
  const bool takesOne = command == QLatin1String("admit") || command == QLatin1String("open") ||
                        command == QLatin1String("revoke") || command == QLatin1String("enable") ||
                        command == QLatin1String("publish");
  const gateway::Answering answering{parser.value(QStringLiteral("receipts-to")),
                                     parser.value(QStringLiteral("receipts-qr"))};
  const bool imports = command == QLatin1String("import");
  if (imports ? words.size() < 2 || (answering.stick.isEmpty() && answering.pictures.isEmpty())
              : words.size() != (takesOne ? 2 : 1)) {
    return usage(parser);
  }
  if (!parser.isSet(QStringLiteral("data"))) return usage(parser);

  const SystemClock clock;
  Log log(clock, Log::standardError());
  const gateway::Desk desk{parser.value(QStringLiteral("data")), parser.value(QStringLiteral("database")).toUtf8(),
                           clock, log};
  const QList<QByteArray> hosts = latin(parser.values(QStringLiteral("host")));
  if (command == QLatin1String("init")) return gateway::init(desk, hosts);
  if (command == QLatin1String("certificate")) return gateway::certificate(desk, hosts);
  if (command == QLatin1String("certificates")) return gateway::certificates(desk);
  if (command == QLatin1String("publish")) {
    return gateway::publish(desk, parser.value(QStringLiteral("collection")).toUtf8(), words[1]);
  }
  if (command == QLatin1String("admit")) return gateway::admit(desk, words[1]);
  if (command == QLatin1String("serve")) return runServe(desk, parser);
  if (imports) return gateway::importBundles(desk, words.mid(1), answering);
  if (command == QLatin1String("enrol-code")) {
    return gateway::enrolCode(
        desk, {parser.value(QStringLiteral("name")).toUtf8(), parser.value(QStringLiteral("role")).toLatin1(),
               parser.value(QStringLiteral("valid")).toLatin1()});
  }
  if (command == QLatin1String("machines")) return gateway::machines(desk, parser.isSet(QStringLiteral("json")));
  if (command == QLatin1String("revoke")) {
    return gateway::revoke(desk, words[1].toLatin1(), parser.value(QStringLiteral("reason")).toUtf8());
  }
  if (command == QLatin1String("list")) return gateway::list(desk, parser.isSet(QStringLiteral("json")));
  if (command == QLatin1String("export") && parser.isSet(QStringLiteral("to"))) {
    return gateway::exportTo(desk, parser.value(QStringLiteral("to")),
                             parser.value(QStringLiteral("agency")).toLatin1());
  }
  if (command == QLatin1String("undescribed")) return gateway::undescribed(desk);
  if (command == QLatin1String("enable")) return gateway::enableWebhook(desk, words[1].toLatin1());
  if (command == QLatin1String("open")) return gateway::openForAuthority(desk, words[1].toLatin1());
  return usage(parser);
}
