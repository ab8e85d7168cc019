#pragma once
// One running hall-code-worker: pictures go into memory both sides see, questions and answers over a socket pair.
// Destroying it ends the process at once, whatever it is busy with. Thread: one at a time.
#include <sys/types.h>

#include <QString>
#include <memory>
#include <opencv2/core/mat.hpp>

#include "drivers/code/sight.h"
#include "drivers/port/deadline.h"
#include "sync/base/result.h"

namespace hall::drivers {

class DecoderWorker {
 public:
  // Null if there is no such program. Does not wait for it to be ready.
  static std::unique_ptr<DecoderWorker> start(const QString& program);
  ~DecoderWorker();
  DecoderWorker(const DecoderWorker&) = delete;
  DecoderWorker& operator=(const DecoderWorker&) = delete;

  // Waits until it has loaded its libraries, which is not the first picture's fault.
  bool awaitReady();
  // Timeout "code.overrun" when the answer is late, missing or not an answer: the worker is of no more use then. `left`
  // is what the decoder is given for the picture `turn` of a stream, `limit` when the answer has to be here.
  Result<Sight> ask(const cv::Mat& grey, std::chrono::milliseconds left, unsigned turn, const Deadline& limit);

  // Pictures larger than this are refused.
  static constexpr int longestSide = 4096;

 private:
  DecoderWorker() = default;
  bool share();
  bool spawn(const QString& program);
  bool send(const void* bytes, size_t size, const Deadline& limit) const;
  bool receive(void* bytes, size_t size, const Deadline& limit) const;

  pid_t m_process = -1;
  int m_line = -1;
  int m_memory = -1;
  uchar* m_picture = nullptr;
  bool m_ready = false;
};

}  // namespace hall::drivers
