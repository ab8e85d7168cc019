// The reader against recorded conversations: the documented exchange, and each misfortune ends in its own error with
// the line fit for the next command.
#include <QCryptographicHash>
#include <QFile>
#include <QtTest>

#include "drivers/idcard/sam_reader.h"
#include "drivers/port/scripted_port.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

// The transcripts end with the record.
constexpr ReadRequest justTheRecord{.newestAddress = ReadRequest::NewestAddress::Unwanted};

QList<TranscriptLine> script(const QString& name) {
  QFile file(QStringLiteral(HALL_FIXTURES "/devices/%1.transcript").arg(name));
  if (!file.open(QIODevice::ReadOnly)) qFatal("no transcript %s", qPrintable(name));
  const auto lines = parseTranscript(file.readAll());
  if (!lines) qFatal("transcript %s: %s", qPrintable(name), qPrintable(lines.error().detail));
  return *lines;
}

struct Playing {
  explicit Playing(const char* name) {
    auto scripted = std::make_unique<ScriptedPort>(script(QString::fromLatin1(name)));
    port = scripted.get();
    reader =
        std::make_unique<SamReader>(std::move(scripted), QStringLiteral("test"), SamReader::Timing{50ms, 100ms, 30ms});
  }
  Result<IdCard> read() const { return reader->read(justTheRecord, {}); }
  std::unique_ptr<SamReader> reader;
  ScriptedPort* port = nullptr;
};

}  // namespace

class TestSamReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsTheDocumentedExchange();
  void readsInSpiteOf_data();
  void readsInSpiteOf();
  void reports_data();
  void reports();
  void isFitAgainAfter_data();
  void isFitAgainAfter();
  void asksAgainWhenTheModuleMisheard();
  void looksForACard();
  void stopsOnRequest();
};

void TestSamReader::readsTheDocumentedExchange() {
  QByteArray last;
  for (const TranscriptLine& line : script(QStringLiteral("sam-happy"))) {
    last = line.kind == TranscriptLine::Kind::Written ? QByteArray() : last + line.bytes;
  }
  QCOMPARE(last.size(), 1295);
  QCOMPARE(QCryptographicHash::hash(last, QCryptographicHash::Sha256).toHex(),
           QByteArray("b87336608170e5a8f8a512cda104412a0521b6e0b36e2ae906614e6436b18df9"));
  const Playing play("sam-happy");
  const Result<IdCard> none = play.read();
  QVERIFY(!none);
  QCOMPARE(none.error().kind, Failure::NotFound);
  const Result<IdCard> card = play.read();
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QCOMPARE(card->number, QStringLiteral("110000190001010012"));
  QCOMPARE(card->photo.size(), 1024);
  QCOMPARE(card->photo.first(4).toHex(), QByteArray("030a1118"));
  QVERIFY2(play.port->finished(), qPrintable(play.port->fault()));
}

void TestSamReader::readsInSpiteOf_data() {
  QTest::addColumn<QByteArray>("play");
  QTest::newRow("dribble") << QByteArray("sam-dribble");
  QTest::newRow("junk before the preamble") << QByteArray("sam-junk");
  QTest::newRow("a stale reply") << QByteArray("sam-stale");
  QTest::newRow("a duplicate reply") << QByteArray("sam-duplicate");
}

void TestSamReader::readsInSpiteOf() {
  QFETCH(QByteArray, play);
  const Playing playing(play.constData());
  const Result<IdCard> card = playing.read();
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QVERIFY2(playing.port->finished(), qPrintable(playing.port->fault()));
}

void TestSamReader::reports_data() {
  QTest::addColumn<QByteArray>("play");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QByteArray>("code");
  const auto row = [](const char* play, Failure kind, const char* code) {
    QTest::newRow(play) << QByteArray(play) << int(kind) << QByteArray(code);
  };
  row("sam-checksum", Failure::Garbled, "card.checksum");
  row("sam-truncated", Failure::Garbled, "card.frame");
  row("sam-oversized", Failure::Garbled, "card.frame");
  row("sam-layout", Failure::Unsupported, "card.layout");
  row("sam-read-failed", Failure::Garbled, "card.read-failed");
  row("sam-late", Failure::Timeout, "reader.silent");
  row("sam-gone", Failure::Disconnected, "reader.gone");
  row("sam-gone-in-flight", Failure::Disconnected, "reader.gone");
  row("sam-self-test", Failure::Refused, "reader.self-test");
}

void TestSamReader::reports() {
  QFETCH(QByteArray, play);
  QFETCH(int, kind);
  QFETCH(QByteArray, code);
  const Playing playing(play.constData());
  const Result<IdCard> card = playing.read();
  QVERIFY(!card);
  QCOMPARE(card.error().code, code);
  QCOMPARE(int(card.error().kind), kind);
  QVERIFY2(playing.port->fault().isEmpty(), qPrintable(playing.port->fault()));
}

void TestSamReader::isFitAgainAfter_data() {
  QTest::addColumn<QByteArray>("play");
  QTest::addColumn<QByteArray>("then");
  QTest::newRow("checksum") << QByteArray("sam-checksum") << QByteArray();
  QTest::newRow("truncated") << QByteArray("sam-truncated") << QByteArray("card.none");
  QTest::newRow("oversized") << QByteArray("sam-oversized") << QByteArray("card.none");
  QTest::newRow("late") << QByteArray("sam-late") << QByteArray("card.none");
}

void TestSamReader::isFitAgainAfter() {
  QFETCH(QByteArray, play);
  QFETCH(QByteArray, then);
  const Playing playing(play.constData());
  QVERIFY(!playing.read());
  const Result<IdCard> next = playing.read();
  QCOMPARE(next ? QByteArray() : next.error().code, then);
  QVERIFY2(playing.port->finished(), qPrintable(playing.port->fault()));
}

void TestSamReader::asksAgainWhenTheModuleMisheard() {
  const Playing playing("sam-misheard");
  const Result<IdCard> card = playing.read();
  QVERIFY(!card);
  QCOMPARE(card.error().code, QByteArray("card.none"));
  QVERIFY(playing.port->finished());
}

void TestSamReader::looksForACard() {
  const Playing playing("sam-find");
  for (const bool expected : {true, false, false}) {  // the last one after being misheard once
    const Result<bool> present = playing.reader->cardPresent({});
    QVERIFY2(present, present ? "" : present.error().code.constData());
    QCOMPARE(*present, expected);
  }
  for (const char* code : {"card.none", "reader.self-test"}) {  // 34 and 60: neither says that the card has gone
    const Result<bool> present = playing.reader->cardPresent({});
    QVERIFY(!present);
    QCOMPARE(present.error().code, QByteArray(code));
  }
  QVERIFY2(playing.port->finished(), qPrintable(playing.port->fault()));
}

void TestSamReader::stopsOnRequest() {
  const Playing playing("sam-happy");
  std::stop_source source;
  source.request_stop();
  const Result<IdCard> card = playing.reader->read({}, source.get_token());
  QVERIFY(!card);
  QCOMPARE(card.error().kind, Failure::Cancelled);
}

QTEST_GUILESS_MAIN(TestSamReader)
#include "tst_sam_reader.moc"
