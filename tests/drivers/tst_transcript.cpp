// A recording plays again, and one made with a person's card holds nothing of the person.
#include <QBuffer>
#include <QtTest>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/port/recording_port.h"
#include "drivers/port/scripted_port.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"

using namespace hall::drivers;
using hall::Failure;

namespace {

// The record as the last word of the conversation.
constexpr ReadRequest justTheRecord{.newestAddress = ReadRequest::NewestAddress::Unwanted};

QByteArray recordOneReading(RecordingPort::Subject subject) {
  const auto stage = std::make_shared<sim::Stage>();
  stage->change([](sim::Stage::State& state) { state.card = formatCardText(sim::builtInPeople()->constFirst().card); });
  QBuffer file;
  file.open(QIODevice::WriteOnly);
  SamReader reader(std::make_unique<RecordingPort>(std::make_unique<sim::SimSamPort>(stage), file, subject),
                   QStringLiteral("test"));
  if (!reader.read(justTheRecord, {})) qFatal("the simulated card does not read");
  return file.data();
}

}  // namespace

class TestTranscript : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void playsARecordingAgain();
  void hidesThePerson();
  void refusesOtherLines_data();
  void refusesOtherLines();
};

void TestTranscript::playsARecordingAgain() {
  const auto lines = parseTranscript(recordOneReading(RecordingPort::Subject::Synthetic));
  QVERIFY(lines);
  SamReader reader(std::make_unique<ScriptedPort>(*lines), QStringLiteral("test"));
  const auto card = reader.read(justTheRecord, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
}

void TestTranscript::hidesThePerson() {
  const auto lines = parseTranscript(recordOneReading(RecordingPort::Subject::Person));
  QVERIFY(lines);
  QByteArray reply;
  for (const TranscriptLine& line : *lines) {
    reply = line.kind == TranscriptLine::Kind::Read ? reply + line.bytes : QByteArray();
  }
  QCOMPARE(reply.size(), 1295);
  QCOMPARE(reply.first(10).toHex(), QByteArray("aaaaaa96690508000090"));
  QCOMPARE(reply.mid(10), QByteArray(1285, '\0'));
}

void TestTranscript::refusesOtherLines_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("no direction") << QByteArray("AA BB");
  QTest::newRow("half a byte") << QByteArray("> AA B");
  QTest::newRow("no hex") << QByteArray("< XY");
  QTest::newRow("empty") << QByteArray(">");
  QTest::newRow("unknown event") << QByteArray("! fire");
}

void TestTranscript::refusesOtherLines() {
  QFETCH(QByteArray, text);
  const auto lines = parseTranscript("# remark\n\n" + text);
  QVERIFY(!lines);
  QCOMPARE(lines.error().detail, QStringLiteral("line 3"));
}

QTEST_GUILESS_MAIN(TestTranscript)
#include "tst_transcript.moc"
