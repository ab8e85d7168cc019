#pragma once
// The gateway's API over a real database, without sockets, and one admitted terminal that makes submissions.
#include <QCborArray>
#include <QCborMap>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <future>

#include "sync/base/identifier.h"
#include "sync/gateway/api.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/storage.h"
#include "sync/seal/cms.h"
#include "sync/seal/terminal_key.h"
#include "tests/support/fake_clock.h"

namespace hall::test {

// What a terminal would send. Tests change it before sending.
struct Wish {
  gateway::Announcement announcement;
  QList<QByteArray> bytes;

  [[nodiscard]] QByteArray announcementJson() const {
    QJsonArray parts;
    for (const auto& part : announcement.parts) {
      parts.append(QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(part.digest)},
                               {QStringLiteral("size"), part.size}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(announcement.caseId)},
                                     {QStringLiteral("terminal_id"), QString::fromLatin1(announcement.terminalId)},
                                     {QStringLiteral("terminal_seq"), announcement.terminalSeq},
                                     {QStringLiteral("digest"), QString::fromLatin1(announcement.digest)},
                                     {QStringLiteral("parts"), parts}})
        .toJson(QJsonDocument::Compact);
  }
  [[nodiscard]] QCborMap batchItem() const {
    QCborArray parts;
    for (const QByteArray& part : bytes) parts.append(part);
    return {{QStringLiteral("submission_id"), QString::fromLatin1(announcement.submissionId)},
            {QStringLiteral("case_id"), QString::fromLatin1(announcement.caseId)},
            {QStringLiteral("terminal_id"), QString::fromLatin1(announcement.terminalId)},
            {QStringLiteral("terminal_seq"), announcement.terminalSeq},
            {QStringLiteral("digest"), QString::fromLatin1(announcement.digest)},
            {QStringLiteral("parts"), parts}};
  }
  [[nodiscard]] QByteArray commitJson() const { return R"({"digest":")" + announcement.digest + R"("})"; }
  [[nodiscard]] QByteArray path(const QByteArray& tail = {}) const {
    return "/v1/submissions/" + announcement.submissionId + tail;
  }
};

struct GatewayFixture {
  // Without a source: the embedded database.
  explicit GatewayFixture(std::optional<gateway::sql::Source> where = {})
      : source(where.value_or(gateway::sql::Source::embedded(folder.path() + QStringLiteral("/gateway.sqlite")))) {
    open();
  }
  void open() {
    storage = gateway::Storage::open(source).value();
    if (!storage->begin() || !storage->admit(terminal.terminalId(), terminal.certificatePem(), clock.now()) ||
        !storage->commit()) {
      qFatal("admit");
    }
    api = std::make_unique<gateway::Api>(*storage, keys, clock, log);
  }
  void restart() {
    api.reset();
    storage.reset();
    open();
  }

  [[nodiscard]] Wish wish(qint64 seq, const seal::TerminalKey* signer = nullptr, const QByteArray& caseId = {}) const {
    const QByteArray photo = seal::encrypt(QByteArray(3000, 'p'), {keys.encryption().certificate()}).value();
    Wish w;
    w.announcement = {
        mintIdentifier(clock), caseId.isEmpty() ? mintIdentifier(clock) : caseId, terminal.terminalId(), seq, {}, {}};
    const model::Part attachment{model::contentDigest(photo), photo.size()};
    const QJsonObject header{{QStringLiteral("protocol"), 1},
                             {QStringLiteral("service_id"), QStringLiteral("pension")},
                             {QStringLiteral("kind"), QStringLiteral("service")},
                             {QStringLiteral("submission_id"), QString::fromLatin1(w.announcement.submissionId)},
                             {QStringLiteral("case_id"), QString::fromLatin1(w.announcement.caseId)},
                             {QStringLiteral("terminal_id"), QString::fromLatin1(terminal.terminalId())},
                             {QStringLiteral("terminal_seq"), seq},
                             {QStringLiteral("attachments"),
                              QJsonArray{QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(attachment.digest)},
                                                     {QStringLiteral("size"), attachment.size},
                                                     {QStringLiteral("media_type"), QStringLiteral("image/jpeg")}}}}};
    const QByteArray payload = QJsonDocument(QJsonObject{{QStringLiteral("header"), header}}).toJson();
    const QByteArray envelope =
        seal::sealEnvelope(payload, (signer != nullptr ? *signer : terminal).pair(), {keys.encryption().certificate()})
            .value();
    w.bytes = {envelope, photo};
    w.announcement.parts = {{model::contentDigest(envelope), envelope.size()}, attachment};
    w.announcement.digest = model::submissionDigest(envelope, {attachment});
    return w;
  }

  gateway::Response ask(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
                        std::optional<qint64> uploadOffset = {}) {
    gateway::Response response = answer({method, path, body, uploadOffset});
    note(method, path, response.status, response.contentType, response.body, body);
    return response;
  }
  // In the order in which the server asks.
  gateway::Response answer(const gateway::Request& request) {
    const auto length = request.body.isEmpty() ? std::nullopt : std::optional<qint64>(request.body.size());
    const gateway::Prospect prospect = api->prospect({request.method, request.target, length});
    if (prospect.refusal) return *prospect.refusal;
    if (request.body.size() > prospect.bodyLimit) return gateway::problem(gateway::Problem::TooLarge);
    std::promise<gateway::Response> promise;
    api->handle(request, [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }
  gateway::Response announce(const Wish& w) { return ask("PUT", w.path("/announcement"), w.announcementJson()); }
  gateway::Response addPart(const Wish& w, int index) {
    return ask("PUT", w.path("/parts/" + w.announcement.parts[index].digest), w.bytes[index]);
  }
  gateway::Response commit(const Wish& w) { return ask("PUT", w.path(), w.commitJson()); }
  // All of it; gives the answer to the commit.
  gateway::Response handOver(const Wish& w) {
    (void)announce(w);
    for (int i = 0; i < w.bytes.size(); ++i) (void)addPart(w, i);
    return commit(w);
  }

  // For check_openapi.py.
  static void note(const QByteArray& method, const QByteArray& path, int status, const QByteArray& type,
                   const QByteArray& body, const QByteArray& requestBody = {}) {
    const auto text = [](const QByteArray& bytes) {
      return bytes.size() > 65536 ? QString() : QString::fromLatin1(bytes.toBase64());
    };
    const QString problem = type == "application/problem+json"
                                ? QJsonDocument::fromJson(body).object().value(QStringLiteral("type")).toString()
                                : QString();
    exercised.append(QJsonObject{{QStringLiteral("method"), QString::fromLatin1(method)},
                                 {QStringLiteral("path"), QString::fromLatin1(path)},
                                 {QStringLiteral("request"), text(requestBody)},
                                 {QStringLiteral("response"), text(body)},
                                 {QStringLiteral("status"), status},
                                 {QStringLiteral("content_type"), QString::fromLatin1(type)},
                                 {QStringLiteral("problem"), problem}});
  }
  // Left where the test of all programs finds it.
  struct Exercised : QJsonArray {
    ~Exercised() {
      if (!qEnvironmentVariableIsSet("HALL_EXERCISED")) return;
      QFile file(qEnvironmentVariable("HALL_EXERCISED"));
      if (file.open(QIODevice::WriteOnly)) file.write(QJsonDocument(*this).toJson());
    }
  };
  static inline Exercised exercised;

  FakeClock clock;
  Log log{clock, [](const QByteArray&) {}};
  QTemporaryDir folder;
  gateway::PlatformKeys keys = gateway::PlatformKeys::openOrCreate(folder.path()).value();
  seal::TerminalKey terminal =
      seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/terminal"), clock).value();
  gateway::sql::Source source;
  std::unique_ptr<gateway::Storage> storage;
  std::unique_ptr<gateway::Api> api;
};

inline QByteArray problemOf(const gateway::Response& response) {
  return QJsonDocument::fromJson(response.body).object().value(QStringLiteral("type")).toString().toLatin1().mid(17);
}

}  // namespace hall::test
