#pragma once
// The decoder in a process of its own. Pictures full of corner marks keep the decoding library busy for minutes, and a
// poster may hang behind any citizen; a worker that overruns or dies is ended, and a spare that has loaded its
// libraries long ago takes its place, so that the next picture loses nothing.
// Thread: one at a time; destroying it ends the workers.
#include <QString>
#include <memory>

#include "drivers/code/decoder_worker.h"

namespace hall::drivers {

class DecoderProcess {
 public:
  explicit DecoderProcess(QString program);

  // As readCodes(), and back not later than a short grace behind the deadline. A picture that made it overrun counts as
  // unreadable.
  Sight look(const cv::Mat& grey, const Deadline& deadline, unsigned turn);
  // Starts the workers and waits for both, so that the first pictures need not. False if there is no worker to start.
  bool warm();

  // Where the worker is: beside the running program, or in the build's bin folder; empty if it is nowhere.
  static QString installed();

 private:
  bool takeSpare();

  QString m_program;
  std::unique_ptr<DecoderWorker> m_worker;
  std::unique_ptr<DecoderWorker> m_spare;
};

}  // namespace hall::drivers
