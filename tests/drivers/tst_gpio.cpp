// GPIO lines: what wires say and what a lamp is told through the seam, and what the unmodified libgpiod says of a chip
// this machine does not have.
#include <QtTest>

#include "drivers/auxiliary/lamp.h"
#include "drivers/auxiliary/signal_source.h"

using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

struct Wire {
  bool high = false;
  bool gone = false;
  QList<bool> told;
};

class FakeInput final : public GpioInput {
 public:
  explicit FakeInput(std::shared_ptr<Wire> wire) : m_wire(std::move(wire)) {}
  Result<bool> value() override {
    return m_wire->gone ? Result<bool>(hall::failure(Failure::Disconnected, "port.gone")) : Result<bool>(m_wire->high);
  }
  [[nodiscard]] int file() const override { return 7; }
  [[nodiscard]] QByteArray place() const override { return "gpio-test"; }

 private:
  std::shared_ptr<Wire> m_wire;
};

class FakeOutput final : public GpioOutput {
 public:
  explicit FakeOutput(std::shared_ptr<Wire> wire) : m_wire(std::move(wire)) {}
  Result<void> set(bool on) override {
    if (m_wire->gone) return hall::failure(Failure::Disconnected, "port.gone");
    m_wire->told.append(on);
    return {};
  }
  [[nodiscard]] QByteArray place() const override { return "gpio-test-8"; }

 private:
  std::shared_ptr<Wire> m_wire;
};

}  // namespace

class TestGpio : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hearsItsWires();
  void saysThatAWireIsGone();
  void lightsTheLamp();
  void saysThatTheLampIsGone();
  void namesAMissingChip();
};

void TestGpio::hearsItsWires() {
  const auto person = std::make_shared<Wire>();
  const auto door = std::make_shared<Wire>();
  Signal first;
  first.means = Meaning::Person;
  Signal second;
  second.means = Meaning::CabinetDoor;
  std::vector<std::unique_ptr<GpioInput>> lines;
  lines.push_back(std::make_unique<FakeInput>(person));
  lines.push_back(std::make_unique<FakeInput>(door));
  GpioSignals source(std::move(lines), "gpio-test", QStringLiteral("test"), {first, second});
  QCOMPARE(source.files(), QList<int>({7, 7}));
  Levels levels;
  QVERIFY(source.take(levels));
  QCOMPARE(levels, Levels({{Meaning::Person, false}, {Meaning::CabinetDoor, false}}));
  door->high = true;
  QVERIFY(source.take(levels));
  QCOMPARE(levels, Levels({{Meaning::Person, false}, {Meaning::CabinetDoor, true}}));
}

void TestGpio::saysThatAWireIsGone() {
  const auto wire = std::make_shared<Wire>();
  std::vector<std::unique_ptr<GpioInput>> lines;
  lines.push_back(std::make_unique<FakeInput>(wire));
  GpioSignals source(std::move(lines), "gpio-test", QStringLiteral("test"), {Signal()});
  wire->gone = true;
  Levels levels;
  const Result<void> taken = source.take(levels);
  QVERIFY(!taken);
  QCOMPARE(taken.error().kind, Failure::Disconnected);
  QVERIFY(levels.isEmpty());
}

void TestGpio::lightsTheLamp() {
  const auto wire = std::make_shared<Wire>();
  {
    GpioLamp lamp(std::make_unique<FakeOutput>(wire), QStringLiteral("test"));
    QVERIFY(lamp.show(Lamp::Lit));
    QCOMPARE(lamp.report().state, DeviceState::Online);
    QCOMPARE(lamp.report().id, QByteArray("gpio-test-8"));
  }
  QCOMPARE(wire->told, QList<bool>({true, false}));  // dark again when it is given back
}

void TestGpio::saysThatTheLampIsGone() {
  const auto wire = std::make_shared<Wire>();
  wire->gone = true;
  GpioLamp lamp(std::make_unique<FakeOutput>(wire), QStringLiteral("test"));
  const Result<void> shown = lamp.show(Lamp::Lit);
  QVERIFY(!shown);
  QCOMPARE(shown.error().code, QByteArray("lamp.gone"));
  QCOMPARE(lamp.report().state, DeviceState::PowerOff);
}

void TestGpio::namesAMissingChip() {
  const auto input = openGpioInput("hall-no-such-chip", 0, GpioSense::Plain);
  QVERIFY(!input);
  QCOMPARE(input.error().kind, Failure::Disconnected);
  QCOMPARE(input.error().code, QByteArray("port.gone"));
  const auto output = openGpioOutput("hall-no-such-chip", 0, GpioSense::Inverted);
  QVERIFY(!output);
  QCOMPARE(output.error().code, QByteArray("port.gone"));
}

QTEST_APPLESS_MAIN(TestGpio)
#include "tst_gpio.moc"
