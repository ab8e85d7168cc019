#include "drivers/code/grabbing_source.h"

#include <QFileInfo>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace hall::drivers {

struct GrabbingSource::Shared {
  std::mutex mutex;
  std::condition_variable_any moved;
  bool wanted = false;      // a frame is asked for
  bool over = false;        // nobody asks any more
  bool leftBehind = false;  // counted in `Hanging`
  bool opened = false;
  bool present = false;
  QByteArray place;
  std::optional<Result<cv::Mat>> frame;
  std::optional<Error> trouble;  // of the opening
};

void GrabbingSource::grab(const std::shared_ptr<Shared>& shared, const Open& open, const Hanging& hanging) {
  Result<std::unique_ptr<FrameSource>> source = open();
  std::unique_lock lock(shared->mutex);
  if (source) {
    shared->place = (*source)->place();
    shared->present = true;
  } else {
    shared->trouble = source.error();
  }
  shared->opened = true;
  shared->moved.notify_all();
  while (source && !shared->over) {
    shared->moved.wait(lock, [&shared] { return shared->wanted || shared->over; });
    if (shared->over) break;
    shared->wanted = false;
    lock.unlock();
    Result<cv::Mat> frame = (*source)->next(Deadline::in(std::chrono::hours(1)));
    const bool present = (*source)->present();
    lock.lock();
    shared->present = present;
    shared->frame = std::move(frame);
    shared->moved.notify_all();
  }
  if (shared->leftBehind) --*hanging;
  lock.unlock();
  if (source) source->reset();
}

GrabbingSource::GrabbingSource(std::shared_ptr<Shared> shared, Hanging hanging, Patience patience)
    : m_shared(std::move(shared)), m_hanging(std::move(hanging)), m_patience(patience) {}

Result<std::unique_ptr<GrabbingSource>> GrabbingSource::open(Open open, Hanging hanging, Patience patience) {
  if (*hanging > 0) {
    return failure(Failure::Disconnected, "camera.silent");
  }
  const auto shared = std::make_shared<Shared>();
  auto source = std::unique_ptr<GrabbingSource>(new GrabbingSource(shared, hanging, patience));
  std::thread([shared, open = std::move(open), hanging] { grab(shared, open, hanging); }).detach();
  std::unique_lock lock(shared->mutex);
  if (!shared->moved.wait_for(lock, patience.opening, [&shared] { return shared->opened; })) {
    lock.unlock();
    return failure(source->silent().error());
  }
  if (shared->trouble) return failure(*shared->trouble);
  source->m_place = shared->place;
  return source;
}

GrabbingSource::~GrabbingSource() {
  const std::lock_guard lock(m_shared->mutex);
  m_shared->over = true;
  m_shared->moved.notify_all();
}

Result<cv::Mat> GrabbingSource::silent() {
  const std::lock_guard lock(m_shared->mutex);
  if (!m_leftBehind) {
    m_leftBehind = true;
    m_shared->leftBehind = true;
    m_shared->over = true;
    ++*m_hanging;
  }
  return failure(Failure::Disconnected, "camera.silent");
}

Result<cv::Mat> GrabbingSource::next(const Deadline& deadline) {
  if (m_leftBehind) return failure(Failure::Disconnected, "camera.silent");
  std::unique_lock lock(m_shared->mutex);
  m_shared->frame.reset();
  m_shared->wanted = true;
  m_shared->moved.notify_all();
  const auto limit = deadline.butWithin(m_patience.frame);
  m_shared->moved.wait_until(lock, deadline.stop, limit.at, [this] { return m_shared->frame.has_value(); });
  if (m_shared->frame) return *m_shared->frame;
  m_shared->wanted = false;  // who gave up asks no more: a frame taken for nobody would cost the next asker his
  lock.unlock();
  if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
  if (limit.at < deadline.at) return silent();
  return failure(Failure::Timeout, "camera.silent");
}

bool GrabbingSource::present() const {
  const std::lock_guard lock(m_shared->mutex);
  const bool unplugged = m_place.startsWith("/dev/") && !QFileInfo::exists(QString::fromUtf8(m_place));
  return m_shared->present && !m_shared->over && !unplugged;
}

}  // namespace hall::drivers
