#include "sync/gateway/commands.h"

#include <malloc.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <thread>

#include "sync/base/durable_file.h"
#include "sync/base/identifier.h"
#include "sync/base/wipe.h"
#include "sync/gateway/acceptance.h"
#include "sync/gateway/access.h"
#include "sync/gateway/agency/couriers.h"
#include "sync/gateway/agency/feed_rows.h"
#include "sync/gateway/agency/file_export.h"
#include "sync/gateway/api.h"
#include "sync/gateway/exchange_log.h"
#include "sync/gateway/http_server.h"
#include "sync/gateway/line_keys.h"
#include "sync/gateway/storage.h"
#include "sync/gateway/upstream/forwarder.h"

namespace hall::gateway {

namespace {

constexpr qint64 kCertificateFileLimit = 64LL * 1024;
constexpr int kKeptMemory = 4 * 1024 * 1024;  // of each thread

// None if the operator has written no such file.
Result<agency::Agencies> openAgencies(const Desk& desk) {
  const QString path = desk.data + QStringLiteral("/agencies.json");
  return QFile::exists(path) ? agency::Agencies::load(path) : Result<agency::Agencies>(agency::Agencies());
}

QJsonObject describe(const Record& record) {
  const Announcement& a = record.announcement;
  QJsonObject line{
      {QStringLiteral("submission_id"), QString::fromLatin1(a.submissionId)},
      {QStringLiteral("case_id"), QString::fromLatin1(a.caseId)},
      {QStringLiteral("terminal_id"), QString::fromLatin1(a.terminalId)},
      {QStringLiteral("terminal_seq"), a.terminalSeq},
      {QStringLiteral("digest"), QString::fromLatin1(a.digest)},
      {QStringLiteral("state"), record.received() ? QStringLiteral("received") : QStringLiteral("announced")},
      {QStringLiteral("announced_at"), QString::fromLatin1(rfc3339(record.announcedAt))}};
  if (record.received()) {
    line.insert(QStringLiteral("received_at"), QString::fromLatin1(rfc3339(record.receivedAt)));
    line.insert(QStringLiteral("acceptance_no"), QString::fromLatin1(record.acceptanceNo));
  }
  return line;
}

}  // namespace

int init(const Desk& desk, const QList<QByteArray>& hosts) {
  if (auto keys = PlatformKeys::openOrCreate(desk.data); !keys) return fail(keys.error());
  const auto line = LineKeys::openOrCreate(desk.data);
  if (!line) return fail(line.error());
  if (!hosts.isEmpty()) {
    if (auto certified = line->certify(hosts, desk.clock.now()); !certified) return fail(certified.error());
  }
  if (auto storage = openStorage(desk); !storage) return fail(storage.error());
  return 0;
}

int certificate(const Desk& desk, const QList<QByteArray>& hosts) {
  const auto line = LineKeys::open(desk.data);
  if (!line) return fail(line.error());
  if (hosts.isEmpty()) {
    print(line->authority().certificate().pem());
    return 0;
  }
  if (auto certified = line->certify(hosts, desk.clock.now()); !certified) return fail(certified.error());
  return 0;
}

int certificates(const Desk& desk) {
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return fail(keys.error());
  print(keys->certificatesPem());
  return 0;
}

int admit(const Desk& desk, const QString& certificateFile) {
  const auto pem = readWholeFile(certificateFile, kCertificateFileLimit);
  if (!pem) return fail(pem.error());
  const auto certificate = seal::Certificate::fromPem(*pem);
  if (!certificate) return fail(certificate.error());
  const QByteArray terminalId = certificate->commonName();
  if (!isIdentifier(terminalId) || !certificate->maySign())
    return fail({Failure::Invalid, "gateway.not-a-terminal", {}});
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto done =
      change(**storage, [&] { return (*storage)->admit(terminalId, certificate->pem(), desk.clock.now()); });
  if (!done) return fail(done.error());
  print(terminalId + '\n');
  return 0;
}

int serve(const Desk& desk, const Listening& where) {
  // What a request used is kept for the next one; otherwise the C library gives it to the kernel and asks for it again.
  ::mallopt(M_TRIM_THRESHOLD, kKeptMemory);
  ::mallopt(M_TOP_PAD, kKeptMemory / 4);
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return fail(keys.error());
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto line = LineKeys::openOrCreate(desk.data);
  if (!line) return fail(line.error());
  const auto agencies = openAgencies(desk);
  if (!agencies) return fail(agencies.error());
  // Signatures are checked on these threads.
  const int threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  HttpServer::Options options{
      .address = where.address, .port = where.port, .threads = threads, .proxies = where.proxies};
  if (where.tls) {
    if (auto renewed = line->renew(desk.clock.now()); !renewed) return fail(renewed.error());
    options.tls = line->tls();
  }
  const auto server = HttpServer::listen(options, desk.clock);
  if (!server) return fail(server.error());
  Access access(**storage, desk.clock, desk.log);
  // Made after the server and gone before it: replies that still come find their connections' memory alive.
  Api api(
      **storage, *keys, desk.clock, desk.log,
      [&access](Right right, const RequestHead& head, const Call& call) { return access.refusal(right, head, call); },
      desk.data, &*line, *agencies);
  const auto couriers = agency::Couriers::start(sourceOf(desk), *agencies, *keys, desk.clock, desk.log);
  if (!couriers) return fail(couriers.error());
  std::unique_ptr<upstream::Forwarder> forwarder;
  if (!where.upstream.isEmpty()) {
    auto started = upstream::Forwarder::start({desk.data + QStringLiteral("/upstream"), where.upstream}, sourceOf(desk),
                                              *keys, desk.clock, desk.log);
    if (!started) return fail(started.error());
    forwarder = std::move(*started);
    api.metrics().watch("upstream_backlog", "Received here and not yet confirmed by the gateway above.",
                        [&forwarder] { return static_cast<double>(forwarder->backlog()); });
    api.metrics().watch("upstream_certificate_days", "Until the certificate for the gateway above ends; -1: none.",
                        [&forwarder] { return forwarder->certificateDays(); });
  }
  api.metrics().watch("connections", "Open connections.",
                      [&server] { return static_cast<double>((*server)->connections()); });
  const QByteArray port = QByteArray::number((*server)->port());
  if (!where.portFile.isEmpty()) {
    if (auto written = writeDurably(where.portFile, port + '\n', 0644); !written) return fail(written.error());
  }
  print("ready " + where.address + ':' + port + '\n');
  HttpServer::Handler handler = [&api](const Request& request, const Reply& reply) { api.handle(request, reply); };
  HttpServer::Prospector prospector = [&api](const RequestHead& head) { return api.prospect(head); };
#ifdef HALL_EXCHANGE_LOG
  noteExchanges(handler, prospector);
#endif
  (*server)->run(handler, prospector);
  return 0;
}

int list(const Desk& desk, bool json) {
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto records = (*storage)->list();
  if (!records) return fail(records.error());
  QJsonArray all;
  for (const Record& record : *records) {
    const QJsonObject line = describe(record);
    all.append(line);
    if (json) continue;
    for (const char* field : {"submission_id", "state", "announced_at", "received_at", "acceptance_no"}) {
      print(line.value(QLatin1String(field)).toString(QStringLiteral("-")).toUtf8() + ' ');
    }
    print("\n");
  }
  if (json) print(QJsonDocument(all).toJson());
  return 0;
}

int exportTo(const Desk& desk, const QString& target, const QByteArray& agencyId) {
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return fail(keys.error());
  const auto agencies = openAgencies(desk);
  if (!agencies) return fail(agencies.error());
  agency::Agency agency{.services = {"*"}};
  if (!agencyId.isEmpty()) {
    const agency::Agency* known = agencies->find(agencyId);
    if (known == nullptr) return fail({Failure::NotFound, "agency.unknown", {}});
    agency = *known;
  }
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto written = agency::FileExport(**storage, *keys, desk.clock, desk.log, agency, target).run();
  if (!written) return fail(written.error());
  print(QByteArray::number(*written) + '\n');
  return 0;
}

int undescribed(const Desk& desk) {
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto items = agency::FeedRows((*storage)->writing()).undescribed();
  if (!items) return fail(items.error());
  for (const agency::FeedItem& item : *items) print(item.submissionId + ' ' + item.acceptanceNo + '\n');
  return 0;
}

int enableWebhook(const Desk& desk, const QByteArray& agencyId) {
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto done =
      change(**storage, [&] { return agency::DeliveryRows((*storage)->writing()).disable(agencyId, {}); });
  return done ? 0 : fail(done.error());
}

int openForAuthority(const Desk& desk, const QByteArray& submissionId) {
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return fail(keys.error());
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto record = (*storage)->find(submissionId);
  if (!record) return fail(record.error());
  // Written down before it is shown: a look that left no trace must not be possible.
  const auto noted =
      change(**storage, [&] { return (*storage)->noteAccess(submissionId, "opened", desk.clock.now()); });
  if (!noted) return fail(noted.error());
  auto content = openSubmission(**storage, *keys, record->announcement);
  if (!content) return fail(content.error());
  print(*content + '\n');
  wipe(*content);
  return 0;
}

}  // namespace hall::gateway
