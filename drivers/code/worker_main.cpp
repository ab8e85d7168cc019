// hall-code-worker: reads codes in pictures for the program that started it, and ends with it.
#include <signal.h>
#include <sys/prctl.h>

#include <opencv2/core.hpp>

#include "drivers/code/serve_decoder.h"

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  cv::setNumThreads(1);  // one core is the decoder's share; the rest belongs to the citizen's screen
  return hall::drivers::serveDecoder();
}
