#include "sync/base/lane.h"

#include <pthread.h>
#include <QCoreApplication>
#include <QEvent>

namespace hall {

// Lives on the owner's thread; the lane's thread only hands it closures and rings.
class Lane::Home final : public QObject {
 public:
  void bring(Homecoming arrival) {
    {
      const std::lock_guard lock(m_mutex);
      m_arrived.push_back(std::move(arrival));
    }
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
  }

 protected:
  bool event(QEvent* event) override {
    if (event->type() != QEvent::User) {
      return QObject::event(event);
    }
    std::deque<Homecoming> arrived;
    {
      const std::lock_guard lock(m_mutex);
      arrived.swap(m_arrived);
    }
    const QPointer<Home> self(this);
    for (Homecoming& arrival : arrived) {
      arrival();
      if (!self) {
        break;  // an answer destroyed the lane
      }
    }
    return true;
  }

 private:
  std::mutex m_mutex;
  std::deque<Homecoming> m_arrived;
};

Lane::Lane(const QString& name) : m_home(std::make_unique<Home>()), m_thread([this] { carry(); }) {
  // The kernel shows fifteen characters, enough to tell lanes apart in a debugger.
  pthread_setname_np(m_thread.native_handle(), name.toLatin1().left(15).constData());
}

Lane::~Lane() {
  {
    const std::lock_guard lock(m_mutex);
    m_closing = true;
    m_waiting.clear();
    m_current.request_stop();
  }
  m_wake.notify_all();
  m_thread.join();
}

void Lane::finish() {
  std::unique_lock lock(m_mutex);
  m_idle.wait(lock, [this] { return m_waiting.empty() && !m_busy; });
}

void Lane::stopCurrent() {
  const std::lock_guard lock(m_mutex);
  m_current.request_stop();
}

void Lane::add(Task task) {
  {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(task));
  }
  m_wake.notify_one();
}

void Lane::carry() {
  while (true) {
    Task task;
    std::stop_token stop;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
      if (m_closing) {
        return;
      }
      task = std::move(m_waiting.front());
      m_waiting.pop_front();
      m_busy = true;
      m_current = std::stop_source();
      stop = m_current.get_token();
    }
    Homecoming arrival = task(stop);
    task = nullptr;  // captures die here, on the lane, before the owner is told
    m_home->bring(std::move(arrival));
    {
      const std::lock_guard lock(m_mutex);
      m_busy = false;
    }
    m_idle.notify_all();
  }
}

}  // namespace hall
