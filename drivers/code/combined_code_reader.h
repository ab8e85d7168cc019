#pragma once
// Several sources of codes as one: whichever sees a code first answers. A source that fails costs only itself, and is
// opened again when the device is next looked at. Thread: one at a time; every source is used on a thread of its own
// while codes are read.
#include <functional>
#include <memory>
#include <vector>

#include "drivers/code_reader.h"

namespace hall::drivers {

class CombinedCodeReader final : public CodeReader {
 public:
  using Open = std::function<Result<std::unique_ptr<CodeReader>>()>;

  // Fails with the first source's failure if none of them can be opened.
  static Result<std::unique_ptr<CombinedCodeReader>> open(std::vector<Open> sources);

  // When all fail, the failure that says most to the person before it: a code that could not be read, else none seen.
  Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override;
  // Online while one of them is; its model names those that are there.
  DeviceReport report() override;

 private:
  struct Source {
    Open open;
    std::unique_ptr<CodeReader> reader;
    Error failure;
  };
  explicit CombinedCodeReader(std::vector<Source> sources);
  static void ensureOpen(Source& source);

  std::vector<Source> m_sources;
};

}  // namespace hall::drivers
