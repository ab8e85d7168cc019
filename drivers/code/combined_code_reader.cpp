#include "drivers/code/combined_code_reader.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace hall::drivers {

namespace {

// What helps the person most comes first.
int rank(Failure kind) {
  switch (kind) {
    case Failure::Garbled:
      return 0;
    case Failure::Timeout:
      return 1;
    case Failure::Cancelled:
      return 2;
    default:
      return 3;
  }
}

// The answers of all sources; the first code ends the others.
class Race {
 public:
  explicit Race(std::stop_source stop) : m_stop(std::move(stop)) {}

  void take(Result<QList<Code>> answer) {
    const std::lock_guard lock(m_mutex);
    if (m_won) return;
    m_won = answer.has_value();
    const bool better = !m_best || m_won || rank(answer.error().kind) < rank(m_best->error().kind);
    if (better) m_best = std::move(answer);
    if (m_won) m_stop.request_stop();
  }
  std::optional<Result<QList<Code>>> best() {
    const std::lock_guard lock(m_mutex);
    return std::move(m_best);
  }

 private:
  std::mutex m_mutex;
  std::stop_source m_stop;
  bool m_won = false;
  std::optional<Result<QList<Code>>> m_best;
};

}  // namespace

Result<std::unique_ptr<CombinedCodeReader>> CombinedCodeReader::open(std::vector<Open> sources) {
  std::vector<Source> opened;
  for (Open& open : sources) {
    opened.push_back({std::move(open), nullptr, {Failure::Disconnected, "scanner.gone", {}}});
    ensureOpen(opened.back());
  }
  const bool any =
      std::any_of(opened.cbegin(), opened.cend(), [](const Source& source) { return bool(source.reader); });
  if (!any) {
    return failure(opened.empty() ? Error{Failure::NotFound, "device.none", {}} : opened.front().failure);
  }
  return std::unique_ptr<CombinedCodeReader>(new CombinedCodeReader(std::move(opened)));
}

CombinedCodeReader::CombinedCodeReader(std::vector<Source> sources) : m_sources(std::move(sources)) {}

void CombinedCodeReader::ensureOpen(Source& source) {
  if (source.reader) return;
  Result<std::unique_ptr<CodeReader>> opened = source.open();
  if (opened) {
    source.reader = std::move(*opened);
  } else {
    source.failure = opened.error();
  }
}

Result<QList<Code>> CombinedCodeReader::read(std::chrono::milliseconds patience, std::stop_token stop) {
  std::stop_source all;
  const std::stop_callback relay(stop, [&all] { all.request_stop(); });
  Race race(all);
  {
    std::vector<std::jthread> threads;
    for (Source& source : m_sources) {
      if (!source.reader) continue;
      threads.emplace_back([&race, &source, patience, token = all.get_token()] {
        Result<QList<Code>> answer = source.reader->read(patience, token);
        if (!answer && answer.error().kind == Failure::Disconnected) {
          source.failure = answer.error();
          source.reader.reset();
        }
        race.take(std::move(answer));
      });
    }
  }
  std::optional<Result<QList<Code>>> best = race.best();
  if (!best) return failure(Failure::Disconnected, "scanner.gone");
  return std::move(*best);
}

DeviceReport CombinedCodeReader::report() {
  DeviceReport whole;
  whole.kind = DeviceKind::CodeReader;
  whole.state = DeviceState::PowerOff;
  QStringList models;
  for (Source& source : m_sources) {
    ensureOpen(source);
    DeviceReport one = source.reader ? source.reader->report() : DeviceReport();
    if (!source.reader) one.code = source.failure.code;
    if (source.reader && one.state == DeviceState::PowerOff) source.reader.reset();
    if (one.state == DeviceState::Online) {
      whole.state = DeviceState::Online;
      models.append(one.model);
      if (whole.id.isEmpty()) whole.id = one.id;
    } else if (whole.code.isEmpty()) {
      whole.code = one.code;
    }
  }
  if (whole.state == DeviceState::Online) whole.code.clear();
  whole.model = models.join(QStringLiteral(" + "));
  return whole;
}

}  // namespace hall::drivers
