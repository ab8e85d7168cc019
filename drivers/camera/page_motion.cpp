#include "drivers/camera/page_motion.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace hall::drivers {

namespace {

constexpr double cornerStep =
    0.004;  // of the picture's longer side; a resting sheet's corners stay within a tenth of it
constexpr double changedLevel = 14;    // grey levels; noise and a lamp's flicker stay below
constexpr double changedShare = 0.01;  // of the picture

// FNV-1a over every eighth row: enough to tell noise from none.
uint64_t bytesOf(const cv::Mat& picture) {
  uint64_t sum = 14695981039346656037ULL;
  for (int y = 0; y < picture.rows; y += 8) {
    const uchar* row = picture.ptr(y);
    const size_t size = size_t(picture.cols) * picture.elemSize();
    for (size_t at = 0; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t)) {
      uint64_t word = 0;
      std::memcpy(&word, row + at, sizeof word);
      sum = (sum ^ word) * 1099511628211ULL;
    }
  }
  return sum;
}

cv::Mat smallGrey(const cv::Mat& picture) {
  cv::Mat small;
  cv::resize(picture, small, {128, 96}, 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, small, cv::COLOR_BGR2GRAY);
  return small;
}

bool changed(const cv::Mat& before, const cv::Mat& now) {
  cv::Mat apart;
  cv::absdiff(before, now, apart);
  return cv::countNonZero(apart > changedLevel) > changedShare * double(now.total());
}

bool changed(const std::optional<FoundPage>& before, const std::optional<FoundPage>& now, double longer) {
  if (before.has_value() != now.has_value()) return true;
  double farthest = 0;
  for (size_t i = 0; now && i < 4; ++i) {
    farthest = std::max(farthest, cv::norm(before->corners[i] - now->corners[i]));
  }
  return farthest > cornerStep * longer;
}

}  // namespace

void PageMotion::see(const cv::Mat& picture, const std::optional<FoundPage>& page, Moment now) {
  const cv::Mat small = smallGrey(picture);
  const uint64_t bytes = bytesOf(picture);
  const bool first = m_small.empty();
  const double longer = std::max(picture.cols, picture.rows);
  m_moving = first || changed(m_small, small) || changed(m_page, page, longer);
  if (m_moving) m_stillSince = now;
  m_alive = m_alive || (!first && bytes != m_bytes);
  if (first || bytes != m_bytes) m_sameSince = now;
  m_now = now;
  m_small = small;
  m_bytes = bytes;
  m_page = page;
}

std::chrono::milliseconds PageMotion::stillFor() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(m_now - m_stillSince);
}

std::chrono::milliseconds PageMotion::sameBytesFor() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(m_now - m_sameSince);
}

}  // namespace hall::drivers
