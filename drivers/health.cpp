#include "drivers/health.h"

#include "drivers/test_page.h"

#include <condition_variable>
#include <mutex>

#include "drivers/port/deadline.h"

namespace hall::drivers {

using namespace std::chrono_literals;

namespace {

constexpr auto kPersonsPatience = 30s;

void pause(std::chrono::milliseconds span, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, span, [] { return false; });
}

}  // namespace

Result<void> wellBy(const DeviceReport& report) {
  if (report.state == DeviceState::Online) return {};
  return failure(report.state == DeviceState::PowerOff ? Failure::Disconnected : Failure::Refused,
                 report.code.isEmpty() ? QByteArray("device.none") : report.code);
}

Result<void> checkHealth(IdCardReader& reader, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(reader.report()); !well || depth == HealthDepth::Internal) return well;
  if (depth == HealthDepth::External) {
    const Result<bool> looked = reader.cardPresent(stop);  // turns the field on; whether a card lies there is the same
    return looked ? Result<void>() : failure(looked.error());
  }
  const Deadline deadline = Deadline::in(kPersonsPatience, stop);
  while (true) {
    const Result<IdCard> card = reader.read({}, stop);
    if (card) return {};
    if (card.error().kind != Failure::NotFound || deadline.passed()) return failure(card.error());
    pause(300ms, stop);
  }
}

Result<void> checkHealth(CodeReader& reader, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(reader.report()); !well || depth == HealthDepth::Internal) return well;
  const bool alone = depth == HealthDepth::External;
  const auto codes = reader.read(alone ? std::chrono::milliseconds(1s) : kPersonsPatience, stop);
  const bool sawNothing = !codes && (codes.error().kind == Failure::Timeout || codes.error().code == "code.unreadable");
  if (codes || (alone && sawNothing)) return wellBy(reader.report());  // gave pictures all the time
  return failure(codes.error());
}

Result<void> checkHealth(DocumentCamera& camera, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(camera.report()); !well || depth == HealthDepth::Internal) return well;
  if (depth == HealthDepth::External) {
    const Result<PageView> seen = camera.look(1s, stop);  // whether a sheet lies there is the same
    return seen ? Result<void>() : failure(seen.error());
  }
  const auto page = camera.capture(CapturePolicy::BestOfAll, kPersonsPatience, {}, stop);
  return page ? Result<void>() : failure(page.error());
}

Result<void> checkHealth(ReceiptPrinter& printer, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(printer.report()); !well || depth == HealthDepth::Internal) return well;
  if (const Result<void> printed = printer.print(testSlip(), stop); !printed) return printed;
  return wellBy(printer.report());
}

Result<void> checkHealth(PagePrinter& printer, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(printer.report()); !well || depth == HealthDepth::Internal) return well;
  if (const Result<void> printed = printer.print({testPage(), QStringLiteral("Self-test")}, stop); !printed) {
    return printed;
  }
  return wellBy(printer.report());
}

Result<void> checkHealth(Keypad& keypad, HealthDepth depth, const std::stop_token& stop) {
  const Result<void> well = wellBy(keypad.report());
  if (!well || depth != HealthDepth::Interactive) return well;
  return keypad.awaitKey(kPersonsPatience, stop);
}

Result<void> checkHealth(Auxiliaries& auxiliaries, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(auxiliaries.report()); !well || depth == HealthDepth::Internal) return well;
  // Sensors that all rest have nothing to tell that differs from nothing: silence is an answer here.
  const Result<AuxiliariesState> now = auxiliaries.await({}, 1s, stop);
  if (!now && now.error().kind != Failure::Timeout) return failure(now.error());
  if (depth == HealthDepth::External) return {};
  const Result<AuxiliariesState> changed = auxiliaries.await(now.value_or(AuxiliariesState()), kPersonsPatience, stop);
  if (changed) return {};
  return changed.error().kind == Failure::Timeout ? failure(Failure::Timeout, "sensors.none")
                                                  : failure(changed.error());
}

Result<void> checkHealth(Lights& lights, HealthDepth depth, const std::stop_token& stop) {
  if (const Result<void> well = wellBy(lights.report()); !well || depth == HealthDepth::Internal) return well;
  for (const Lamp lamp : {Lamp::Lit, Lamp::Dark, Lamp::Lit, Lamp::Dark}) {
    if (const Result<void> shown = lights.show(lamp); !shown) return shown;
    pause(halfPeriod(FlashRate::Quick), stop);
  }
  return wellBy(lights.report());
}

QByteArray personsPart(DeviceKind kind, HealthDepth depth) {
  if (depth != HealthDepth::Interactive) return {};
  switch (kind) {
    case DeviceKind::IdCardReader:
      return "lay-card";
    case DeviceKind::CodeReader:
      return "hold-code";
    case DeviceKind::DocumentCamera:
      return "lay-sheet";
    case DeviceKind::ReceiptPrinter:
    case DeviceKind::PagePrinter:
      return "look-at-slip";
    case DeviceKind::Keypad:
      return "press-key";
    case DeviceKind::Auxiliaries:
      return "move-sensor";
    case DeviceKind::Lights:
      return "look-at-lamp";
  }
  return {};
}

Paper testSlip() {
  return {
      {PaperLine::Kind::Text, QStringLiteral("打印自检 Self-test"), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Rule, {}, {}, {}},
      {PaperLine::Kind::Text, QStringLiteral("中文、ABC 与 0123456789"), {}, {}},
      {PaperLine::Kind::Code, QStringLiteral("hall:selftest"), {}, {}}};
}

}  // namespace hall::drivers
