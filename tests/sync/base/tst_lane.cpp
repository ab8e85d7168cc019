// A lane's work ends in five ways: success, error, cancel, time-out, destruction; in order, at home.
#include <QtTest>
#include <atomic>

#include "sync/base/lane.h"
#include "sync/base/result.h"

using namespace std::chrono_literals;
using hall::Failure;
using hall::Lane;
using hall::Result;

class TestLane : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bringsAnswersHomeInOrder();
  void carriesErrorsAsValues();
  void stopsTheRunningWorkOnRequest();
  void endsWaitingWorkAtItsDeadline();
  void dropsTheAnswerWhenTheOwnerDied();
  void endsWhenDestroyedAtWork();
  void mayBeDestroyedByItsOwnAnswer();
  void finishesWhatWaits();
};

void TestLane::bringsAnswersHomeInOrder() {
  Lane lane(QStringLiteral("test"));
  QList<int> seen;
  for (int i = 0; i < 100; ++i) {
    lane.run(
        this, [i](const std::stop_token&) { return i; },
        [this, &seen](int value) {
          QCOMPARE(QThread::currentThread(), thread());
          seen.append(value);
        });
  }
  QTRY_COMPARE(seen.size(), 100);
  QVERIFY(std::is_sorted(seen.begin(), seen.end()));
}

void TestLane::carriesErrorsAsValues() {
  Lane lane(QStringLiteral("test"));
  Result<int> answer = 1;
  lane.run(
      this, [](const std::stop_token&) -> Result<int> { return hall::failure(Failure::Garbled, "x"); },
      [&](Result<int> value) { answer = std::move(value); });
  QTRY_VERIFY(!answer.has_value());
  QCOMPARE(answer.error().kind, Failure::Garbled);
}

void TestLane::stopsTheRunningWorkOnRequest() {
  Lane lane(QStringLiteral("test"));
  std::atomic<bool> started = false;
  bool cancelled = false;
  lane.run(
      this,
      [&started](const std::stop_token& stop) {
        started = true;
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        return true;
      },
      [&](bool value) { cancelled = value; });
  QTRY_VERIFY(started);
  lane.stopCurrent();
  QTRY_VERIFY(cancelled);
}

void TestLane::endsWaitingWorkAtItsDeadline() {
  Lane lane(QStringLiteral("test"));
  bool timedOut = false;
  lane.run(
      this,
      [](const std::stop_token& stop) -> Result<int> {
        const auto deadline = std::chrono::steady_clock::now() + 20ms;
        while (std::chrono::steady_clock::now() < deadline && !stop.stop_requested()) std::this_thread::sleep_for(1ms);
        return hall::failure(Failure::Timeout, "late");
      },
      [&](const Result<int>& value) { timedOut = value.error().kind == Failure::Timeout; });
  QTRY_VERIFY(timedOut);
}

void TestLane::dropsTheAnswerWhenTheOwnerDied() {
  Lane lane(QStringLiteral("test"));
  bool called = false;
  bool after = false;
  {
    QObject owner;
    lane.run(
        &owner, [](const std::stop_token&) { std::this_thread::sleep_for(10ms); }, [&] { called = true; });
  }
  lane.run(
      this, [](const std::stop_token&) {}, [&] { after = true; });
  QTRY_VERIFY(after);
  QVERIFY(!called);
}

void TestLane::endsWhenDestroyedAtWork() {
  bool called = false;
  {
    Lane lane(QStringLiteral("test"));
    lane.run(
        this,
        [](const std::stop_token& stop) {
          while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        },
        [&] { called = true; });
    lane.run(
        this, [](const std::stop_token&) {}, [&] { called = true; });
  }
  QCoreApplication::processEvents();
  QVERIFY(!called);
}

void TestLane::mayBeDestroyedByItsOwnAnswer() {
  auto lane = std::make_unique<Lane>(QStringLiteral("test"));
  int answers = 0;
  for (int i = 0; i < 3; ++i) {
    lane->run(
        this, [](const std::stop_token&) {},
        [&] {
          ++answers;
          lane.reset();
        });
  }
  QTRY_COMPARE(answers, 1);
  QVERIFY(!lane);
}

void TestLane::finishesWhatWaits() {
  Lane lane(QStringLiteral("test"));
  std::atomic<int> carried = 0;
  for (int i = 0; i < 20; ++i) {
    lane.run(
        this,
        [&carried](const std::stop_token&) {
          std::this_thread::sleep_for(1ms);
          ++carried;
        },
        [] {});
  }
  lane.finish();
  QCOMPARE(carried.load(), 20);
}

QTEST_GUILESS_MAIN(TestLane)
#include "tst_lane.moc"
