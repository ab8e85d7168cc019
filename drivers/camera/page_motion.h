#pragma once
// Whether the sheet lies still, and whether the camera still sees at all: what takes more than one picture to tell.
// Thread: one at a time.
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/camera/page_finder.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

class PageMotion {
 public:
  using Moment = Deadline::Moment;

  // One picture after another. `page` is where the sheet lies in it, if there is one.
  void see(const cv::Mat& picture, const std::optional<FoundPage>& page, Moment now);

  // Something moved between the last two pictures.
  [[nodiscard]] bool moving() const { return m_moving; }
  // How long nothing has; never more than a picture's age before the second one.
  [[nodiscard]] std::chrono::milliseconds stillFor() const;
  // The bytes have changed at least once, as a sensor's noise changes them: what is seen is of now.
  [[nodiscard]] bool alive() const { return m_alive; }
  // How long the camera has sent the same bytes.
  [[nodiscard]] std::chrono::milliseconds sameBytesFor() const;

 private:
  std::optional<FoundPage> m_page;
  cv::Mat m_small;
  uint64_t m_bytes = 0;
  bool m_moving = true;
  bool m_alive = false;
  Moment m_now;
  Moment m_stillSince;
  Moment m_sameSince;
};

}  // namespace hall::drivers
