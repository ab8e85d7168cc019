#pragma once
// Counters of a running gateway, as OpenMetrics text. They start at nothing with the program. Thread: any.
#include <QByteArray>
#include <QList>
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

namespace hall::gateway {

class Metrics {
 public:
  void countRequest(const QByteArray& method, const QByteArray& route, int status);
  // One transaction of the writer: how many requests shared it, and how long it took until it was durable.
  void countGroup(qsizetype size, double seconds);
  enum class Outcome { Received, Refused };
  void countSubmissions(Outcome outcome, qsizetype count);

  // A value that is asked for when somebody looks. `name` without the prefix, e.g. "upstream_backlog".
  // `labels` as they stand between the braces.
  void watch(const QByteArray& name, const QByteArray& help, std::function<double()> value,
             const QByteArray& labels = {});

  [[nodiscard]] QByteArray text() const;

 private:
  struct Histogram {
    std::vector<double> bounds;
    std::vector<qint64> counts = std::vector<qint64>(bounds.size() + 1);
    double sum = 0;
    void count(double value);
    [[nodiscard]] QByteArray text(const QByteArray& name, const QByteArray& help) const;
  };
  struct Gauge {
    QByteArray name;
    QByteArray help;
    std::function<double()> value;
    QByteArray labels;
  };
  using RequestKey = std::tuple<QByteArray, QByteArray, int>;  // method, route, status

  mutable std::mutex m_mutex;
  std::map<RequestKey, qint64> m_requests;
  Histogram m_groupSize{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}};
  Histogram m_commitSeconds{{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5}};
  qint64 m_received = 0;
  qint64 m_refused = 0;
  std::vector<Gauge> m_gauges;
};

}  // namespace hall::gateway
