// Killed at every disk operation, in the middle of every write, before and after every request, and at random times:
// what was promised as kept arrives exactly once, numbers stay gapless, the journal stays whole.
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "tests/support/gateway_process.h"

using namespace hall;

class TestCrashSync : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void killedAtEveryDiskOperation();
  void killedInTheMiddleOfEveryWrite();
  void killedAroundEveryRequest();
  void killedAtRandomTimes();

 private:
  struct Outcome {
    QSet<QByteArray> kept;
    bool finished = false;
    long operations = 0;
    long steps = 0;
  };
  Outcome run(int count, const QStringList& lever, int killAfterMilliseconds = -1);
  void sweep(const QString& lever);
  // What was begun and not handed in has its pages still; then it is dropped.
  void keepsPages(outbox::Outbox& box, const QByteArray& person);
  // Opens what is left, sends it, and compares terminal and gateway.
  void recoverAndCompare();

  SystemClock m_clock;
  Log m_log{m_clock, [](const QByteArray&) {}};
  QTemporaryDir m_folder;
  std::unique_ptr<test::GatewayProcess> m_gateway;
  QSet<QByteArray> m_promised;
  QSet<QByteArray> m_pages;  // cases that a page was promised to
  int m_kills = 0;
};

void TestCrashSync::initTestCase() {
  m_gateway = std::make_unique<test::GatewayProcess>(m_folder.path() + QStringLiteral("/gateway"));
  QVERIFY(m_gateway->start());
  const auto key = seal::TerminalKey::openOrCreate(m_folder.path() + QStringLiteral("/key"), m_clock);
  QVERIFY(key && m_gateway->admit(key->certificatePem()));
  const auto platform = m_gateway->certificates();
  QFile file(m_folder.path() + QStringLiteral("/platform.pem"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(platform.signing().pem() + platform.encryption().pem());
}

TestCrashSync::Outcome TestCrashSync::run(int count, const QStringList& lever, int killAfterMilliseconds) {
  QProcess child;
  child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  child.start(QStringLiteral(HALL_CRASH_CHILD),
              QStringList{m_folder.path(), QString::fromLatin1(m_gateway->url()), QString::number(count)} + lever);
  child.waitForStarted();
  if (killAfterMilliseconds >= 0 && child.waitForReadyRead(10000)) {
    QTest::qSleep(killAfterMilliseconds);
    child.kill();
  }
  child.waitForFinished(60000);
  Outcome outcome;
  const QList<QByteArray> lines = child.readAllStandardOutput().split('\n');
  for (const QByteArray& line : lines) {
    const QList<QByteArray> words = line.split(' ');
    if (words[0] == "kept") outcome.kept.insert(words.value(1));
    if (words[0] == "page") m_pages.insert(words.value(1));
    if (words[0] == "failed") qWarning("%s", line.constData());
    if (words[0] != "done") continue;
    outcome.finished = true;
    outcome.operations = words.value(1).toLong();
    outcome.steps = words.value(2).toLong();
  }
  if (!outcome.finished) ++m_kills;
  m_promised += outcome.kept;
  return outcome;
}

void TestCrashSync::recoverAndCompare() {
  const auto key = seal::TerminalKey::openOrCreate(m_folder.path() + QStringLiteral("/key"), m_clock).value();
  const auto platform = seal::PlatformCertificates::open(m_folder.path() + QStringLiteral("/platform.pem")).value();
  const auto box = outbox::Outbox::open(m_folder.path() + QStringLiteral("/outbox"), key, platform, m_clock, m_log,
                                        {.minimumFreeBytes = 0});
  QVERIFY2(box, box ? "" : box.error().code.constData());
  {
    const auto transport = engine::HttpTransport::create({.baseUrl = m_gateway->url()}).value();
    const engine::SendingEngine engine(**box, *transport, m_clock, m_log, {});
    QTRY_VERIFY_WITH_TIMEOUT(!(*box)->nextDue().value().has_value(), 30000);
  }
  const auto all = (*box)->all().value();
  QSet<QByteArray> here;
  for (int i = 0; i < all.size(); ++i) {
    QCOMPARE(all[i].terminalSeq, i + 1);
    QVERIFY2(all[i].state == model::SubmissionState::Received, all[i].heldCode.constData());
    QCOMPARE(all[i].parts.size(), 3);  // envelope, attachment, and the page of the draft
    here.insert(all[i].submissionId);
    m_pages.remove(all[i].caseId);
  }
  keepsPages(**box, key.subjectKey("11010519491231002X"));
  QVERIFY((*box)->verifyJournal());
  QVERIFY2(here.contains(m_promised), "something that was promised is lost");
  const QJsonArray list = m_gateway->list();
  QSet<QByteArray> there;
  for (const QJsonValue& line : list) {
    if (line[QLatin1String("state")].toString() == QLatin1String("received")) {
      there.insert(line[QLatin1String("submission_id")].toString().toLatin1());
    }
  }
  QCOMPARE(list.size(), all.size());
  QCOMPARE(there, here);
}

void TestCrashSync::keepsPages(outbox::Outbox& box, const QByteArray& person) {
  const auto drafts = box.drafts().value();
  for (const auto& left : drafts) {
    QVERIFY(box.findDraft(left.serviceId, person));
    const auto pages = box.draftAttachments(left.caseId).value();
    for (const auto& page : pages) {
      QCOMPARE(box.draftAttachmentBytes(left.caseId, page.attachmentId).value(), QByteArray(3000, 'q'));
    }
    QVERIFY2(!pages.isEmpty() || !m_pages.contains(left.caseId), "a page that was promised is lost");
    m_pages.remove(left.caseId);
    QVERIFY(box.dropDraft(left.caseId));
  }
  QVERIFY2(m_pages.isEmpty(), "a page that was promised is lost");
}

void TestCrashSync::sweep(const QString& lever) {
  int at = 0;
  int survivals = 0;
  // The number of operations differs from run to run (start-up finds more or less to do), so on until nothing is hit.
  for (; survivals < 3; ++at) {
    const Outcome outcome = run(1, {lever, QString::number(at)});
    survivals = outcome.finished ? survivals + 1 : 0;
    recoverAndCompare();
    if (QTest::currentTestFailed()) {
      qWarning("at %d", at);
      return;
    }
  }
  qInfo("%s: killed at %d points", qPrintable(lever), at - survivals);
  QVERIFY(at > 8);
}

void TestCrashSync::killedAtEveryDiskOperation() {
  sweep(QStringLiteral("disk"));
}

void TestCrashSync::killedInTheMiddleOfEveryWrite() {
  sweep(QStringLiteral("disk-inside"));
}

void TestCrashSync::killedAroundEveryRequest() {
  sweep(QStringLiteral("line"));
}

void TestCrashSync::killedAtRandomTimes() {
  const quint32 seed = QRandomGenerator::system()->generate();
  qInfo("seed %u", seed);
  QRandomGenerator dice(seed);
  const int before = m_kills;
  for (int i = 0; m_kills - before < 50 && i < 200; ++i) {
    (void)run(1000, {QStringLiteral("none")}, static_cast<int>(dice.bounded(60)));
    if (i % 5 == 0) {  // the gateway goes as well
      m_gateway->kill();
      QVERIFY(m_gateway->start());
    }
    recoverAndCompare();
    if (QTest::currentTestFailed()) return;
  }
  QVERIFY(m_kills - before >= 50);
  qInfo("%d kills in all, %lld submissions promised", m_kills, static_cast<long long>(m_promised.size()));
}

QTEST_GUILESS_MAIN(TestCrashSync)
#include "tst_crash_sync.moc"
