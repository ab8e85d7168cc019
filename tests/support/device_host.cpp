// The far end of every plug, for a program in another process: UsbSim and a pseudo terminal, moved by lines on standard
// input, each answered with "ok". What was started under it (UMOCKDEV_DIR and the preload library of the first line of
// output) must end before it does. tests/support/device_host.py speaks to it.
#include <pty.h>
#include <umockdev.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>
#include <thread>

#include "drivers/sim/sim_printer_port.h"
#include "tests/drivers/hid_pos_reports.h"
#include "tests/drivers/sam_firmware.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::test::SamFirmware;
using hall::test::UsbSim;

namespace {

enum Socket { kReader = 1, kPrinter = 2, kScanner = 3 };

// A card reader on a serial line that comes and goes with its adapter; the same stage as the one on USB.
class SerialReader {
 public:
  SerialReader(QByteArray link, std::shared_ptr<sim::Stage> stage)
      : m_link(std::move(link)), m_stage(std::move(stage)) {}
  ~SerialReader() { pull(); }

  void plug() {
    pull();
    std::array<char, 100> name{};
    if (openpty(&m_master, &m_slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    m_server = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    if (symlink(name.data(), m_link.constData()) != 0) qFatal("no link %s", m_link.constData());
  }

  void pull() {
    unlink(m_link.constData());
    if (m_master < 0) return;
    m_server.request_stop();
    // A byte from our own end wakes the server out of its read.
    if (::write(m_slave, "x", 1) < 0) qWarning("the line is down already");
    m_server.join();
    ::close(m_master);
    ::close(m_slave);
    m_master = -1;
  }

 private:
  void serve(const std::stop_token& stop) const {
    sim::SimSamPort module(m_stage);
    std::array<char, 64> bytes{};
    while (!stop.stop_requested()) {
      const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
      if (count <= 0 || !module.write(QByteArrayView(bytes.data(), count), Deadline::in(1s))) return;
      for (auto piece = module.readSome(Deadline::in(0ms)); piece; piece = module.readSome(Deadline::in(0ms))) {
        if (::write(m_master, piece->constData(), static_cast<size_t>(piece->size())) < 0) return;
      }
    }
  }

  QByteArray m_link;
  std::shared_ptr<sim::Stage> m_stage;
  int m_master = -1;
  int m_slave = -1;
  std::jthread m_server;
};

class DeviceHost {
 public:
  explicit DeviceHost(const QString& folder)
      : m_slips(folder + QStringLiteral("/slips")),
        m_serial(QFile::encodeName(folder + QStringLiteral("/ttyReader")), m_firmware.stage) {}

  // False for a line nobody understands.
  bool obey(const QString& line) {
    const QString verb = line.section(u' ', 0, 0);
    const QString what = line.section(u' ', 1);
    if (verb == u"plug") return plug(what);
    if (verb == u"pull") return pull(what);
    if (verb == u"lay") return layCard(what);
    if (verb == u"take") return change([](sim::Stage::State& state) { state.card.reset(); });
    if (verb == u"cover") return change([&](sim::Stage::State& state) { state.coverOpen = what == u"open"; });
    if (verb == u"scan") return scan(what.toUtf8());
    if (verb != u"paper") return false;
    return change([&](sim::Stage::State& state) {
      state.paper = what == u"out" ? PaperState::Out : what == u"low" ? PaperState::Low : PaperState::Full;
    });
  }

 private:
  bool plug(const QString& what) {
    UsbSim::Shape readers;
    readers.socket = kReader;
    if (what == u"reader") m_sim.plug(readers, m_firmware.onePair());
    if (what == u"printer") plugPrinter();
    if (what == u"scanner") plugScanner();
    if (what == u"serial-reader") m_serial.plug();
    return true;
  }

  bool pull(const QString& what) {
    if (what == u"reader") m_sim.unplug(UsbSim::LastWord::ProtocolError, kReader);
    if (what == u"printer") m_sim.unplug(UsbSim::LastWord::Shutdown, kPrinter);
    if (what == u"scanner") m_sim.unplug(UsbSim::LastWord::Shutdown, kScanner);
    if (what == u"serial-reader") m_serial.pull();
    return true;
  }

  void plugPrinter() {
    m_printer = std::make_shared<sim::SimPrinterPort>(
        m_firmware.stage, [this](const sim::Slip& slip) { (void)sim::keepSlip(m_slips, slip); });
    UsbSim::Shape shape;
    shape.vendor = 0x1FC9;
    shape.product = 0x2016;
    shape.interfaceClass = 7;
    shape.interfaceSubClass = 1;
    shape.interfaceProtocol = 2;
    shape.in = {0x84};
    shape.out = {0x03};
    shape.socket = kPrinter;
    const auto written = [printer = m_printer](uint8_t, const QByteArray& bytes) -> QList<UsbSim::Packet> {
      if (!printer->write(bytes, Deadline::in(1s))) return {};
      const auto answers = printer->readSome(Deadline::in(0ms));
      return answers ? QList<UsbSim::Packet>{{0x84, *answers}} : QList<UsbSim::Packet>();
    };
    const auto control = [](const QByteArray& setup) { return setup[1] == 1 ? QByteArray(1, '\x18') : QByteArray(); };
    m_sim.plug(shape, {written, control, {}});
  }

  void plugScanner() {
    UsbSim::Shape shape;
    shape.vendor = 0x0C2E;
    shape.product = 0x0B61;
    shape.interfaceClass = 3;
    shape.out = {};
    shape.endpoints = UsbSim::Endpoints::Interrupt;
    shape.reportDescriptor = hall::test::posDescriptor();
    shape.socket = kScanner;
    m_sim.plug(shape, {});
  }

  bool scan(const QByteArray& text) {
    for (const QByteArray& report : hall::test::posReports("]Q1", text)) m_sim.send({0x81, report}, kScanner);
    return true;
  }

  bool layCard(const QString& key) {
    const auto people = sim::builtInPeople();
    for (const sim::Person& person : *people) {
      if (person.key != key) continue;
      return change([&](sim::Stage::State& state) { state.card = formatCardText(person.card); });
    }
    return false;
  }

  bool change(const std::function<void(sim::Stage::State&)>& turn) {
    m_firmware.stage->change(turn);
    return true;
  }

  QString m_slips;
  SamFirmware m_firmware;
  std::shared_ptr<sim::SimPrinterPort> m_printer;
  SerialReader m_serial;
  UsbSim m_sim;
};

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  const QString folder = QCoreApplication::arguments().value(1);
  DeviceHost host(folder);
  QTextStream in(stdin);
  QTextStream out(stdout);
  const QJsonObject first{{QStringLiteral("UMOCKDEV_DIR"), qEnvironmentVariable("UMOCKDEV_DIR")},
                          {QStringLiteral("LD_PRELOAD"), QStringLiteral("libumockdev-preload.so.0")},
                          {QStringLiteral("serial"), folder + QStringLiteral("/ttyReader")}};
  out << QJsonDocument(first).toJson(QJsonDocument::Compact) << Qt::endl;
  QString line;
  while (in.readLineInto(&line)) out << (host.obey(line) ? "ok" : "what?") << Qt::endl;
  return 0;
}
