#pragma once
// The platform in the same process, whose answers are objects: a test puts misfortunes in a queue or makes rules, and
// what neither of them wants is answered as a healthy platform would. It believes nothing: digests and sizes are
// checked. Thread: any.
#include <QHash>
#include <QMap>
#include <QSet>
#include <deque>
#include <functional>
#include <mutex>

#include "sync/engine/transport.h"
#include "sync/model/submission.h"
#include "tests/support/fake_platform_keys.h"

namespace hall::test {

class FakePlatform final : public engine::Transport {
 public:
  using Answer = std::function<Result<engine::Response>(FakePlatform&, const engine::Request&, std::stop_token)>;
  using Fits = std::function<bool(const engine::Request&)>;

  // Used up in order by the requests whose method and path's end (without its query) fit.
  void next(const QByteArray& method, const QByteArray& pathEnd, Answer answer);
  // As long as calm() is not called; rules come after the queue, the first that fits.
  void whenever(Fits fits, Answer answer);
  void calm();
  // A gateway of the first version: no pieces, no batches, no bulk questions.
  void becomeOld();

  Result<engine::Response> send(const engine::Request& request, std::stop_token stop) override;
  // As a platform in good health does.
  Result<engine::Response> healthy(const engine::Request& request);

  // Answers, see fake_platform_answers.cpp.
  static Answer reset();
  static Answer timesOut();
  static Answer timesOutAfter(int milliseconds);  // whatever is asked of it meanwhile
  static Answer hangs();                          // until it is stopped
  static Answer late(int milliseconds);           // does as asked, after that
  static Answer says(int status, const QByteArray& contentType, const QByteArray& body, qint64 retryAfter = 0);
  static Answer problem(int status, const QByteArray& type, qint64 retryAfter = 0);
  static Answer portal();                           // 200 and HTML
  static Answer losesReply();                       // does as asked, and the answer never arrives
  static Answer arrivesLater();                     // is lost for the sender, and done after the next request was done
  static Answer arrivesTwice();                     // does it two times, the second answer counts
  static Answer doesAndSays(const Answer& answer);  // does as asked, and something on the way says this
  using Retelling = std::function<QJsonObject(QJsonObject)>;
  static Answer retells(const Retelling& retelling);  // does as asked, and the JSON of the answer is changed
  static Answer truncates();                          // does as asked, and half of the answer arrives as if whole
  static Answer claimsOffset(qint64 offset);          // does as asked, and says this offset instead
  static Answer receiptFor(const QByteArray& id, const QByteArray& digest);  // empty: the right one
  static Answer receiptSignedBy(const PlatformKeys& other);
  static Fits speaksOf(const QByteArray& submissionId);  // in the path or in the body

  [[nodiscard]] int requests(const QByteArray& method, const QByteArray& pathEnd) const;
  [[nodiscard]] QList<engine::Request> allRequests() const;
  [[nodiscard]] QList<QByteArray> received() const;  // ids in order of arrival
  [[nodiscard]] int commitsOf(const QByteArray& id) const;
  [[nodiscard]] qint64 offsetOf(const QByteArray& id, const QByteArray& digest) const;
  void forgetEverything();
  // What it then says in an inventory.
  void trust(const seal::Certificate& terminal);
  void forget(const QByteArray& id);
  void mixUp(const QByteArray& id);               // has another digest for it
  void invent(qint64 seq, const QByteArray& id);  // has something that no terminal handed in
  // A statement of the authority, at the end of the list; `other` keys make it a forgery.
  void decide(const model::Submission& submission, const QByteArray& status);
  void forge(const model::Submission& submission, const PlatformKeys& other);
  // Throws away what came of a part, as a restore from a copy would.
  void forgetPiecesAfter(const QByteArray& id, const QByteArray& digest, qint64 offset);

  const PlatformKeys keys;

 private:
  struct Misfortune {
    QByteArray method;
    QByteArray pathEnd;
    Answer answer;
  };
  struct Item {
    qint64 seq = 0;
    QByteArray digest;
    QList<std::pair<QByteArray, qint64>> wanted;  // digest and size
    QHash<QByteArray, QByteArray> bytes;          // whole parts, and the beginnings of others
    QByteArray receipt;
    int commits = 0;
    [[nodiscard]] bool has(const QByteArray& part) const;
    [[nodiscard]] qint64 sizeOf(const QByteArray& part) const;  // -1: not one of its parts
  };
  Answer answerFor(const engine::Request& request);
  Result<engine::Response> serve(const engine::Request& request);
  engine::Response announce(Item& item, const engine::Request& request);
  engine::Response part(Item& item, const engine::Request& request);
  engine::Response piece(Item& item, const QByteArray& digest, const engine::Request& request);
  engine::Response commit(const QByteArray& id, Item& item);
  engine::Response tellMissing(const Item& item, int status) const;
  engine::Response batch(const engine::Request& request);
  engine::Response query(const engine::Request& request);
  engine::Response inventory(const engine::Request& request);
  engine::Response statuses(const engine::Request& request) const;
  [[nodiscard]] QJsonObject receive(const QByteArray& id, Item& item);

  mutable std::mutex m_mutex;
  std::deque<Misfortune> m_misfortunes;
  std::deque<std::pair<Fits, Answer>> m_rules;
  std::deque<engine::Request> m_delayed;
  bool m_old = false;
  std::optional<seal::Certificate> m_terminal;
  QList<QByteArray> m_statements;
  QList<engine::Request> m_requests;
  QHash<QByteArray, Item> m_items;
  QList<QByteArray> m_received;
};

}  // namespace hall::test
