#include "drivers/sim/sim_bay.h"

#include "drivers/idcard/sam_reader.h"
#include "drivers/sim/sim_sam_port.h"

namespace hall::drivers::sim {

namespace {

Result<std::unique_ptr<IdCardReader>> openReader(const std::shared_ptr<Stage>& stage, const std::stop_token& stop) {
  auto reader = std::make_unique<SamReader>(std::make_unique<SimSamPort>(stage), QStringLiteral("模拟读卡器"));
  if (const Result<void> answer = reader->probe(stop); !answer) {
    return failure(answer.error());
  }
  return reader;
}

}  // namespace

Result<std::unique_ptr<SimBay>> SimBay::create(const Options& options) {
  Result<QList<Person>> people = builtInPeople();
  if (!people) {
    return failure(people.error());
  }
  const auto stage = std::make_shared<Stage>();
  auto levers = std::make_unique<Levers>(stage, std::move(*people));
  Openers openers;
  openers.idCardReader = [stage](const std::stop_token& stop) { return openReader(stage, stop); };
  return std::unique_ptr<SimBay>(new SimBay(std::move(openers), options.pace, std::move(levers)));
}

SimBay::SimBay(Openers openers, Pace pace, std::unique_ptr<Levers> levers)
    : LaneBay(std::move(openers), pace), m_levers(std::move(levers)) {
  connect(m_levers.get(), &Levers::disturbed, this, [this](DeviceKind kind) { look(kind); });
}

SimBay::~SimBay() = default;

}  // namespace hall::drivers::sim
