#pragma once
// A bay whose devices are simulated below the real talkers: the card reader, the decoder and the printer's protocol
// are the same code as in production, only the far end of the port is ours.
#include <QString>
#include <functional>
#include <memory>

#include "drivers/lane_bay.h"
#include "drivers/sim/levers.h"

namespace hall::drivers::sim {

class SimBay final : public LaneBay {
  Q_OBJECT

 public:
  struct Options {
    bool pagePrinter = true;  // whether this terminal has one
    // Another camera than the simulated one, for tests that need many pages or certain bytes.
    std::function<Result<std::unique_ptr<DocumentCamera>>()> documentCamera{};
    QString slipFolder;  // every printed slip is added here as a UTF-8 text file; empty: nowhere
    Pace pace{std::chrono::milliseconds(1000), std::chrono::milliseconds(300), std::chrono::milliseconds(200),
              std::chrono::milliseconds(1000)};
  };

  // Fails only if the built-in people cannot be read.
  static Result<std::unique_ptr<SimBay>> create(const Options& options);
  ~SimBay() override;

  // Lives as long as the bay.
  [[nodiscard]] Levers& levers() { return *m_levers; }

 private:
  SimBay(Openers openers, Pace pace, std::unique_ptr<Levers> levers);

  std::unique_ptr<Levers> m_levers;
};

}  // namespace hall::drivers::sim
