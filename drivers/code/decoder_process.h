#pragma once
// The decoder in a process of its own. Pictures full of corner marks keep the decoding library busy for minutes, and a
// poster may hang behind any citizen; a process that overruns is killed, and the next picture gets a new one.
// Thread: one at a time; destroying it ends the process.
#include <sys/types.h>
#include <QString>

#include "drivers/code/code_decoder.h"
#include "sync/base/result.h"

namespace hall::drivers {

class DecoderProcess {
 public:
  explicit DecoderProcess(QString program);
  ~DecoderProcess();
  DecoderProcess(const DecoderProcess&) = delete;
  DecoderProcess& operator=(const DecoderProcess&) = delete;

  // Back not later than a short grace behind the deadline. A picture that made it overrun counts as unreadable.
  CodeDecoder::Sight look(const cv::Mat& grey, const Deadline& deadline);

  // Where the worker is: beside the running program, or in the build's bin folder; empty if it is nowhere.
  static QString installed();

 private:
  bool start();
  void end();
  bool sendAll(const char* bytes, size_t size, const Deadline& limit) const;
  bool receiveAll(char* bytes, size_t size, const Deadline& limit) const;
  Result<CodeDecoder::Sight> ask(const cv::Mat& grey, const Deadline& deadline);

  QString m_program;
  pid_t m_process = -1;
  int m_line = -1;
};

// The worker's side: answers pictures on standard input until it is closed. Returns the exit code.
int serveDecoder(int in, int out);

}  // namespace hall::drivers
