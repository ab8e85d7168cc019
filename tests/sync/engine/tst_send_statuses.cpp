// What the authority decided reaches the terminal after contact and then every few minutes, page by page, once each;
// what the platform did not sign changes nothing and stands in nobody's way.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;
using namespace std::chrono_literals;

class TestSendStatuses : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void areAppliedPageByPage();
  void areNotFetchedTwice();
  void areHeardAnewFromAPlatformThatWasPutBack();
  void passForgedOnes();
  void comeAfterAMisfortune_data();
  void comeAfterAMisfortune();
};

Q_DECLARE_METATYPE(FakePlatform::Answer)

namespace {
struct Concluded : EngineFixture {
  Concluded() : many(sealedMany(5)) {
    platform.trust(key.pair().certificate());
    start();
    if (!settlesAll(many)) qFatal("not received");
    engine.reset();
  }
  void begin() {
    engine = std::make_unique<hall::engine::SendingEngine>(
        *box, platform, clock, log, hall::engine::SendingEngine::Callbacks{}, [] { return 0.5; },
        temporary.path() + QStringLiteral("/errands.json"));
    const auto fresh = sealed();  // contact
    engine->wake();
    if (!reaches(fresh, SubmissionState::Received)) qFatal("no contact");
  }
  [[nodiscard]] int fetches() const { return platform.requests("GET", "/statuses"); }
  void passes(std::chrono::milliseconds time) {
    clock.advance(time);
    engine->wake();
    QTest::qWait(30);
  }
  QList<hall::model::Submission> many;
};
}  // namespace

void TestSendStatuses::areAppliedPageByPage() {
  Concluded fixture;
  const QList<QByteArray> said{"accepted", "needs-supplement", "refused", "accepted", "accepted"};
  for (int i = 0; i < 5; ++i) fixture.platform.decide(fixture.many[i], said[i]);
  fixture.begin();
  QTRY_COMPARE(fixture.countOf(SubmissionState::Accepted), 3);
  QCOMPARE(fixture.now(fixture.many[1]).state, SubmissionState::NeedsSupplement);
  QCOMPARE(fixture.now(fixture.many[2]).state, SubmissionState::Refused);
}

void TestSendStatuses::areNotFetchedTwice() {
  Concluded fixture;
  fixture.platform.decide(fixture.many[0], "accepted");
  fixture.begin();
  QTRY_COMPARE(fixture.countOf(SubmissionState::Accepted), 1);
  fixture.engine.reset();
  fixture.begin();
  fixture.platform.decide(fixture.many[1], "accepted");
  for (int i = 0; i < 10; ++i) fixture.passes(1min);
  QTRY_COMPARE(fixture.countOf(SubmissionState::Accepted), 2);
  const auto requests = fixture.platform.allRequests();
  int fromTheBeginning = 0;
  for (const auto& request : requests) {
    if (request.path.contains("/statuses") && !request.path.contains("after=")) ++fromTheBeginning;
  }
  QCOMPARE(fromTheBeginning, 1);  // the second engine knew where the first one stopped
}

// Its list is shorter than the terminal's cursor; what it says next must not be passed over.
void TestSendStatuses::areHeardAnewFromAPlatformThatWasPutBack() {
  Concluded fixture;
  for (int i = 0; i < 2; ++i) fixture.platform.decide(fixture.many[i], "accepted");
  fixture.begin();
  QTRY_COMPARE(fixture.countOf(SubmissionState::Accepted), 2);
  fixture.platform.next("GET", "/statuses",
                        FakePlatform::says(400, "application/problem+json",
                                           R"({"type":"urn:hall:problem:unknown-cursor","title":"","status":400})"));
  fixture.platform.decide(fixture.many[2], "accepted");
  for (int i = 0; i < 10; ++i) fixture.passes(1min);
  QTRY_COMPARE(fixture.countOf(SubmissionState::Accepted), 3);
  const auto requests = fixture.platform.allRequests();
  const auto anew = std::ranges::count_if(requests, [](const auto& request) {
    return request.path.contains("/statuses") && !request.path.contains("after=");
  });
  QCOMPARE(anew, 2);
}

void TestSendStatuses::passForgedOnes() {
  Concluded fixture;
  fixture.platform.forge(fixture.many[0], {});
  fixture.platform.decide(fixture.many[1], "accepted");
  fixture.begin();
  QTRY_COMPARE(fixture.now(fixture.many[1]).state, SubmissionState::Accepted);
  QCOMPARE(fixture.now(fixture.many[0]).state, SubmissionState::Received);
  QVERIFY(std::ranges::any_of(fixture.lines, [](const QByteArray& l) { return l.contains("statement.not-applied"); }));
}

void TestSendStatuses::comeAfterAMisfortune_data() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::newRow("reset") << FakePlatform::reset();
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops");
  QTest::newRow("portal") << FakePlatform::portal();
  QTest::newRow("truncated") << FakePlatform::truncates();
  QTest::newRow("foreign JSON") << FakePlatform::says(200, "application/json", R"({"items":7})");
}

void TestSendStatuses::comeAfterAMisfortune() {
  QFETCH(FakePlatform::Answer, answer);
  Concluded fixture;
  fixture.platform.decide(fixture.many[0], "accepted");
  fixture.platform.next("GET", "/statuses", answer);
  fixture.begin();
  for (int i = 0; i < 20 && fixture.countOf(SubmissionState::Accepted) == 0; ++i) fixture.passes(1min);
  QCOMPARE(fixture.countOf(SubmissionState::Accepted), 1);
}

QTEST_GUILESS_MAIN(TestSendStatuses)
#include "tst_send_statuses.moc"
