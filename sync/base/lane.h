#pragma once
// A lane carries blocking work, in order, on one thread of its own, and brings each answer home.
//
//   lane.run(this, [=](std::stop_token stop) { return reader->read(stop); },
//                  [this](Result<IdCard> card) { ... });
//
// `work` runs on the lane's thread. `done` runs on the thread that created the lane, which must have an event loop
// and must be the thread of `context`; it is dropped if `context` has died by then. Destroying the lane asks the
// running work to stop, drops what still waits, and joins. Everything that crosses is a value.
#include <QObject>
#include <QPointer>
#include <QString>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

namespace hall {

class Lane {
 public:
  explicit Lane(const QString& name);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  template <class Work, class Done>
  void run(QObject* context, Work work, Done done) {
    using Value = std::invoke_result_t<Work, std::stop_token>;
    auto call = [owner = QPointer<QObject>(context), work = std::move(work),
                 done = std::move(done)](std::stop_token stop) mutable -> Homecoming {
      if constexpr (std::is_void_v<Value>) {
        work(std::move(stop));
        return [owner, done = std::move(done)]() mutable {
          if (owner) done();
        };
      } else {
        auto value = std::make_shared<Value>(work(std::move(stop)));
        return [owner, done = std::move(done), value]() mutable {
          if (owner) done(std::move(*value));
        };
      }
    };
    add(std::move(call));
  }

  // Blocks until everything that waits has been carried. Answers still come home through the event loop.
  void finish();
  // Asks the work that is running now to stop; what waits behind it stays.
  void stopCurrent();

 private:
  using Homecoming = std::function<void()>;
  using Task = std::function<Homecoming(std::stop_token)>;
  class Home;

  void add(Task task);
  void carry();

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Task> m_waiting;
  std::stop_source m_current;
  bool m_closing = false;
  bool m_busy = false;
  std::condition_variable m_idle;
  std::unique_ptr<Home> m_home;
  std::thread m_thread;  // last: joined before anything above dies
};

}  // namespace hall
