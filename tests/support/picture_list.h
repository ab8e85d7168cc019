#pragma once
// A source of frames that gives what it was told to, one after another; the last one again and again, with a sensor's
// noise, unless it ends.
#include <QList>
#include <opencv2/core/mat.hpp>
#include <thread>

#include "drivers/code/frame_source.h"

namespace hall::test {

class PictureList final : public drivers::FrameSource {
 public:
  enum class AtEnd { Unplugged, Silent, RepeatWithNoise, RepeatFrozen };

  PictureList(QList<cv::Mat> pictures, AtEnd atEnd) : m_pictures(std::move(pictures)), m_atEnd(atEnd) {}

  Result<cv::Mat> next(const drivers::Deadline& deadline) override {
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
    ++m_count;
    if (m_count <= m_pictures.size()) return m_pictures[m_count - 1].clone();
    if (m_atEnd == AtEnd::Unplugged || m_pictures.isEmpty()) return ended(deadline);
    if (m_atEnd == AtEnd::Silent) return ended(deadline);
    cv::Mat again = m_pictures.last().clone();
    if (m_atEnd == AtEnd::RepeatWithNoise) again.data[size_t(m_count % 1000) * 3] ^= 1;
    return again;
  }
  [[nodiscard]] bool present() const override { return m_atEnd != AtEnd::Unplugged || m_count < m_pictures.size(); }
  [[nodiscard]] QByteArray place() const override { return "list"; }

 private:
  Result<cv::Mat> ended(const drivers::Deadline& deadline) const {
    if (m_atEnd == AtEnd::Unplugged) return failure(Failure::Disconnected, "camera.gone");
    while (!deadline.passed() && !deadline.stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return failure(deadline.stop.stop_requested() ? Failure::Cancelled : Failure::Timeout, "camera.cancelled");
  }

  QList<cv::Mat> m_pictures;
  AtEnd m_atEnd;
  qsizetype m_count = 0;
};

}  // namespace hall::test
