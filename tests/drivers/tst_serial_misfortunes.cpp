// Every misfortune of a serial line at every step of the conversation, over a real pseudo-terminal: each ends in an
// error that has a name or in the right card, and the card that is laid next is the one that is read next.
#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <thread>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/serial_reader.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"
#include "tests/drivers/sam_misfortunes.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using namespace hall::test;
using hall::Failure;
using hall::Result;

namespace {

const QString& nameOf(int person) {
  static const auto people = sim::builtInPeople();
  return people->at(person).card.name;
}

// A module whose answer to one question is spoilt once. Pulled, its line hangs up and the link to it leads nowhere.
class Module {
 public:
  Module(QString link, Misfortune misfortune, Command step, bool armed)
      : m_link(std::move(link)), m_misfortune(misfortune), m_step(step), m_armed(armed) {
    std::array<char, 100> name{};
    int slave = -1;
    if (openpty(&m_master, &slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    fcntl(m_master, F_SETFL, O_NONBLOCK);
    QFile::remove(m_link);
    QFile::link(QString::fromLatin1(name.data()), m_link);
    m_server = std::jthread([this, slave](const std::stop_token& stop) { serve(slave, stop); });
  }

  void lay(int person) {
    m_stage.change([&](auto& state) { state.card = formatCardText(sim::builtInPeople()->at(person).card); });
  }
  [[nodiscard]] bool struck() const { return m_struck; }
  void sendLate() { m_sendLate = true; }

 private:
  void serve(int slave, const std::stop_token& stop) {
    QByteArray heard;
    while (!stop.stop_requested() && !(isGone(m_misfortune) && m_struck)) {
      if (m_sendLate.exchange(false)) send(m_late);
      std::array<char, 64> bytes{};
      const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
      if (count <= 0) {
        std::this_thread::sleep_for(1ms);
        continue;
      }
      heard.append(bytes.data(), count);
      if (heard.size() < 10) continue;
      answer(Command(uint8_t(heard[7]) << 8 | uint8_t(heard[8])));
      heard.clear();
    }
    QFile::remove(m_link);
    ::close(slave);
    ::close(m_master);
  }

  void answer(Command command) {
    const QByteArray usual = sim::samAnswer(command, m_stage.look());
    if (!m_armed || command != m_step) {
      send(usual);
      return;
    }
    m_armed = false;
    m_late = usual;
    for (const QByteArray& piece : spoilt(m_misfortune, usual)) {
      send(piece, m_misfortune == Misfortune::Dribble ? 5 : 40);
    }
    m_struck = true;
  }

  void send(const QByteArray& bytes, qsizetype atOnce = 40) {
    for (qsizetype at = 0; at < bytes.size(); at += atOnce) {
      const QByteArray piece = bytes.mid(at, atOnce);
      // What nobody takes is lost, as on a real line.
      for (int i = 0; i < 50 && ::write(m_master, piece.constData(), size_t(piece.size())) < 0; ++i) {
        std::this_thread::sleep_for(1ms);
      }
    }
  }

  QString m_link;
  Misfortune m_misfortune;
  Command m_step;
  bool m_armed;
  int m_master = -1;
  sim::Stage m_stage;
  QByteArray m_late;
  std::atomic<bool> m_struck = false;
  std::atomic<bool> m_sendLate = false;
  std::jthread m_server;
};

SerialReaderPlan planFor(const QString& link) {
  SerialReaderPlan plan = SerialReaderPlan::parse(link + QStringLiteral("@115200"));
  plan.timing = {150ms, 250ms, 250ms, 250ms, 80ms};
  return plan;
}

}  // namespace

class TestSerialMisfortunes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void line_data();
  void line();
};

void TestSerialMisfortunes::line_data() {
  QTest::addColumn<int>("misfortune");
  QTest::addColumn<int>("step");
  for (const auto& [name, misfortune] : kMisfortunes) {
    // A serial line knows no halted endpoint, no packet that is too long and no error before the plug is out.
    if (misfortune == Misfortune::Stall || misfortune == Misfortune::Overflow) continue;
    if (misfortune == Misfortune::GoneByError) continue;
    for (const auto& [word, step] : kSteps) {
      QTest::addRow("%s at %s", name, word) << int(misfortune) << int(step);
    }
  }
}

void TestSerialMisfortunes::line() {
  QFETCH(int, misfortune);
  QFETCH(int, step);
  const QTemporaryDir byId;
  const QString link = byId.filePath(QStringLiteral("usb-Reader_0001-if00-port0"));
  auto module = std::make_unique<Module>(link, Misfortune(misfortune), Command(step), true);
  module->lay(0);
  ReadRequest request;
  if (Command(step) == Command::ReadWithFingerprint) request.fingerprint = ReadRequest::Fingerprint::Wanted;
  auto reader = openSerialReader(planFor(link), {});
  if (reader) {
    const Result<IdCard> card = (*reader)->read(request, {});
    if (card) {
      QCOMPARE(card->name, nameOf(0));
    } else {
      QVERIFY2(card.error().code.contains('.'), card.error().code.constData());
    }
  } else {
    QVERIFY2(reader.error().code.contains('.'), reader.error().code.constData());
  }
  QTRY_VERIFY(module->struck());

  if (isGone(Misfortune(misfortune))) {
    module.reset();
    reader = hall::failure(Failure::Disconnected, "test.closed");
    module = std::make_unique<Module>(link, Misfortune(misfortune), Command(step), false);
  }
  module->lay(1);
  if (Misfortune(misfortune) == Misfortune::Late) module->sendLate();  // when nobody waits for it any more
  QString next;
  QTRY_VERIFY_WITH_TIMEOUT(([&] {
                             if (!reader) reader = openSerialReader(planFor(link), {});
                             if (!reader) return false;
                             const Result<IdCard> card = (*reader)->read({}, {});
                             if (card) next = card->name;
                             return card.has_value();
                           }()),
                           10'000);
  QCOMPARE(next, nameOf(1));
}

QTEST_GUILESS_MAIN(TestSerialMisfortunes)
#include "tst_serial_misfortunes.moc"
