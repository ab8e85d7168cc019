// Killed at disk operations of an export, an import and the hearing of an answer: nothing is marked that is not
// whole on the stick, and in the end each submission has exactly one receipt.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/storage.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/bundle_reader.h"
#include "sync/outbox/outbox.h"

using namespace hall;

class TestCrashMedia : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void killedAtDiskOperations_data();
  void killedAtDiskOperations();

 private:
  // Whether it came to its end.
  bool run(const QString& verb, const QString& lever, int at = -1);
  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
  [[nodiscard]] std::unique_ptr<outbox::Outbox> open() {
    return outbox::Outbox::open(path("outbox"), *m_key, *m_certificates, m_clock, m_log, {.minimumFreeBytes = 0})
        .value();
  }
  void sealSome();
  void marksAreTrue();
  void finishAndCompare();

  SystemClock m_clock;
  Log m_log{m_clock, [](const QByteArray&) {}};
  QTemporaryDir m_folder;
  std::optional<seal::TerminalKey> m_key;
  std::optional<seal::PlatformCertificates> m_certificates;
  int m_sealed = 0;
};

void TestCrashMedia::initTestCase() {
  QVERIFY(QDir().mkdir(path("stick")));
  const auto keys = gateway::PlatformKeys::openOrCreate(path("gateway")).value();
  QFile file(path("platform.pem"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(keys.certificatesPem());
  file.close();
  m_certificates = seal::PlatformCertificates::open(path("platform.pem")).value();
  m_key = seal::TerminalKey::openOrCreate(path("key"), m_clock).value();
  const auto storage = gateway::Storage::open(gateway::sql::Source::embedded(path("gateway/gateway.sqlite"))).value();
  QVERIFY(storage->begin() && storage->admit(m_key->terminalId(), m_key->certificatePem(), m_clock.now()) &&
          storage->commit());
}

bool TestCrashMedia::run(const QString& verb, const QString& lever, int at) {
  QProcess child;
  child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  child.start(QStringLiteral(HALL_MEDIA_CRASH_CHILD), {m_folder.path(), verb, lever, QString::number(at)});
  child.waitForFinished(60000);
  const QByteArray said = child.readAllStandardOutput();
  if (said.startsWith("failed")) qWarning("%s", said.constData());
  return child.exitStatus() == QProcess::NormalExit && said == "done\n";
}

void TestCrashMedia::sealSome() {
  const auto box = open();
  for (int i = 0; i < 3; ++i, ++m_sealed) {
    outbox::SealRequest wish{mintIdentifier(m_clock), "residence-permit", "service", {{QStringLiteral("n"), i}}, {}};
    if (i == 1) wish.attachments = {{QByteArray(5000, 'p'), "image/jpeg"}};
    QVERIFY(box->seal(wish));
  }
}

void TestCrashMedia::marksAreTrue() {
  const auto all = open()->all().value();
  for (const model::Submission& s : all) {
    if (!s.exported) continue;
    const auto bundle =
        media::BundleReader::open(path("stick") + u'/' + media::bundleName(m_key->terminalId(), s.exported->mediaId));
    QVERIFY(bundle && (*bundle)->verify(m_key->pair().certificate()));
    const auto& items = (*bundle)->manifest().items;
    const auto item = std::ranges::find(items, s.submissionId, &media::Item::submissionId);
    QVERIFY(item != items.end());
    for (qsizetype i = 0; i < item->parts.size(); ++i) QVERIFY((*bundle)->part(item - items.begin(), i));
  }
}

void TestCrashMedia::finishAndCompare() {
  for (const char* verb : {"export", "import", "answer"}) {
    QVERIFY2(run(QLatin1String(verb), QStringLiteral("none")), verb);
  }
  const auto box = open();
  const auto all = box->all().value();
  QCOMPARE(all.size(), m_sealed);
  const auto storage = gateway::Storage::open(gateway::sql::Source::embedded(path("gateway/gateway.sqlite"))).value();
  const auto records = storage->list().value();
  QCOMPARE(records.size(), m_sealed);
  QSet<QByteArray> numbers;
  for (const model::Submission& s : all) {
    QVERIFY2(s.state == model::SubmissionState::Received, s.heldCode.constData());
    const auto record = storage->find(s.submissionId).value();
    QCOMPARE(record.acceptanceNo, s.receipt->acceptanceNo);
    QVERIFY(!s.exported);
    numbers.insert(s.receipt->acceptanceNo);
  }
  QCOMPARE(numbers.size(), m_sealed);
  QVERIFY(box->verifyJournal());
  for (const QFileInfo& file : QDir(path("stick")).entryInfoList(QDir::Files)) QFile::remove(file.filePath());
}

void TestCrashMedia::killedAtDiskOperations_data() {
  QTest::addColumn<QString>("verb");
  QTest::addColumn<QString>("lever");
  QTest::addColumn<int>("stride");
  // Every point once takes three minutes; strides without a common factor meet others in each row.
  const auto row = [](const char* verb, const char* lever, int stride) {
    QTest::addRow("%s, %s", verb, lever) << QString::fromLatin1(verb) << QString::fromLatin1(lever) << stride;
  };
  row("export", "disk", 2);
  row("export", "disk-inside", 7);
  row("import", "disk", 7);
  row("import", "disk-inside", 13);
  row("answer", "disk", 3);
  row("answer", "disk-inside", 7);
}

void TestCrashMedia::killedAtDiskOperations() {
  QFETCH(QString, verb);
  QFETCH(QString, lever);
  QFETCH(int, stride);
  int kills = 0;
  // The number of operations differs from run to run, so on until nothing is hit.
  for (int at = 0, survivals = 0; survivals < 2; at += stride) {
    sealSome();
    if (verb != QLatin1String("export")) QVERIFY(run(QStringLiteral("export"), QStringLiteral("none")));
    if (verb == QLatin1String("answer")) QVERIFY(run(QStringLiteral("import"), QStringLiteral("none")));
    const bool finished = run(verb, lever, at);
    survivals = finished ? survivals + 1 : 0;
    kills += finished ? 0 : 1;
    marksAreTrue();
    finishAndCompare();
    if (QTest::currentTestFailed()) {
      qWarning("at %d", at);
      return;
    }
  }
  qInfo("%s: killed %d times", qPrintable(verb + u' ' + lever), kills);
  QVERIFY(kills > 3);
}

QTEST_GUILESS_MAIN(TestCrashMedia)
#include "tst_crash_media.moc"
