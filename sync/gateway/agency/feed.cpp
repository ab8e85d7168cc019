#include "sync/gateway/agency/feed.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/wipe.h"
#include "sync/gateway/acceptance.h"

namespace hall::gateway::agency {

namespace {
constexpr int kPlacedAtOnce = 200;
constexpr int kRounds = 2;
}  // namespace

Result<void> Feed::grow(const Change& change) {
  for (int round = 0; round < kRounds; ++round) {
    auto waiting = [this]() -> Result<QList<QByteArray>> {
      const auto session = m_storage.reading();
      return session ? FeedRows(**session).waiting(kPlacedAtOnce) : failure(session.error());
    }();
    if (!waiting) return failure(waiting.error());
    if (waiting->isEmpty()) return {};
    const auto items = describe(*waiting);
    if (!items) return failure(items.error());
    auto placed = change([items = *items](Storage& storage) { return FeedRows(storage.writing()).place(items); });
    if (!placed || waiting->size() < kPlacedAtOnce) return placed;
  }
  return {};
}

Result<QList<FeedItem>> Feed::describe(const QList<QByteArray>& submissionIds) {
  QList<FeedItem> items;
  for (const QByteArray& submissionId : submissionIds) {
    const auto record = m_storage.find(submissionId);
    if (!record) return failure(record.error());
    FeedItem item{.submissionId = submissionId};
    // It was opened when it was received. If that fails now (another key, damage), it still takes its place, for
    // whoever may see everything.
    if (auto content = openSubmission(m_storage, m_keys, record->announcement)) {
      const QJsonObject header = QJsonDocument::fromJson(*content).object().value(QStringLiteral("header")).toObject();
      wipe(*content);
      item.serviceId = header.value(QStringLiteral("service_id")).toString().toUtf8();
      item.kind = header.value(QStringLiteral("kind")).toString().toUtf8();
    }
    items.append(item);
  }
  return items;
}

}  // namespace hall::gateway::agency
