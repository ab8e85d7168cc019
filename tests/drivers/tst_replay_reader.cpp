// Plays what tst_record_reader has recorded over libusb: the same reader comes to the same answers without the bus.
#include <QFile>
#include <QtTest>

#include "drivers/idcard/sam_reader.h"
#include "drivers/port/scripted_port.h"

using namespace hall::drivers;
using hall::Result;

class TestReplayReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void replays();
};

void TestReplayReader::replays() {
  QFile file(QStringLiteral(HALL_RECORDING));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const auto lines = parseTranscript(file.readAll());
  QVERIFY2(lines, lines ? "" : qPrintable(lines.error().detail));
  auto port = std::make_unique<ScriptedPort>(*lines);
  const ScriptedPort* script = port.get();
  SamReader reader(std::move(port), QStringLiteral("test"));
  QVERIFY(reader.probe({}));
  QCOMPARE(reader.read({}, {}).error().code, QByteArray("card.none"));
  QCOMPARE(reader.read({}, {}).error().code, QByteArray("card.checksum"));
  const Result<IdCard> card = reader.read({}, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QVERIFY2(script->finished() && script->fault().isEmpty(), qPrintable(script->fault()));
}

QTEST_GUILESS_MAIN(TestReplayReader)
#include "tst_replay_reader.moc"
