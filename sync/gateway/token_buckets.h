#pragma once
// How often somebody may ask: a bucket of tokens for each key (an address, a terminal), refilled as time passes. Memory
// is bounded: keys beyond `maximumKeys` share one bucket. Thread: any.
#include <QByteArray>
#include <QHash>
#include <chrono>
#include <mutex>

#include "sync/base/clock.h"

namespace hall::gateway {

class TokenBuckets {
 public:
  struct Rate {
    double perSecond = 1;
    double burst = 1;
  };
  TokenBuckets(const Clock& clock, Rate rate, qsizetype maximumKeys = 10000)
      : m_clock(clock), m_rate(rate), m_maximumKeys(maximumKeys) {}

  // Zero: one token was taken. Otherwise how long until there is one.
  std::chrono::milliseconds take(const QByteArray& key);
  void giveBack(const QByteArray& key);
  [[nodiscard]] qsizetype keys() const;

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::milliseconds at{};
  };
  Bucket& bucketOf(const QByteArray& key, std::chrono::milliseconds now);
  void dropFull(std::chrono::milliseconds now);
  [[nodiscard]] double filled(const Bucket& bucket, std::chrono::milliseconds now) const;

  const Clock& m_clock;
  const Rate m_rate;
  const qsizetype m_maximumKeys;
  mutable std::mutex m_mutex;
  QHash<QByteArray, Bucket> m_buckets;
};

}  // namespace hall::gateway
