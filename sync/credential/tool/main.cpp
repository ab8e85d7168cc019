// hall-credential: verifies signed QR credentials without a network, and makes those of Hall.
#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

#include "sync/credential/tool/commands.h"

using namespace hall;

namespace {

const char kHelp[] =
    "Verifies signed QR credentials (HC1: and HALL1:) without a network, and makes those of Hall.\n\n"
    "  verify [--trust FILE] [--root CERT] [--at TIME] [FILE...]\n"
    "      one line of JSON for each line of text (or base64 of it): payload, signer, valid, the first check that\n"
    "      failed. Without --trust nobody is known. Exit status 0: all valid, 1: some are not, 2: wrongly asked.\n"
    "  issue --key KEY --kind receipt|resume|technician [--issuer NAME] [--not-before T] [--expires T] [FILE]\n"
    "      a Hall credential from JSON; KEY is PEM (P-256, Ed25519; with its certificate if it has one), mode 0600.\n"
    "      receipt: submission_id digest_start acceptance_no received_at service_id\n"
    "      resume: case_id lease lease_until identity_number (only its slow hash is kept)\n"
    "      technician: badge name level terminals halls\n"
    "  trust --issuer NAME --number N --next-update TIME --use KIND[,KIND...] CERT...\n"
    "      an unsigned trust list of certificates or public keys (PEM or DER)\n"
    "  sign --key ROOT --to FILE LIST     signs it; ROOT is PEM with a P-256 key and its certificate\n"
    "  replace --root CERT --to FILE LIST     puts a signed list in the place of FILE if it is newer\n\n"
    "A key is made with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY\n\n"
    "--trust takes without --root (whoever names the file vouches for it):\n"
    "  - a list of Hall (\"format\": \"hall-trust-list-1\")\n"
    "  - JSON, a map of kids or a list with \"kid\" (base64, hex), at any depth; the key as PEM or base64 "
    "(certificate,\n"
    "    SubjectPublicKeyInfo or raw) alone or in rawData, certificate, x509, publicKey, publicKeyPem, subjectPk, pem\n"
    "    or x5c, or as a JWK. Without a kid: the first 8 bytes of SHA-256 of the certificate or key. Such keys may\n"
    "    sign health certificates and plain CWT, as keyUsage (t, v, r) or the certificate says; Hall's own kinds only\n"
    "    with \"uses\"\n"
    "  - PEM certificates and public keys\n"
    "with --root: the signed list. Kinds: hcert.test hcert.vaccination hcert.recovery cwt hall.resume hall.receipt\n"
    "hall.technician. Times are RFC 3339.";

int usage(QCommandLineParser& parser) {
  std::fputs(qUtf8Printable(parser.helpText()), stderr);
  return 2;
}

QDateTime timeOf(const QString& text) {
  const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
  return time.timeSpec() == Qt::LocalTime ? QDateTime() : time.toUTC();
}

void addOptions(QCommandLineParser& parser) {
  const auto add = [&parser](const char* name, const char* says, const char* takes) {
    parser.addOption({QLatin1String(name), QLatin1String(says), QLatin1String(takes)});
  };
  add("trust", "whose signatures count", "FILE");
  add("root", "certificate that signs trust lists", "CERT");
  add("at", "judge as of this time, not now", "TIME");
  add("key", "PEM file with a private key", "KEY");
  add("kind", "receipt, resume or technician", "KIND");
  add("issuer", "who issues", "NAME");
  add("not-before", "valid from", "TIME");
  add("expires", "valid until", "TIME");
  add("number", "of the list; it must grow", "N");
  add("next-update", "when the list gets old", "TIME");
  add("use", "what the signers may sign", "KINDS");
  add("to", "where the list goes", "FILE");
}

int verify(QCommandLineParser& parser, const QStringList& files, const Clock& clock) {
  const QString at = parser.value(QStringLiteral("at"));
  const QDateTime time = at.isEmpty() ? clock.now() : timeOf(at);
  const bool rooted = parser.isSet(QStringLiteral("root"));
  if (!time.isValid() || (rooted && !parser.isSet(QStringLiteral("trust")))) return usage(parser);
  return credential::verifyLines(
      {parser.value(QStringLiteral("trust")), parser.value(QStringLiteral("root")), time, files});
}

int issue(QCommandLineParser& parser, const QStringList& files, const Clock& clock) {
  const credential::IssueOptions options{
      parser.value(QStringLiteral("key")),     parser.value(QStringLiteral("kind")),
      parser.value(QStringLiteral("issuer")),  parser.value(QStringLiteral("not-before")),
      parser.value(QStringLiteral("expires")), files.value(0)};
  const auto untimely = [](const QString& text) { return !text.isEmpty() && !timeOf(text).isValid(); };
  if (options.key.isEmpty() || options.kind.isEmpty() || files.size() > 1 || untimely(options.notBefore) ||
      untimely(options.expires)) {
    return usage(parser);
  }
  return credential::issueOne(options, clock);
}

int trust(QCommandLineParser& parser, const QStringList& files, const Clock& clock) {
  bool counted = false;
  const qint64 number = parser.value(QStringLiteral("number")).toLongLong(&counted);
  const credential::TrustOptions options{parser.value(QStringLiteral("issuer")), number,
                                         timeOf(parser.value(QStringLiteral("next-update"))),
                                         parser.value(QStringLiteral("use")).split(u',', Qt::SkipEmptyParts), files};
  if (options.issuer.isEmpty() || !counted || !options.nextUpdate.isValid() || options.uses.isEmpty() ||
      files.isEmpty()) {
    return usage(parser);
  }
  return credential::makeTrustList(options, clock);
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("hall-credential"));
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription(QLatin1String(kHelp));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("one of the above"));
  addOptions(parser);
  // Not process(), whose status for a wrong option is 1: here that means "some are not valid".
  if (!parser.parse(QCoreApplication::arguments())) {
    std::fprintf(stderr, "hall-credential: %s\n", qUtf8Printable(parser.errorText()));
    return 2;
  }
  if (parser.isSet(QStringLiteral("help"))) parser.showHelp(0);
  const QString command = parser.positionalArguments().value(0);
  const QStringList files = parser.positionalArguments().mid(1);
  const QString key = parser.value(QStringLiteral("key"));
  const QString root = parser.value(QStringLiteral("root"));
  const QString to = parser.value(QStringLiteral("to"));
  const bool moves = files.size() == 1 && !to.isEmpty();
  const SystemClock clock;
  if (command == QLatin1String("verify")) return verify(parser, files, clock);
  if (command == QLatin1String("issue")) return issue(parser, files, clock);
  if (command == QLatin1String("trust")) return trust(parser, files, clock);
  if (command == QLatin1String("sign") && moves && !key.isEmpty()) {
    return credential::signTrustListFile(key, files[0], to);
  }
  if (command == QLatin1String("replace") && moves && !root.isEmpty()) {
    return credential::replaceTrustListFile(root, files[0], to);
  }
  return usage(parser);
}
