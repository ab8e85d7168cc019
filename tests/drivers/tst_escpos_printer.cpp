// A slip is printed only when the printer says so behind the cut; a missing answer is never taken for yes.
#include <QtTest>

#include "drivers/printer/escpos_printer.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::failure;
using hall::Failure;
using hall::Result;

namespace {

// A printer that takes so many bytes and answers as told.
class FakePrinterPort final : public Port {
 public:
  qsizetype room = 1 << 20;
  bool talks = true;
  bool gone = false;
  bool answersFence = true;
  int paperByte = 0x12;
  int paperByteLater = 0x12;  // once printing has begun
  qsizetype pieceSize = 100;
  QByteArray taken;

  Result<qsizetype> write(QByteArrayView bytes, const Deadline&) override {
    if (gone) return failure(Failure::Disconnected, "port.gone");
    if (bytes.size() == 3 && bytes.startsWith("\x10\x04")) {
      const bool begun = !taken.isEmpty();
      if (talks) answers.append(bytes[2] == 4 ? static_cast<char>(begun ? paperByteLater : paperByte) : '\x12');
      return bytes.size();
    }
    const qsizetype count = std::min({bytes.size(), room, pieceSize});
    if (count == 0) return failure(Failure::Timeout, "port.silent");
    taken.append(bytes.first(count));
    room -= count;
    if (taken.endsWith("\x1Dr\x01") && answersFence) answers.append('\0');
    return count;
  }
  Result<QByteArray> readSome(const Deadline&) override {
    if (gone) return failure(Failure::Disconnected, "port.gone");
    if (answers.isEmpty()) return failure(Failure::Timeout, "port.silent");
    return std::exchange(answers, {});
  }
  void drain() override { answers.clear(); }
  void close() override { gone = true; }
  [[nodiscard]] QByteArray place() const override { return "fake"; }

 private:
  QByteArray answers;
};

struct Bench {
  Bench() {
    auto made = std::make_unique<FakePrinterPort>();
    port = made.get();
    const EscposPrinter::Timing timing{20ms, 20ms, 60ms};
    printer = std::make_unique<EscposPrinter>(std::move(made), EscposPrinter::Identity{QStringLiteral("test"), {}},
                                              escpos::Model(), escpos::GlyphRaster(), timing);
  }
  Result<void> print(std::stop_token stop = {}) const {
    const Paper paper{{PaperLine::Kind::Text, QString(300, u'x'), {}, {}}};
    return printer->print(paper, std::move(stop));
  }
  std::unique_ptr<EscposPrinter> printer;
  FakePrinterPort* port = nullptr;
};

}  // namespace

class TestEscposPrinter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void printsInPiecesOfAnySize();
  void doesNotStartWithoutPaper();
  void tellsPaperThatRanOutInTheMiddle();
  void tellsPaperThatRanOutBehindTheLastByte();
  void takesSilenceBeforeForNo();
  void takesAMissingFenceForNobodyKnows();
  void tellsTheStall();
  void tellsThePlug();
  void stopsOnlyBeforeTheFirstByte();
};

void TestEscposPrinter::printsInPiecesOfAnySize() {
  const Bench bench;
  bench.port->pieceSize = 7;
  QVERIFY(bench.print());
  QCOMPARE(bench.port->taken.count('x'), 300);
  QCOMPARE(bench.printer->report().state, DeviceState::Online);
}

void TestEscposPrinter::doesNotStartWithoutPaper() {
  const Bench bench;
  bench.port->paperByte = 0x7E;
  const Result<void> printed = bench.print();
  QCOMPARE(printed.error().kind, Failure::Full);
  QCOMPARE(printed.error().code, QByteArray("paper.out"));
  QVERIFY(bench.port->taken.isEmpty());
  QCOMPARE(bench.printer->report().paper, PaperState::Out);
  QCOMPARE(bench.printer->report().state, DeviceState::Offline);
}

void TestEscposPrinter::tellsPaperThatRanOutInTheMiddle() {
  const Bench bench;
  bench.port->room = 120;
  bench.port->paperByteLater = 0x7E;
  QCOMPARE(bench.print().error().code, QByteArray("paper.out"));
}

void TestEscposPrinter::tellsPaperThatRanOutBehindTheLastByte() {
  const Bench bench;
  bench.port->answersFence = false;
  bench.port->paperByteLater = 0x7E;
  QCOMPARE(bench.print().error().code, QByteArray("paper.out"));
}

void TestEscposPrinter::takesSilenceBeforeForNo() {
  const Bench bench;
  bench.port->talks = false;
  const Result<void> printed = bench.print();
  QCOMPARE(printed.error().code, QByteArray("printer.silent"));
  QVERIFY(bench.port->taken.isEmpty());
  QCOMPARE(bench.printer->report().paper, PaperState::Unknown);
}

void TestEscposPrinter::takesAMissingFenceForNobodyKnows() {
  const Bench bench;
  bench.port->answersFence = false;
  const Result<void> printed = bench.print();
  QCOMPARE(printed.error().kind, Failure::Timeout);
  QCOMPARE(printed.error().code, QByteArray("printer.unconfirmed"));
}

void TestEscposPrinter::tellsTheStall() {
  const Bench bench;
  bench.port->room = 120;
  QCOMPARE(bench.print().error().code, QByteArray("printer.stalled"));
}

void TestEscposPrinter::tellsThePlug() {
  const Bench bench;
  bench.port->gone = true;
  QCOMPARE(bench.print().error().kind, Failure::Disconnected);
  QCOMPARE(bench.printer->report().state, DeviceState::PowerOff);
  QCOMPARE(bench.printer->report().code, QByteArray("printer.gone"));
}

void TestEscposPrinter::stopsOnlyBeforeTheFirstByte() {
  const Bench bench;
  std::stop_source source;
  source.request_stop();
  QCOMPARE(bench.print(source.get_token()).error().kind, Failure::Cancelled);
  QVERIFY(bench.port->taken.isEmpty());
}

QTEST_GUILESS_MAIN(TestEscposPrinter)
#include "tst_escpos_printer.moc"
