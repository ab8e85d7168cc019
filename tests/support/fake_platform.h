#pragma once
// The platform in the same process, whose answers are objects: a test puts misfortunes in a queue, and what is not in
// the queue is answered as a healthy platform would. Thread: any.
#include <QHash>
#include <QSet>
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>

#include "sync/engine/transport.h"
#include "tests/support/fake_platform_keys.h"

namespace hall::test {

class FakePlatform final : public engine::Transport {
 public:
  using Answer = std::function<Result<engine::Response>(FakePlatform&, const engine::Request&, std::stop_token)>;

  // Used up in order by the requests whose method and path's end fit.
  void next(const QByteArray& method, const QByteArray& pathEnd, Answer answer);

  Result<engine::Response> send(const engine::Request& request, std::stop_token stop) override;

  // Answers to put in the queue.
  static Answer reset();
  static Answer timesOut();
  static Answer timesOutAfter(int milliseconds);  // whatever is asked of it meanwhile
  static Answer hangs();                          // until it is stopped
  static Answer says(int status, const QByteArray& contentType, const QByteArray& body, qint64 retryAfter = 0);
  static Answer problem(int status, const QByteArray& type);
  static Answer portal();                           // 200 and HTML
  static Answer losesReply();                       // does as asked, and the answer never arrives
  static Answer doesAndSays(const Answer& answer);  // does as asked, and something on the way says this
  static Answer receiptFor(const QByteArray& id, const QByteArray& digest);  // empty: the right one
  static Answer receiptSignedBy(const PlatformKeys& other);

  [[nodiscard]] int requests(const QByteArray& method, const QByteArray& pathEnd) const;
  [[nodiscard]] QList<QByteArray> received() const;  // ids in order of arrival
  [[nodiscard]] int commitsOf(const QByteArray& id) const;
  void forgetEverything();

  const PlatformKeys keys;

 private:
  struct Misfortune {
    QByteArray method;
    QByteArray pathEnd;
    Answer answer;
  };
  struct Item {
    QByteArray digest;
    QList<QByteArray> wanted;
    QSet<QByteArray> present;
    QByteArray receipt;
    int commits = 0;
  };
  Result<engine::Response> healthy(const engine::Request& request);
  engine::Response announce(Item& item, const engine::Request& request);
  engine::Response commit(const QByteArray& id, Item& item);
  engine::Response tellMissing(const Item& item, int status) const;

  mutable std::mutex m_mutex;
  std::deque<Misfortune> m_misfortunes;
  QList<engine::Request> m_requests;
  QHash<QByteArray, Item> m_items;
  QList<QByteArray> m_received;
};

}  // namespace hall::test
