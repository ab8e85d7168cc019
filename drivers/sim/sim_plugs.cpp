#include "drivers/sim/sim_plugs.h"

#include <thread>

#include "drivers/auxiliary/lamp.h"
#include "drivers/auxiliary/signal_auxiliaries.h"
#include "drivers/code/hid_pos_scanner.h"
#include "drivers/port/deadline.h"
#include "drivers/sim/sim_report_port.h"

namespace hall::drivers::sim {

namespace {

// The bits of the simulated panel's one byte.
enum Bit { Headphones = 1, Person = 2, CallButton = 4, Maintenance = 8, Supervisor = 16 };

Signal wire(Meaning means, Bit bit) {
  Signal signal;
  signal.means = means;
  signal.byte = 0;
  signal.mask = bit;
  return signal;
}

char panel(const Stage::State& state) {
  int bits = 0;
  if (state.headphones) bits |= Headphones;
  if (state.person) bits |= Person;
  if (state.callButton) bits |= CallButton;
  if (state.operatorSwitch == OperatorSwitch::Maintenance) bits |= Maintenance;
  if (state.operatorSwitch == OperatorSwitch::Supervisor) bits |= Supervisor;
  return static_cast<char>(bits);
}

// Reports as hid_pos_protocol reads them, one for every 56 bytes.
QList<QByteArray> reportsOf(const QByteArray& data) {
  QList<QByteArray> reports;
  for (qsizetype at = 0; at < data.size(); at += hidpos::mostData) {
    const QByteArray piece = data.mid(at, hidpos::mostData);
    QByteArray report = QByteArray(1, '\x02') + static_cast<char>(piece.size()) + "]Q1" + piece;
    report = report.leftJustified(hidpos::reportSize, '\0');
    report.back() = at + hidpos::mostData < data.size() ? '\x01' : '\0';
    reports.append(report);
  }
  return reports;
}

class SimKeypad final : public Keypad {
 public:
  explicit SimKeypad(std::shared_ptr<Stage> stage) : m_stage(std::move(stage)) {}
  // Its keys are the keyboard's, which nobody hears here.
  Result<void> awaitKey(std::chrono::milliseconds patience, std::stop_token stop) override {
    const Deadline deadline = Deadline::in(patience, std::move(stop));
    while (!deadline.passed()) {
      if (!m_stage->look().keypadPlugged) return failure(Failure::Disconnected, "keys.gone");
      if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "device.cancelled");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return failure(Failure::Timeout, "keys.none");
  }
  DeviceReport report() override {
    const bool there = m_stage->look().keypadPlugged;
    DeviceReport report;
    report.kind = DeviceKind::Keypad;
    report.state = there ? DeviceState::Online : DeviceState::PowerOff;
    report.id = "sim-keypad";
    report.model = QStringLiteral("模拟小键盘");
    if (!there) report.code = "keys.gone";
    return report;
  }

 private:
  std::shared_ptr<Stage> m_stage;
};

}  // namespace

Result<std::unique_ptr<CodeReader>> openScanner(const std::shared_ptr<Stage>& stage) {
  if (!stage->look().scannerPlugged) {
    return failure(Failure::Disconnected, "scanner.gone");
  }
  const auto waiting = std::make_shared<QList<QByteArray>>();
  SimReportPort::FarEnd farEnd;
  farEnd.place = "sim-scanner";
  farEnd.plugged = [stage] { return stage->look().scannerPlugged; };
  farEnd.next = [stage, waiting]() -> std::optional<QByteArray> {
    stage->change([&](Stage::State& state) {
      for (const QString& scan : std::exchange(state.scans, {})) *waiting += reportsOf(scan.toUtf8());
    });
    return waiting->isEmpty() ? std::nullopt : std::optional(waiting->takeFirst());
  };
  Result<std::unique_ptr<HidPosScanner>> scanner =
      HidPosScanner::open(std::make_unique<SimReportPort>(std::move(farEnd)), QStringLiteral("模拟扫码枪"), {});
  if (!scanner) {
    return failure(scanner.error());
  }
  return std::move(*scanner);
}

Result<std::unique_ptr<Keypad>> openKeypad(const std::shared_ptr<Stage>& stage) {
  if (!stage->look().keypadPlugged) {
    return failure(Failure::Disconnected, "keys.gone");
  }
  return std::make_unique<SimKeypad>(stage);
}

Result<std::unique_ptr<Auxiliaries>> openAuxiliaries(const std::shared_ptr<Stage>& stage) {
  const auto find = [stage](const QList<QByteArray>& known) {
    std::vector<std::unique_ptr<SignalSource>> sources;
    if (!known.isEmpty() || !stage->look().panelPlugged) return sources;
    SimReportPort::FarEnd farEnd;
    farEnd.place = "sim-panel";
    farEnd.plugged = [stage] { return stage->look().panelPlugged; };
    farEnd.next = [stage, last = std::optional<char>()]() mutable -> std::optional<QByteArray> {
      const char now = panel(stage->look());
      if (last == now) return std::nullopt;
      last = now;
      return QByteArray(1, now);
    };
    sources.push_back(std::make_unique<HidSignals>(
        std::make_unique<SimReportPort>(std::move(farEnd)), QStringLiteral("模拟接线板"),
        QList<Signal>{wire(Meaning::Headphones, Headphones), wire(Meaning::Person, Person),
                      wire(Meaning::CallButton, CallButton), wire(Meaning::Maintenance, Maintenance),
                      wire(Meaning::Supervisor, Supervisor)}));
    return sources;
  };
  Result<std::unique_ptr<SignalAuxiliaries>> opened = SignalAuxiliaries::open(find);
  if (!opened) {
    return failure(opened.error());
  }
  return std::move(*opened);
}

Result<std::unique_ptr<Lights>> openLamp(const std::shared_ptr<Stage>& stage, std::function<void(Lamp)> shown) {
  if (!stage->look().lampPlugged) {
    return failure(Failure::Disconnected, "lamp.gone");
  }
  SimReportPort::FarEnd farEnd;
  farEnd.place = "sim-lamp";
  farEnd.plugged = [stage] { return stage->look().lampPlugged; };
  farEnd.told = [shown = std::move(shown)](QByteArrayView report) {
    shown(report == QByteArrayView("on") ? Lamp::Lit : Lamp::Dark);
  };
  LampModel model;
  model.on = "on";
  model.off = "off";
  return std::make_unique<HidLamp>(std::make_unique<SimReportPort>(std::move(farEnd)), QStringLiteral("模拟呼叫灯"),
                                   std::move(model));
}

}  // namespace hall::drivers::sim
