#pragma once
// Takes frames on a thread of its own. A camera whose driver hangs cannot be called back; then the thread is left
// behind and ends by itself when the driver returns, and the lane that waited is free. Thread: one at a time.
#include <atomic>
#include <functional>
#include <memory>

#include "drivers/code/frame_source.h"

namespace hall::drivers {

class GrabbingSource final : public FrameSource {
 public:
  using Open = std::function<Result<std::unique_ptr<FrameSource>>()>;
  // Shared by all sources of one camera: how many threads were left behind and have not come back.
  using Hanging = std::shared_ptr<std::atomic<int>>;
  struct Patience {
    std::chrono::milliseconds opening{5'000};
    std::chrono::milliseconds frame{3'000};
  };

  // Disconnected "camera.silent" when the camera does not open in time, or an earlier thread still hangs in it: there
  // is never more than one. Other errors are those of `open`.
  static Result<std::unique_ptr<GrabbingSource>> open(Open open, Hanging hanging, Patience patience);
  ~GrabbingSource() override;

  // The next frame taken after the call; Disconnected "camera.silent" when none comes within the patience for one.
  Result<cv::Mat> next(const Deadline& deadline) override;
  [[nodiscard]] bool present() const override;
  [[nodiscard]] QByteArray place() const override { return m_place; }

 private:
  struct Shared;
  GrabbingSource(std::shared_ptr<Shared> shared, Hanging hanging, Patience patience);
  static void grab(const std::shared_ptr<Shared>& shared, const Open& open, const Hanging& hanging);
  Result<cv::Mat> silent();

  std::shared_ptr<Shared> m_shared;
  Hanging m_hanging;
  Patience m_patience;
  QByteArray m_place;
  bool m_leftBehind = false;
};

}  // namespace hall::drivers
