#pragma once
// An outbox, a fake platform and an engine between them, with a clock that the test moves.
#include <QtTest>

#include "sync/engine/sending_engine.h"
#include "tests/support/fake_platform.h"
#include "tests/sync/outbox/outbox_fixture.h"

namespace hall::test {

struct EngineFixture : OutboxFixture {
  EngineFixture() : OutboxFixture() {
    keys = platform.keys;
    if (const auto opened = reopen(); !opened) qFatal("outbox: %s", opened.error().code.constData());
  }
  void start() {
    engine = std::make_unique<engine::SendingEngine>(*box, platform, clock, log, engine::SendingEngine::Callbacks{},
                                                     [] { return 0.5; });
  }
  [[nodiscard]] model::Submission now(const model::Submission& s) const { return box->find(s.submissionId).value(); }
  // Until the state is reached; the clock runs ahead so that back-offs pass.
  [[nodiscard]] bool reaches(const model::Submission& s, model::SubmissionState state) {
    for (int i = 0; i < 1000; ++i) {
      if (now(s).state == state) return true;
      clock.advance(std::chrono::seconds(10));
      engine->wake();
      QTest::qWait(2);
    }
    return false;
  }
  [[nodiscard]] QList<model::Submission> sealedMany(int count) const {
    QList<model::Submission> many;
    for (int i = 0; i < count; ++i) many.append(sealed());
    return many;
  }
  // Until none of them waits, whatever became of each; the clock runs ahead.
  [[nodiscard]] bool settlesAll(const QList<model::Submission>& many) {
    for (int i = 0; i < 2000; ++i) {
      const bool all = std::ranges::all_of(many, [this](const auto& s) {
        const auto state = now(s).state;
        return state == model::SubmissionState::Received || state == model::SubmissionState::Held;
      });
      if (all) return true;
      clock.advance(std::chrono::seconds(10));
      engine->wake();
      QTest::qWait(5);
    }
    return false;
  }
  [[nodiscard]] int countOf(model::SubmissionState state) const { return box->countsByState()->value(state); }
  // Until it has been tried that often, without moving the clock.
  [[nodiscard]] bool isTried(const model::Submission& s, int attempts) const {
    return QTest::qWaitFor([&] { return now(s).attempts >= attempts; }, 5000);
  }

  FakePlatform platform;
  std::unique_ptr<engine::SendingEngine> engine;
};

}  // namespace hall::test
