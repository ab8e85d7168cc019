#include "sync/engine/exchange.h"

#include <QJsonDocument>
#include <algorithm>

namespace hall::engine {

namespace {
bool hasJson(Question question) {
  using enum Question;
  return question != SendPart && question != AskOffset && question != SendChunk && question != Inventory;
}
}  // namespace

Heard exchange(const Tools& tools, Question question, const Request& request, const std::stop_token& stop) {
  const auto answer = tools.transport.send(request, stop);
  Heard heard{read(question, answer), {}, answer ? answer->retryAfterSeconds : 0};
  if (answer) heard.uploadOffset = answer->uploadOffset;
  if (heard.reading.verdict == Verdict::Proceed && hasJson(question)) {
    heard.body = QJsonDocument::fromJson(answer->body).object();
    if (heard.body.isEmpty()) heard.reading = foreignBody().reading;
  }
  if (heard.reading.verdict == Verdict::Proceed && question == Question::Inventory) heard.bytes = answer->body;
  if (!stop.stop_requested()) tools.heard(heard);
  return heard;
}

Heard foreignBody() {
  return {{Verdict::RetryLater, "http.foreign.body", false}, {}, 0};
}

std::chrono::milliseconds pauseAfter(const Heard& heard, int attempts, const std::function<double()>& dice) {
  constexpr qint64 kLongestPause = 300;
  const std::chrono::milliseconds asked =
      std::chrono::seconds(std::clamp<qint64>(heard.retryAfterSeconds, 0, kLongestPause));
  return std::max(backOff(attempts, dice()), asked);
}

}  // namespace hall::engine
