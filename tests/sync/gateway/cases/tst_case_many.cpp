// Very much stands in one case: it is bounded, and looking at it holds up neither connections nor the writer.
#include <pthread.h>

#include <QtTest>
#include <array>
#include <latch>

#include "sync/gateway/cases/limits.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/slow_lane.h"
#include "tests/sync/gateway/cases/case_channels.h"

using namespace hall;
using gateway::cases::kMaximumBranches;
using test::CaseChannels;
using test::problemOf;

namespace {

// Of whose thread the answer comes.
QByteArray answeringThread(CaseChannels& hall, const QByteArray& method, const QByteArray& path,
                           const QByteArray& body = {}) {
  std::promise<QByteArray> promise;
  const gateway::Request request{method, path, body};
  hall.fixture.api->handle(request, [&promise](const gateway::Response&) {
    std::array<char, 16> name{};
    pthread_getname_np(pthread_self(), name.data(), name.size());
    promise.set_value(name.data());
  });
  return promise.get_future().get();
}

}  // namespace

class TestCaseMany : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void asManyBranchesAsADecisionTakesUp();
  void comparesOnALaneOfItsOwn();
  void theLaneTakesNoMoreThanItCanDo();
};

void TestCaseMany::asManyBranchesAsADecisionTakesUp() {
  CaseChannels hall;
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", "1"}});
  const auto head = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "2"}});
  QList<QByteArray> all{head.draftRev};
  for (int i = 0; i < kMaximumBranches; ++i) {
    const auto beside = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"b", QString::number(i)}});
    QCOMPARE(beside["state"], QStringLiteral("branch"));
    all.append(beside.draftRev);
  }
  const auto beyond = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"b", "beyond"}});
  const QByteArray body = hall.last;
  QCOMPARE(beyond.answer.status, 409);
  QCOMPARE(problemOf(beyond.answer), QByteArray("too-many-branches"));
  QCOMPARE(hall.tell()[QLatin1String("branches")].toArray().size(), kMaximumBranches);
  // What follows the head is not concerned, and what stood there already is answered as ever.
  const auto next = hall.revise(hall.fixture.terminal, fence, head.draftRev, {{"a", "4"}});
  QCOMPARE(next["state"], QStringLiteral("fast-forward"));
  all.first() = next.draftRev;
  const qint64 clerks = hall.fencing(hall.counter, {{"clerk", "clerk-7"}});
  QCOMPARE(hall.decide(hall.counter, clerks, all, {{"a", "5"}})["state"], QStringLiteral("fast-forward"));
  QVERIFY(hall.tell()[QLatin1String("branches")].toArray().isEmpty());
  // The very same one, held until then, finds room.
  const auto again = hall.fixture.ask("PUT", hall.path("/revisions/" + beyond.draftRev), body);
  QCOMPARE(QJsonDocument::fromJson(again.body).object().value(QStringLiteral("state")).toString(),
           QStringLiteral("branch"));
}

void TestCaseMany::comparesOnALaneOfItsOwn() {
  CaseChannels hall;
  const qint64 fence = hall.fencing(hall.fixture.terminal);
  const auto first = hall.revise(hall.fixture.terminal, fence, {}, {{"a", "1"}});
  (void)hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "2"}});
  const auto beside = hall.revise(hall.fixture.terminal, fence, first.draftRev, {{"a", "3"}});
  const QByteArray lane = "slow-lane";
  QCOMPARE(answeringThread(hall, "PUT", hall.path("/revisions/" + beside.draftRev), hall.last), lane);
  QCOMPARE(answeringThread(hall, "GET", hall.path()), lane);
  QCOMPARE(answeringThread(hall, "GET", hall.path("?reader=" + hall.counter.terminalId())), lane);
}

void TestCaseMany::theLaneTakesNoMoreThanItCanDo() {
  std::atomic<int> done{0};
  {
    gateway::SlowLane lane(2);
    std::latch begun(1);
    std::latch go(1);
    QVERIFY(lane.add([&] {
      begun.count_down();
      go.wait();
      ++done;
    }));
    begun.wait();
    QVERIFY(lane.add([&] { ++done; }));
    QVERIFY(lane.add([&] { ++done; }));
    QVERIFY(!lane.add([&] { ++done; }));
    go.count_down();
  }
  QCOMPARE(done.load(), 3);  // nobody who was taken goes without an answer
}

QTEST_GUILESS_MAIN(TestCaseMany)
#include "tst_case_many.moc"
