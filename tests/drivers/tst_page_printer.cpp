// Pages over a real CUPS server: what comes out is what was sent; what cannot come out now never comes out later.
#include <QtTest>
#include <thread>

#include "drivers/device_opener.h"
#include "drivers/printer/cups_page_printer.h"
#include "tests/support/cups_server.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::CupsServer;

namespace {

PageJob job(const char* mark = "1") {
  return {"%PDF-1.4\n% " + QByteArray(mark) + "\n%%EOF\n", QStringLiteral("受理通知书")};
}

}  // namespace

class TestPagePrinter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void init();
  void printsWhatWasSent();
  void takesBackWhatIsBlocked_data();
  void takesBackWhatIsBlocked();
  void waitsForPaper();
  void takesBackWhatIsStopped();
  void takesBackWhatACrashLeft();
  void tellsAQueueThatIsNotThere();
  void tellsAServerThatIsNotThere();
  void tellsAServerThatDiesInTheMiddle();
  void readsWhereItIs_data();
  void readsWhereItIs();

 private:
  [[nodiscard]] QByteArray outcome(const PageJob& pages, std::stop_token stop = {}) {
    const Result<void> done = m_printer->print(pages, std::move(stop));
    return done ? QByteArray("printed") : done.error().code;
  }
  void open(const QString& where);

  std::unique_ptr<CupsServer> m_server;
  std::unique_ptr<CupsPagePrinter> m_printer;
};

void TestPagePrinter::initTestCase() {
  m_server = std::make_unique<CupsServer>();
}

void TestPagePrinter::init() {
  m_server->trouble({});
  for (const QString& page : m_server->pages()) QFile::remove(m_server->path("tray/") + page);
  open(m_server->where());
}

void TestPagePrinter::open(const QString& where) {
  const auto target = ipp::parseTarget(where);
  QVERIFY(target);
  const CupsPagePrinter::Timing timing{3000ms, 5000ms, 50ms, 400ms, 5000ms, 3000ms};
  m_printer = std::make_unique<CupsPagePrinter>(*target, "hall-test", QStringLiteral("test"), timing);
}

void TestPagePrinter::printsWhatWasSent() {
  QCOMPARE(outcome(job("one")), "printed");
  QCOMPARE(m_server->pages().size(), 1);
  QCOMPARE(m_server->page(m_server->pages().constFirst()), job("one").pdf);
  QFile log(m_server->path("tray/log"));
  QVERIFY(log.open(QIODevice::ReadOnly));
  QVERIFY(log.readAll().endsWith(QStringLiteral(" hall-test 受理通知书\n").toUtf8()));
  QTRY_COMPARE(m_server->spooled(), 0);  // the server keeps no copy
  const DeviceReport report = m_printer->report();
  QCOMPARE(report.state, DeviceState::Online);
  QCOMPARE(report.paper, PaperState::Full);
  QCOMPARE(report.toner, TonerState::Low);  // seven percent; the waste box does not count
}

void TestPagePrinter::takesBackWhatIsBlocked_data() {
  QTest::addColumn<QByteArray>("reason");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("paper") << QByteArray("media-empty-error") << QByteArray("paper.out");
  QTest::newRow("no tray") << QByteArray("input-tray-missing") << QByteArray("paper.out");
  QTest::newRow("jam") << QByteArray("media-jam-error") << QByteArray("paper.jam");
  QTest::newRow("door") << QByteArray("door-open-error") << QByteArray("printer.cover-open");
  QTest::newRow("toner") << QByteArray("toner-empty-error") << QByteArray("toner.out");
  QTest::newRow("off line") << QByteArray("offline-report") << QByteArray("printer.offline");
}

void TestPagePrinter::takesBackWhatIsBlocked() {
  QFETCH(const QByteArray, reason);
  QFETCH(const QByteArray, code);
  m_server->trouble(reason);
  QCOMPARE(outcome(job("never")), code);
  m_server->trouble({});
  // The trouble is mended, which the idle queue cannot know; what comes out is the next citizen's page alone.
  QTRY_COMPARE(m_printer->report().state, DeviceState::Online);
  QVERIFY(m_printer->report().paper != PaperState::Out);
  QCOMPARE(outcome(job("next")), "printed");
  QCOMPARE(m_server->pages().size(), 1);
  QCOMPARE(m_server->page(m_server->pages().constFirst()), job("next").pdf);
}

void TestPagePrinter::waitsForPaper() {
  m_server->trouble("media-empty-error");
  const std::jthread clerk([this] {
    std::this_thread::sleep_for(200ms);
    m_server->trouble({});
  });
  QCOMPARE(outcome(job("waited")), "printed");
  QCOMPARE(m_server->pages().size(), 1);
}

void TestPagePrinter::takesBackWhatIsStopped() {
  m_server->trouble("media-empty-error");
  std::stop_source source;
  const std::jthread citizen([&source] {
    std::this_thread::sleep_for(150ms);
    source.request_stop();
  });
  QCOMPARE(outcome(job("left"), source.get_token()), "printer.cancelled");
  m_server->trouble({});
  QTRY_COMPARE(m_printer->report().state, DeviceState::Online);
  QVERIFY(m_server->pages().isEmpty());
}

void TestPagePrinter::takesBackWhatACrashLeft() {
  m_server->trouble("media-empty-error");
  const auto target = ipp::parseTarget(m_server->where());
  {
    // A kiosk that dies right behind handing its document over …
    const auto link = ipp::Link::open(*target, "hall-test", Deadline::in(3s));
    QVERIFY(link);
    const auto id = (*link)->createJob(job("crashed"), Deadline::in(3s));
    QVERIFY(id);
    QVERIFY((*link)->sendDocument(*id, job("crashed").pdf, Deadline::in(3s)));
    // … and the page of another terminal on the same queue.
    const auto other = ipp::Link::open(*target, "hall-other", Deadline::in(3s));
    QVERIFY(other);
    const auto theirs = (*other)->createJob(job("other"), Deadline::in(3s));
    QVERIFY(theirs);
    QVERIFY((*other)->sendDocument(*theirs, job("other").pdf, Deadline::in(3s)));
  }
  m_printer->report();
  m_server->trouble({});
  QTRY_COMPARE_WITH_TIMEOUT(m_server->pages().size(), 1, 10'000);
  QCOMPARE(m_server->page(m_server->pages().constFirst()), job("other").pdf);
}

void TestPagePrinter::tellsAQueueThatIsNotThere() {
  open(m_server->where("nobody"));
  QCOMPARE(outcome(job()), "printer.gone");
  QCOMPARE(m_printer->report().state, DeviceState::PowerOff);
}

void TestPagePrinter::tellsAServerThatIsNotThere() {
  open(QStringLiteral("cups:hall@/nowhere/cups.sock"));
  QCOMPARE(outcome(job()), "printer.gone");
  QCOMPARE(m_printer->report().state, DeviceState::PowerOff);
}

void TestPagePrinter::tellsAServerThatDiesInTheMiddle() {
  m_server->trouble("media-empty-error");
  Result<void> done;
  std::jthread lane([&] { done = m_printer->print(job("orphan"), {}); });
  QTest::qWait(200);
  m_server->stop();
  lane.join();
  QCOMPARE(done.error().code, QByteArray("printer.unconfirmed"));
  QCOMPARE(m_printer->report().state, DeviceState::PowerOff);
  // It comes back and would print what it still holds; the first look takes that back.
  m_server->start();
  QTRY_COMPARE_WITH_TIMEOUT(m_printer->report().state != DeviceState::PowerOff, true, 10'000);
  m_server->trouble({});
  QTRY_COMPARE_WITH_TIMEOUT(m_printer->report().state, DeviceState::Online, 10'000);
  QCOMPARE(outcome(job("after")), "printed");
  QCOMPARE(m_server->pages().size(), 1);
  QCOMPARE(m_server->page(m_server->pages().constFirst()), job("after").pdf);
}

void TestPagePrinter::readsWhereItIs_data() {
  QTest::addColumn<QString>("where");
  QTest::addColumn<QByteArray>("host");
  QTest::addColumn<QByteArray>("resource");
  const auto row = [](const char* where, const char* host, const char* resource) {
    QTest::newRow(where) << QString::fromLatin1(where) << QByteArray(host) << QByteArray(resource);
  };
  row("cups:hall@print.example:8631", "print.example", "/printers/hall");
  row("cups:A 4@/run/cups/cups.sock", "/run/cups/cups.sock", "/printers/A%204");
  row("ipp://printer.example/ipp/print", "printer.example", "/ipp/print");
  row("ipps://printer.example:443/ipp/print", "printer.example", "/ipp/print");
  row("cups:", "", "");
  row("cups:@host", "", "");
  row("http://printer.example/", "", "");
  row("usb", "", "");
}

void TestPagePrinter::readsWhereItIs() {
  QFETCH(const QString, where);
  QFETCH(const QByteArray, host);
  QFETCH(const QByteArray, resource);
  const auto target = ipp::parseTarget(where);
  QCOMPARE(target ? target->host : QByteArray(), host);
  QCOMPARE(target ? target->resource : QByteArray(), resource);
  if (!target) QCOMPARE(target.error().code, QByteArray("catalogue.queue"));
}

QTEST_GUILESS_MAIN(TestPagePrinter)
#include "tst_page_printer.moc"
