#include "sync/gateway/metrics.h"

namespace hall::gateway {

namespace {

QByteArray number(double value) {
  return QByteArray::number(value, 'g', 12);
}

QByteArray head(const QByteArray& name, const char* type, const QByteArray& help) {
  return "# TYPE hall_" + name + ' ' + type + "\n# HELP hall_" + name + ' ' + help + '\n';
}

}  // namespace

void Metrics::countRequest(const QByteArray& method, const QByteArray& route, int status) {
  const std::lock_guard lock(m_mutex);
  ++m_requests[{method, route, status}];
}

void Metrics::countGroup(qsizetype size, double seconds) {
  const std::lock_guard lock(m_mutex);
  m_groupSize.count(static_cast<double>(size));
  m_commitSeconds.count(seconds);
}

void Metrics::countSubmissions(Outcome outcome, qsizetype count) {
  const std::lock_guard lock(m_mutex);
  (outcome == Outcome::Received ? m_received : m_refused) += count;
}

void Metrics::watch(const QByteArray& name, const QByteArray& help, std::function<double()> value,
                    const QByteArray& labels) {
  const std::lock_guard lock(m_mutex);
  m_gauges.push_back({name, help, std::move(value), labels.isEmpty() ? QByteArray() : '{' + labels + '}'});
}

void Metrics::Histogram::count(double value) {
  size_t bucket = 0;
  while (bucket < bounds.size() && value > bounds[bucket]) ++bucket;
  ++counts[bucket];
  sum += value;
}

QByteArray Metrics::Histogram::text(const QByteArray& name, const QByteArray& help) const {
  QByteArray lines = head(name, "histogram", help);
  qint64 total = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    const QByteArray bound = i < bounds.size() ? number(bounds[i]) : QByteArray("+Inf");
    lines += "hall_" + name + "_bucket{le=\"" + bound + "\"} " + QByteArray::number(total) + '\n';
  }
  lines += "hall_" + name + "_sum " + number(sum) + "\nhall_" + name + "_count " + QByteArray::number(total) + '\n';
  return lines;
}

QByteArray Metrics::text() const {
  std::vector<Gauge> gauges;
  QByteArray lines;
  {
    const std::lock_guard lock(m_mutex);
    gauges = m_gauges;
    lines += head("requests", "counter", "Answered requests by route and status.");
    for (const auto& [key, count] : m_requests) {
      const auto& [method, route, status] = key;
      lines += "hall_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
               QByteArray::number(status) + "\"} " + QByteArray::number(count) + '\n';
    }
    lines += head("submissions", "counter", "Submissions received (receipt given) and refused by this gateway.");
    lines += "hall_submissions_total{state=\"received\"} " + QByteArray::number(m_received) + '\n';
    lines += "hall_submissions_total{state=\"refused\"} " + QByteArray::number(m_refused) + '\n';
    lines += m_groupSize.text("group_size", "Requests that shared one transaction.");
    lines += m_commitSeconds.text("commit_seconds", "From the begin of a transaction until it was durable.");
  }
  // Outside the lock: they may ask the database.
  for (const Gauge& gauge : gauges) {
    lines += head(gauge.name, "gauge", gauge.help);
    lines += "hall_" + gauge.name + gauge.labels + ' ' + number(gauge.value()) + '\n';
  }
  return lines + "# EOF\n";
}

}  // namespace hall::gateway
