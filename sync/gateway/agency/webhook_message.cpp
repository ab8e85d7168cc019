#include "sync/gateway/agency/webhook_message.h"

#include <QByteArrayList>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

#include "sync/base/clock.h"
#include "sync/gateway/agency/feed_json.h"

namespace hall::gateway::agency {

namespace {

QByteArray bodyOf(const FeedItem& item) {
  const QDateTime received = QDateTime::fromMSecsSinceEpoch(item.receivedAt, Qt::UTC);
  return QJsonDocument({{QStringLiteral("type"), QStringLiteral("submission.received")},
                        {QStringLiteral("timestamp"), QString::fromLatin1(rfc3339(received))},
                        {QStringLiteral("data"), toJson(item)}})
      .toJson(QJsonDocument::Compact);
}

}  // namespace

Result<QByteArray> webhookSignature(const Endpoint& endpoint, const QByteArray& id, qint64 seconds,
                                    const QByteArray& body) {
  const QByteArray message = id + '.' + QByteArray::number(seconds) + '.' + body;
  QByteArrayList signatures;
  for (const QByteArray& secret : endpoint.secrets) {
    signatures.append("v1," + QMessageAuthenticationCode::hash(message, secret, QCryptographicHash::Sha256).toBase64());
  }
  if (endpoint.key) {
    const auto made = endpoint.key->sign(message);
    if (!made) return made;
    signatures.append("v1a," + made->toBase64());
  }
  return signatures.join(' ');
}

Result<engine::Request> webhookRequest(const Endpoint& endpoint, const FeedItem& item, const QDateTime& now) {
  const QByteArray id = "msg_" + item.submissionId;
  const qint64 seconds = now.toSecsSinceEpoch();
  engine::Request request;
  request.method = "POST";
  request.path = endpoint.path;
  request.body = bodyOf(item);
  request.contentType = "application/json";
  const auto signature = webhookSignature(endpoint, id, seconds, request.body);
  if (!signature) return failure(signature.error());
  request.fields = {
      {"webhook-id", id}, {"webhook-timestamp", QByteArray::number(seconds)}, {"webhook-signature", *signature}};
  return request;
}

}  // namespace hall::gateway::agency
