// hall-enrol: for whoever sets up a machine. Brings it in with a one-time code, renews its certificate, tells its
// state.
#include <unistd.h>
#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>
#include <iostream>
#include <string>

#include "sync/engine/http_transport.h"
#include "sync/identity/enrol.h"
#include "sync/identity/renew.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Enrols this machine at its gateway. Code and fingerprint are what `hall-gateway enrol-code` printed; both are "
    "read\n"
    "from standard input, one line each, and never from the command line, where others could see them.\n\n"
    "  enrol --gateway URL    come in; may be repeated with the same code if the answer was lost\n"
    "  renew --gateway URL    ask for a new certificate now (the kiosk does so by itself in time)\n"
    "  status                 terminal id and the end of the certificate";

int fail(const Error& error) {
  std::fprintf(stderr, "hall-enrol: %s %s %s\n", name(error.kind).constData(), error.code.constData(),
               qUtf8Printable(error.detail));
  return 1;
}

QByteArray ask(const char* what) {
  if (::isatty(STDIN_FILENO) != 0) std::fprintf(stderr, "%s: ", what);
  std::string line;
  std::getline(std::cin, line);
  return QByteArray::fromStdString(line).trimmed();
}

int runEnrol(const QByteArray& gateway, const QString& data, seal::KeyPlace place) {
  const SystemClock clock;
  const QByteArray code = ask("code");
  const QByteArray fingerprint = ask("fingerprint");
  const auto terminalId = identity::enrol({gateway, data, code, fingerprint, place}, clock);
  if (!terminalId) return fail(terminalId.error());
  std::printf("%s\n", terminalId->constData());
  return 0;
}

int runRenew(const QByteArray& gateway, const QString& keys, identity::Key key) {
  const SystemClock clock;
  engine::HttpOptions options;
  options.baseUrl = gateway;
  options.keys = keys;
  const auto line = engine::HttpTransport::create(options);
  if (!line) return fail(line.error());
  const auto done = identity::renew(**line, keys, clock, identity::When::Now, key);
  return done ? 0 : fail(done.error());
}

int runStatus(const QString& keys) {
  const auto credential = seal::LineCredential::open(keys);
  if (!credential) return fail(credential.error());
  std::printf("%s %s %s\n", credential->certificate().commonName().constData(),
              credential->certificate().unit().constData(), rfc3339(credential->certificate().notAfter()).constData());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("hall-enrol"));
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription(QLatin1String(kHelp));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("one of the above"));
  parser.addOptions({{QStringLiteral("data"), QStringLiteral("the machine's data folder"), QStringLiteral("DIR")},
                     {QStringLiteral("gateway"), QStringLiteral("https address of the gateway"), QStringLiteral("URL")},
                     {QStringLiteral("tpm"), QStringLiteral("enrol: make the key in this machine's TPM")},
                     {QStringLiteral("new-key"), QStringLiteral("renew: for a new key")}});
  parser.process(application);
  const QString command = parser.positionalArguments().value(0);
  const QString data = parser.value(QStringLiteral("data"));
  const QString keys = data + QStringLiteral("/keys");
  const QByteArray gateway = parser.value(QStringLiteral("gateway")).toLatin1();
  const bool complete = !data.isEmpty() && (command == QLatin1String("status") || !gateway.isEmpty());
  if (complete && command == QLatin1String("enrol")) {
    return runEnrol(gateway, data, parser.isSet(QStringLiteral("tpm")) ? seal::KeyPlace::Tpm : seal::KeyPlace::File);
  }
  if (complete && command == QLatin1String("renew")) {
    return runRenew(gateway, keys, parser.isSet(QStringLiteral("new-key")) ? identity::Key::New : identity::Key::Same);
  }
  if (complete && command == QLatin1String("status")) return runStatus(keys);
  std::fputs(qUtf8Printable(parser.helpText()), stderr);
  return 2;
}
