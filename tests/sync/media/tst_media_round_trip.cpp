// The real programs, from a terminal to the platform and back: some submissions go over the line, some on a stick, some
// both ways, some come back as QR codes. Every one ends in exactly one receipt, the same on both sides.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "tests/support/gateway_process.h"

using namespace hall;

namespace {
// A line that carries so many commits and is gone then. Batches would fill the whole measure at once: not offered.
class ShortLine : public engine::Transport {
 public:
  ShortLine(engine::Transport& line, int commits) : m_line(line), m_left(commits) {}
  Result<engine::Response> send(const engine::Request& request, std::stop_token stop) override {
    if (request.path == "/v1/batches" || request.path == "/v1/submissions/query") return engine::Response{404, {}, {}};
    if (m_left == 0) return failure(Failure::Disconnected, "net.gone");
    const auto answer = m_line.send(request, stop);
    const bool commits = request.method == "PUT" && request.path.count('/') == 3;
    if (commits && answer && answer->status == 200) --m_left;
    return answer;
  }

 private:
  engine::Transport& m_line;
  int m_left;
};
}  // namespace

class TestMediaRoundTrip : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void partByLinePartByStick();
  void backAsCodes();
  void whatTheToolsSay();

 private:
  struct Said {
    int status = -1;
    QByteArray output;
    QByteArray complaint;
  };
  static Said run(const char* program, const QStringList& words, const QByteArray& input = {});
  Said terminal(QStringList words, const QByteArray& input = {}) const {
    return run(HALL_OUTBOX, words << QStringLiteral("--data") << m_data.path(), input);
  }
  Said gateway(QStringList words) const {
    return run(HALL_GATEWAY, words << QStringLiteral("--data") << m_platform.path());
  }
  [[nodiscard]] QStringList onStick(const QString& pattern) const {
    QStringList paths;
    const QDir stick(m_stick.path());
    for (const QString& name : stick.entryList({pattern}, QDir::Files)) paths.append(stick.filePath(name));
    return paths;
  }
  [[nodiscard]] std::unique_ptr<outbox::Outbox> open() const;
  void seal(int count) const;
  // The line is there for so many, each gets its receipt.
  void sendOver(int count) const;
  void everyOneHasOneReceipt(int count);

  SystemClock m_clock;
  mutable Log m_log{m_clock, [](const QByteArray&) {}};
  QTemporaryDir m_data;
  QTemporaryDir m_platform;
  QTemporaryDir m_stick;
  std::unique_ptr<test::GatewayProcess> m_gateway;
};

TestMediaRoundTrip::Said TestMediaRoundTrip::run(const char* program, const QStringList& words,
                                                 const QByteArray& input) {
  QProcess process;
  process.start(QLatin1String(program), words);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(60000)) return {};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

std::unique_ptr<outbox::Outbox> TestMediaRoundTrip::open() const {
  const auto key = seal::TerminalKey::openOrCreate(m_data.filePath(QStringLiteral("keys")), m_clock).value();
  const auto platform = seal::PlatformCertificates::open(m_data.filePath(QStringLiteral("platform.pem"))).value();
  return outbox::Outbox::open(m_data.filePath(QStringLiteral("outbox")), key, platform, m_clock, m_log,
                              {.minimumFreeBytes = 0})
      .value();
}

void TestMediaRoundTrip::initTestCase() {
  m_gateway = std::make_unique<test::GatewayProcess>(m_platform.path());
  QVERIFY(m_gateway->start());
  const auto key = seal::TerminalKey::openOrCreate(m_data.filePath(QStringLiteral("keys")), m_clock).value();
  QVERIFY(m_gateway->admit(key.certificatePem()));
  QFile pem(m_data.filePath(QStringLiteral("platform.pem")));
  QVERIFY(pem.open(QIODevice::WriteOnly));
  pem.write(m_gateway->certificatesPem());
}

void TestMediaRoundTrip::seal(int count) const {
  const auto box = open();
  for (int i = 0; i < count; ++i) {
    outbox::SealRequest wish{mintIdentifier(m_clock), "residence-permit", "service", {{QStringLiteral("n"), i}}, {}};
    if (i % 10 == 0) wish.attachments = {{QByteArray(40000 + i, 'p'), "image/jpeg"}};
    QVERIFY(box->seal(wish));
  }
}

void TestMediaRoundTrip::sendOver(int count) const {
  const auto box = open();
  const auto received = [&box] { return box->countsByState()->value(model::SubmissionState::Received); };
  const int before = received();
  const auto transport = engine::HttpTransport::create({.baseUrl = m_gateway->url()}).value();
  ShortLine line(*transport, count);
  const engine::SendingEngine engine(*box, line, m_clock, m_log, {});
  QTRY_VERIFY_WITH_TIMEOUT(received() == before + count, 60000);
}

void TestMediaRoundTrip::everyOneHasOneReceipt(int count) {
  const auto box = open();
  QVERIFY(!box->gate());  // a receipt from a stick is as good after a start as one from the line
  const auto all = box->all().value();
  QCOMPARE(all.size(), count);
  QMap<QByteArray, QByteArray> numbers;  // submission id → acceptance number, as the platform has it
  const QJsonArray list = m_gateway->list();
  for (const QJsonValue& line : list) {
    QCOMPARE(line[QLatin1String("state")].toString(), QStringLiteral("received"));
    numbers.insert(line[QLatin1String("submission_id")].toString().toLatin1(),
                   line[QLatin1String("acceptance_no")].toString().toLatin1());
  }
  QCOMPARE(list.size(), count);
  QCOMPARE(numbers.size(), count);
  const QList<QByteArray> given = numbers.values();
  QCOMPARE(QSet<QByteArray>(given.begin(), given.end()).size(), count);
  for (const model::Submission& s : all) {
    QVERIFY2(s.state == model::SubmissionState::Received, s.heldCode.constData());
    QCOMPARE(s.receipt->acceptanceNo, numbers.value(s.submissionId));
    QVERIFY(!s.exported);
  }
  QVERIFY(box->verifyJournal());
}

void TestMediaRoundTrip::partByLinePartByStick() {
  seal(200);
  sendOver(50);
  const Said exported = terminal({QStringLiteral("export-all"), QStringLiteral("--to"), m_stick.path()});
  QVERIFY2(exported.status == 0, exported.complaint.constData());
  QCOMPARE(exported.output.count("\nexported "), 150);
  sendOver(70);  // the line comes back for a while
  // The gateway goes on serving meanwhile.
  const Said imported =
      gateway({QStringLiteral("import"), m_stick.path(), QStringLiteral("--receipts-to"), m_stick.path()});
  QVERIFY2(imported.status == 0, imported.complaint.constData());
  QCOMPARE(onStick(QStringLiteral("*.hallack")).size(), onStick(QStringLiteral("*.hallbundle")).size());
  for (const QString& answer : onStick(QStringLiteral("*.hallack"))) {
    const Said heard = terminal({QStringLiteral("import"), answer});
    QVERIFY2(heard.status == 0, heard.complaint.constData());
    QVERIFY(heard.output.contains("received ") && heard.output.contains("known "));
    const Said again = terminal({QStringLiteral("import"), answer});
    QVERIFY(again.status == 1 && again.complaint.contains("ack.replayed"));
  }
  everyOneHasOneReceipt(200);
}

void TestMediaRoundTrip::backAsCodes() {
  seal(40);
  for (const QString& file : onStick(QStringLiteral("*"))) QVERIFY(QFile::remove(file));
  const Said exported = terminal({QStringLiteral("export-all"), QStringLiteral("--to"), m_stick.path()});
  QCOMPARE(exported.output.count("\nexported "), 40);
  const QString pictures = m_stick.filePath(QStringLiteral("codes"));
  const Said imported = gateway({QStringLiteral("import"), onStick(QStringLiteral("*.hallbundle")).value(0),
                                 QStringLiteral("--receipts-qr"), pictures});
  QVERIFY2(imported.status == 0, imported.complaint.constData());
  QStringList files;
  for (const QString& name : QDir(pictures).entryList({QStringLiteral("*.png")})) files.prepend(pictures + u'/' + name);
  QVERIFY(files.size() > 2);
  QVERIFY(onStick(QStringLiteral("*.hallack")).isEmpty());
  const Said one = run(HALL_DEVICE, QStringList{QStringLiteral("scan")} << files.mid(1));
  const Said some = terminal({QStringLiteral("import-qr")}, one.output);
  QCOMPARE(some.status, 1);
  QCOMPARE(some.output, "missing " + QByteArray::number(files.size()) + '\n');
  const Said all = run(HALL_DEVICE, QStringList{QStringLiteral("scan")} << files);
  const Said heard = terminal({QStringLiteral("import-qr")}, all.output);
  QVERIFY2(heard.status == 0, heard.complaint.constData());
  QCOMPARE(heard.output.count("\nreceived "), 40);
  everyOneHasOneReceipt(240);
}

void TestMediaRoundTrip::whatTheToolsSay() {
  const Said nothing = terminal({QStringLiteral("export-all"), QStringLiteral("--to"), m_stick.path()});
  QCOMPARE(nothing.output, QByteArray("nothing waits\n"));
  const Said nowhere =
      terminal({QStringLiteral("export-all"), QStringLiteral("--to"), m_stick.filePath(QStringLiteral("none"))});
  QVERIFY(nowhere.status == 1 && nowhere.complaint.contains("stick.missing"));
  QVERIFY(terminal({QStringLiteral("import"), m_data.filePath(QStringLiteral("platform.pem"))})
              .complaint.contains("ack.garbled"));
  const Said none = gateway({QStringLiteral("import"), m_data.path(), QStringLiteral("--receipts-to"), m_stick.path()});
  QVERIFY(none.status == 1 && none.complaint.contains("bundle.none"));
  QCOMPARE(gateway({QStringLiteral("import"), m_stick.path()}).status, 2);  // where should the answers go?
  const auto running = open();
  const Said locked = terminal({QStringLiteral("export-all"), QStringLiteral("--to"), m_stick.path()});
  QCOMPARE(locked.status, 3);
  QVERIFY(locked.complaint.contains("hall-kiosk is running"));
}

QTEST_GUILESS_MAIN(TestMediaRoundTrip)
#include "tst_media_round_trip.moc"
