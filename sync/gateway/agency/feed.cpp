#include "sync/gateway/agency/feed.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/wipe.h"
#include "sync/gateway/acceptance.h"

namespace hall::gateway::agency {

namespace {
constexpr int kPlacedAtOnce = 200;
constexpr int kRounds = 2;

// It was opened when it was received and will never be again: another key, or its bytes are not what they were. All
// else passes.
bool isDamage(const Error& error) {
  using enum Failure;
  return error.kind == Invalid || error.kind == NotFound || (error.kind == Corrupt && error.code != "disk.io");
}
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
    auto item = describe(submissionId);
    if (!item) return failure(item.error());
    items.append(std::move(*item));
  }
  return items;
}

Result<FeedItem> Feed::describe(const QByteArray& submissionId) {
  const auto record = m_storage.find(submissionId);
  if (!record) return failure(record.error());
  FeedItem item{.submissionId = submissionId};
  auto content = openSubmission(m_storage, m_keys, record->announcement);
  if (!content && !isDamage(content.error())) return failure(content.error());
  if (content) {
    const QJsonObject header = QJsonDocument::fromJson(*content).object().value(QStringLiteral("header")).toObject();
    wipe(*content);
    item.serviceId = header.value(QStringLiteral("service_id")).toString().toUtf8();
    item.kind = header.value(QStringLiteral("kind")).toString().toUtf8();
  }
  if (item.serviceId.isEmpty()) {
    m_log.event(Log::Level::Critical, "gateway.undescribed",
                {{QStringLiteral("submission"), QString::fromLatin1(submissionId)},
                 {QStringLiteral("code"), content ? QString() : QString::fromLatin1(content.error().code)}});
  }
  return item;
}

}  // namespace hall::gateway::agency
