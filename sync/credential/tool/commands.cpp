#include "sync/credential/tool/commands.h"

#include <unistd.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <cstdio>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/credential/issue.h"
#include "sync/credential/mirrored_trust_list.h"
#include "sync/credential/tool/verdict_json.h"
#include "sync/credential/trust_list_json.h"
#include "sync/credential/verify.h"
#include "sync/seal/holder_hash.h"

namespace hall::credential {

namespace {

constexpr qint64 kLargestList = 32LL * 1024 * 1024;
constexpr qint64 kLongestLine = 64LL * 1024;
constexpr int kWronglyAsked = 2;

void print(const QByteArray& text) {
  std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
  std::fflush(stdout);
}

int fail(const Error& error, int status = 1) {
  std::fprintf(stderr, "hall-credential: %s %s %s\n", name(error.kind).constData(), error.code.constData(),
               qUtf8Printable(error.detail));
  return status;
}

Result<seal::Certificate> rootIn(const QString& path) {
  const auto pem = readWholeFile(path, kLongestLine);
  if (!pem) return failure(pem.error());
  return seal::Certificate::fromPem(*pem);
}

Result<std::optional<TrustList>> listOf(const VerifyOptions& options) {
  if (options.trust.isEmpty()) return std::optional<TrustList>();
  Result<TrustList> list;
  if (options.root.isEmpty()) {
    const auto bytes = readWholeFile(options.trust, kLargestList);
    if (!bytes) return failure(bytes.error());
    list = readAnyTrustList(*bytes);
  } else {
    const auto root = rootIn(options.root);
    if (!root) return failure(root.error());
    list = loadTrustList(options.trust, *root);
  }
  if (!list) return failure(list.error());
  return std::optional(std::move(*list));
}

// A line that is longer than any credential is read to its end and judged by its start, which fails.
QByteArray nextLine(QFile& file) {
  QByteArray line = file.readLine(kLongestLine);
  for (QByteArray rest = line; !rest.isEmpty() && !rest.endsWith('\n');) rest = file.readLine(kLongestLine);
  return line;
}

// False if one was not valid.
bool verifyFile(QFile& file, const TrustList* list, const QDateTime& at) {
  bool all = true;
  for (QByteArray line = nextLine(file); !line.isEmpty(); line = nextLine(file)) {
    const Verdict verdict = verify(credentialIn(line), list, at);
    print(QJsonDocument(toJson(verdict)).toJson(QJsonDocument::Compact) + '\n');
    all = all && verdict.isValid();
  }
  return all;
}

Result<QByteArray> readInput(const QString& path) {
  if (!path.isEmpty()) return readWholeFile(path, kLongestLine);
  QFile input;
  if (!input.open(STDIN_FILENO, QIODevice::ReadOnly)) return failure(Failure::NotFound, "disk.not-found");
  return input.read(kLongestLine);
}

// "identity_number" becomes salt and hash; it goes nowhere else.
Result<void> bindHolder(QJsonObject& json) {
  const QString member = QStringLiteral("identity_number");
  if (!json.contains(member)) return {};
  QByteArray number = json.take(member).toString().toUtf8();
  const auto salt = seal::freshSalt();
  const auto hash = salt ? seal::holderHash(number, *salt) : salt;
  wipe(number);
  if (!hash) return failure(hash.error());
  json.insert(QStringLiteral("holder_salt"), QString::fromLatin1(salt->toHex()));
  json.insert(QStringLiteral("holder_hash"), QString::fromLatin1(hash->toHex()));
  return {};
}

Result<QByteArray> issued(const IssueOptions& options, Kind kind, const Clock& clock) {
  const auto key = seal::SigningKey::open(options.key);
  if (!key) return failure(key.error());
  auto input = readInput(options.file);
  if (!input) return input;
  QJsonObject json = QJsonDocument::fromJson(*input).object();
  wipe(*input);
  if (auto bound = bindHolder(json); !bound) return failure(bound.error());
  const auto claims = hallClaimsFromJson(kind, json);
  if (!claims) return failure(claims.error());
  const auto id = mintCredentialId();
  if (!id) return id;
  const Terms terms{options.issuer, clock.now(), QDateTime::fromString(options.notBefore, Qt::ISODateWithMs),
                    QDateTime::fromString(options.expires, Qt::ISODateWithMs), *id};
  return issue(*claims, terms, *key);
}

QJsonObject describe(const seal::SignerKey& key, const QStringList& uses) {
  const QString called =
      key.commonName.isEmpty() ? QString::fromLatin1(key.kid.toHex()) : QString::fromUtf8(key.commonName);
  QJsonObject signer{
      {QStringLiteral("kid"), QString::fromLatin1(key.kid.toBase64())},
      {QStringLiteral("name"), QJsonObject{{QStringLiteral("zh"), called}, {QStringLiteral("en"), called}}},
      {QStringLiteral("uses"), QJsonArray::fromStringList(uses)},
      {key.isCertificate ? QStringLiteral("certificate") : QStringLiteral("public_key"),
       QString::fromLatin1(key.der.toBase64())}};
  if (key.notBefore.isValid()) {
    signer.insert(QStringLiteral("not_before"), QString::fromLatin1(rfc3339(key.notBefore)));
    signer.insert(QStringLiteral("not_after"), QString::fromLatin1(rfc3339(key.notAfter)));
  }
  return signer;
}

}  // namespace

int verifyLines(const VerifyOptions& options) {
  const auto list = listOf(options);
  if (!list) return fail(list.error(), kWronglyAsked);
  const TrustList* known = *list ? &**list : nullptr;
  bool all = true;
  for (const QString& path : options.files.isEmpty() ? QStringList{QString()} : options.files) {
    QFile file(path);
    // By descriptor: lines read through a FILE end at a zero byte.
    const bool open = path.isEmpty() ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open) return fail({Failure::NotFound, "disk.not-found", file.errorString()}, kWronglyAsked);
    all = verifyFile(file, known, options.at) && all;
  }
  return all ? 0 : 1;
}

int issueOne(const IssueOptions& options, const Clock& clock) {
  const auto kind = kindNamed("hall." + options.kind.toLatin1());
  if (!kind) return fail({Failure::Invalid, "credential.kind", options.kind}, kWronglyAsked);
  const auto text = issued(options, *kind, clock);
  if (!text) return fail(text.error());
  print(*text + '\n');
  return 0;
}

int makeTrustList(const TrustOptions& options, const Clock& clock) {
  QJsonArray signers;
  for (const QString& path : options.files) {
    const auto bytes = readWholeFile(path, kLongestLine);
    if (!bytes) return fail(bytes.error());
    const auto key = seal::readSignerKey(*bytes);
    if (!key) return fail(key.error());
    signers.append(describe(*key, options.uses));
  }
  const QByteArray json =
      QJsonDocument(QJsonObject{{QStringLiteral("format"), QStringLiteral("hall-trust-list-1")},
                                {QStringLiteral("issuer"), options.issuer},
                                {QStringLiteral("number"), options.number},
                                {QStringLiteral("issued_at"), QString::fromLatin1(rfc3339(clock.now()))},
                                {QStringLiteral("next_update"), QString::fromLatin1(rfc3339(options.nextUpdate))},
                                {QStringLiteral("signers"), signers}})
          .toJson();
  if (auto read = readTrustList(json); !read) return fail(read.error());
  print(json);
  return 0;
}

int signTrustListFile(const QString& key, const QString& list, const QString& to) {
  const auto root = seal::KeyPair::open(key);
  if (!root) return fail(root.error());
  const auto json = readWholeFile(list, kLargestList);
  if (!json) return fail(json.error());
  const auto message = signTrustList(*json, *root);
  if (!message) return fail(message.error());
  if (auto written = writeDurably(to, *message, 0644); !written) return fail(written.error());
  return 0;
}

int replaceTrustListFile(const QString& root, const QString& list, const QString& into) {
  const auto certificate = rootIn(root);
  if (!certificate) return fail(certificate.error());
  const auto message = readWholeFile(list, kLargestList);
  if (!message) return fail(message.error());
  const auto taken = replaceTrustList(into, *message, *certificate);
  if (!taken) return fail(taken.error());
  print(QByteArray::number(taken->number) + ' ' + rfc3339(taken->issuedAt) + '\n');
  return 0;
}

}  // namespace hall::credential
