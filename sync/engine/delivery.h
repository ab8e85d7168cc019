#pragma once
// One turn of one submission: as far as it goes until it is received, held or must wait. Thread: the engine's.
#include <QJsonArray>
#include <QJsonObject>
#include <functional>

#include "sync/engine/retry_table.h"
#include "sync/outbox/outbox.h"

namespace hall::engine {

class Delivery {
 public:
  struct Tools {
    outbox::Outbox& outbox;
    Transport& transport;
    const Clock& clock;
    const std::function<double()>& dice;
    std::function<void(const model::Submission&)> changed;
    std::function<void(bool reached)> reached;  // after every exchange: was it the platform that answered?
  };
  Delivery(const Tools& tools, model::Submission submission, std::stop_token stop)
      : m_tools(tools), m_submission(std::move(submission)), m_stop(std::move(stop)) {}

  // An error is the outbox's: the disk, not the line. The submission stays where it was.
  Result<void> run();

 private:
  using Next = Result<bool>;  // whether there is more to do in this turn

  // An answer, weighed: the body is there if the verdict is Proceed and it is a JSON object.
  struct Heard {
    Reading reading;
    QJsonObject body;
    qint64 retryAfterSeconds = 0;
  };

  Next step();
  Next announceAndSend();
  Next sendMissing(const QJsonArray& missing);
  Next sendPart(const QByteArray& digest);
  Next commit();
  Next ask();
  Next settle(const QJsonObject& body);
  // For every verdict that does not let this turn go on.
  Next giveWay(const Heard& heard);
  Next hold(const QByteArray& code);
  Next become(Result<model::Submission> changed, bool more);
  Heard exchange(Question question, const QByteArray& method, const QByteArray& tail, const QByteArray& body);

  const Tools& m_tools;
  model::Submission m_submission;
  std::stop_token m_stop;
  int m_rounds = 0;
};

}  // namespace hall::engine
