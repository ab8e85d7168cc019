#include "sync/gateway/exchange_log.h"

#include <unistd.h>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <mutex>

namespace hall::gateway {

namespace {

constexpr qsizetype kLongestBody = 64 * 1024;

// JSON and CBOR arrays: of what is sealed there is no shape to look at.
QString bodyText(const QByteArray& body) {
  const bool shaped = body.startsWith('{') || (!body.isEmpty() && (body[0] & 0xE0) == 0x80);
  return shaped && body.size() <= kLongestBody ? QString::fromLatin1(body.toBase64()) : QString();
}

class ExchangeLog {
 public:
  explicit ExchangeLog(const QString& path) : m_file(path) {
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append)) qFatal("exchanges");
  }

  void note(const Request& request, const Response& response) {
    QJsonObject line{{QStringLiteral("method"), QString::fromLatin1(request.method)},
                     {QStringLiteral("path"), QString::fromLatin1(request.target)},
                     {QStringLiteral("request"), bodyText(request.body)},
                     {QStringLiteral("status"), response.status},
                     {QStringLiteral("content_type"), QString::fromLatin1(response.contentType)},
                     {QStringLiteral("response"), bodyText(response.body)}};
    const QJsonValue type = QJsonDocument::fromJson(response.body).object().value(QStringLiteral("type"));
    if (response.contentType == "application/problem+json") line.insert(QStringLiteral("problem"), type);
    const std::lock_guard lock(m_mutex);
    m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    m_file.flush();
  }

 private:
  std::mutex m_mutex;
  QFile m_file;
};

}  // namespace

void noteExchanges(HttpServer::Handler& handler, HttpServer::Prospector& prospector) {
  const QString folder = qEnvironmentVariable("HALL_EXCHANGES");
  if (folder.isEmpty() || !QDir().mkpath(folder)) return;
  const QString name = QStringLiteral("%1/gateway-%2-%3.jsonl").arg(folder).arg(::getpid());
  const auto log = std::make_shared<ExchangeLog>(name.arg(QDateTime::currentMSecsSinceEpoch()));
  handler = [log, inner = std::move(handler)](const Request& request, const Reply& reply) {
    inner(request, [log, request, reply](Response response) {
      log->note(request, response);
      reply(std::move(response));
    });
  };
  prospector = [log, inner = std::move(prospector)](const RequestHead& head) {
    Prospect prospect = inner(head);
    if (prospect.refusal) log->note({head.method, head.target, {}}, *prospect.refusal);
    return prospect;
  };
}

}  // namespace hall::gateway
