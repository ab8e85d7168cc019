#include "sync/gateway/token_buckets.h"

#include <algorithm>
#include <cmath>

namespace hall::gateway {

std::chrono::milliseconds TokenBuckets::take(const QByteArray& key) {
  const std::lock_guard lock(m_mutex);
  Bucket& bucket = bucketOf(key, m_clock.monotonic());
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::chrono::milliseconds(0);
  }
  const double seconds = (1 - bucket.tokens) / m_rate.perSecond;
  return std::chrono::milliseconds(static_cast<qint64>(std::ceil(seconds * 1000)));
}

void TokenBuckets::giveBack(const QByteArray& key) {
  const std::lock_guard lock(m_mutex);
  Bucket& bucket = bucketOf(key, m_clock.monotonic());
  bucket.tokens = std::min(m_rate.burst, bucket.tokens + 1);
}

qsizetype TokenBuckets::keys() const {
  const std::lock_guard lock(m_mutex);
  return m_buckets.size();
}

TokenBuckets::Bucket& TokenBuckets::bucketOf(const QByteArray& key, std::chrono::milliseconds now) {
  if (!m_buckets.contains(key) && m_buckets.size() >= m_maximumKeys) dropFull(now);
  const bool room = m_buckets.contains(key) || m_buckets.size() < m_maximumKeys;
  const QByteArray mine = room ? key : QByteArray();
  const auto found = m_buckets.find(mine);
  if (found == m_buckets.end()) return *m_buckets.insert(mine, {m_rate.burst, now});
  found->tokens = filled(*found, now);
  found->at = now;
  return *found;
}

// A full bucket says nothing that a new one would not.
void TokenBuckets::dropFull(std::chrono::milliseconds now) {
  m_buckets.removeIf([&](const auto& entry) { return filled(entry.value(), now) >= m_rate.burst; });
}

double TokenBuckets::filled(const Bucket& bucket, std::chrono::milliseconds now) const {
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(m_rate.burst, bucket.tokens + seconds * m_rate.perSecond);
}

}  // namespace hall::gateway
