#pragma once
// The worker's side of the code decoder. Thread: the worker's only one.

namespace hall::drivers {

// Answers pictures on standard input until it is closed. Returns the exit code.
int serveDecoder();

}  // namespace hall::drivers
