// What the platform says of its own accord: inventories and statements of the authority.
#include <QJsonArray>
#include <QUrlQuery>

#include "tests/support/fake_platform.h"

namespace hall::test {

using engine::Request;
using engine::Response;

void FakePlatform::trust(const seal::Certificate& terminal) {
  const std::lock_guard lock(m_mutex);
  m_terminal = terminal;
}

void FakePlatform::forget(const QByteArray& id) {
  const std::lock_guard lock(m_mutex);
  m_items.remove(id);
}

void FakePlatform::mixUp(const QByteArray& id) {
  const std::lock_guard lock(m_mutex);
  m_items[id].digest = "sha-256:" + QByteArray(64, '0');
}

void FakePlatform::invent(qint64 seq, const QByteArray& id) {
  const std::lock_guard lock(m_mutex);
  Item& item = m_items[id];
  item.seq = seq;
  item.digest = "sha-256:" + QByteArray(64, '1');
  item.receipt = keys.receipt(id, item.digest);
}

Response FakePlatform::inventory(const Request& request) {
  const auto content = m_terminal ? seal::verifyAttached(request.body, *m_terminal) : Result<QByteArray>(QByteArray());
  if (!content) return {422, "application/problem+json", R"({"type":"urn:hall:problem:envelope-refused"})", 0};
  const QJsonObject asked = QJsonDocument::fromJson(*content).object();
  QJsonArray entries;
  QSet<QByteArray> listed;
  const QJsonArray theirs = asked.value(QStringLiteral("entries")).toArray();
  for (const QJsonValue& entry : theirs) {
    const QByteArray id = entry[QLatin1String("submission_id")].toString().toLatin1();
    listed.insert(id);
    const bool present = m_items.contains(id) && !m_items[id].receipt.isEmpty();
    const bool same = present && m_items[id].digest == entry[QLatin1String("digest")].toString().toLatin1();
    const char* state = same ? "present" : present ? "differs" : "missing";
    entries.append(QJsonObject{{QStringLiteral("seq"), entry[QLatin1String("seq")]},
                               {QStringLiteral("submission_id"), QString::fromLatin1(id)},
                               {QStringLiteral("state"), QLatin1String(state)}});
  }
  QJsonArray unlisted;
  for (auto item = m_items.cbegin(); item != m_items.cend(); ++item) {
    const bool inside = item->seq >= asked.value(QStringLiteral("from_seq")).toInteger() &&
                        item->seq <= asked.value(QStringLiteral("to_seq")).toInteger();
    if (listed.contains(item.key()) || item->receipt.isEmpty() || !inside) continue;
    unlisted.append(QJsonObject{{QStringLiteral("seq"), item->seq},
                                {QStringLiteral("submission_id"), QString::fromLatin1(item.key())},
                                {QStringLiteral("digest"), QString::fromLatin1(item->digest)}});
  }
  const QJsonObject answer{
      {QStringLiteral("terminal_id"), asked.value(QStringLiteral("terminal_id"))},
      {QStringLiteral("answered_at"), QStringLiteral("2026-11-02T02:00:00.000Z")},
      {QStringLiteral("inventory_digest"), QString::fromLatin1(model::contentDigest(request.body))},
      {QStringLiteral("entries"), entries},
      {QStringLiteral("unlisted"), unlisted}};
  const QByteArray message = QJsonDocument(answer).toJson(QJsonDocument::Compact);
  return {200, "application/cms", seal::signAttached(message, keys.signing).value(), 0};
}

namespace {
QByteArray statement(const model::Submission& submission, const QByteArray& status, const PlatformKeys& keys) {
  const QJsonObject said{{QStringLiteral("submission_id"), QString::fromLatin1(submission.submissionId)},
                         {QStringLiteral("digest"), QString::fromLatin1(submission.digest)},
                         {QStringLiteral("business_status"), QString::fromLatin1(status)},
                         {QStringLiteral("decided_at"), QStringLiteral("2026-11-02T03:00:00.000Z")}};
  return seal::signAttached(QJsonDocument(said).toJson(QJsonDocument::Compact), keys.signing).value();
}
}  // namespace

void FakePlatform::decide(const model::Submission& submission, const QByteArray& status) {
  const std::lock_guard lock(m_mutex);
  m_statements.append(statement(submission, status, keys));
}

void FakePlatform::forge(const model::Submission& submission, const PlatformKeys& other) {
  const std::lock_guard lock(m_mutex);
  m_statements.append(statement(submission, "refused", other));
}

Response FakePlatform::statuses(const Request& request) const {
  const QUrlQuery query(QString::fromLatin1(request.path.mid(request.path.indexOf('?') + 1)));
  const QString after = query.queryItemValue(QStringLiteral("after"), QUrl::FullyDecoded);
  const qsizetype from = after.isEmpty() ? 0 : after.mid(2).toLongLong();
  const qsizetype to = std::min<qsizetype>(m_statements.size(), from + 2);  // small pages, whatever was asked for
  QJsonArray items;
  for (qsizetype i = from; i < to; ++i) {
    items.append(QJsonObject{{QStringLiteral("cursor"), QStringLiteral("c&%1").arg(i + 1)},
                             {QStringLiteral("statement"), QString::fromLatin1(m_statements[i].toBase64())}});
  }
  QJsonObject page{{QStringLiteral("items"), items}};
  if (to < m_statements.size()) page.insert(QStringLiteral("next"), QStringLiteral("c&%1").arg(to));
  return {200, "application/json", QJsonDocument(page).toJson(QJsonDocument::Compact), 0};
}

}  // namespace hall::test
