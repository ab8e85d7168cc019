// The alarm of a forgotten card, played by a real process: from the call until the card is lifted, and whatever becomes
// of the player.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "kiosk-app/card_alarm.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::CardAlarm;
using hall::test::Step;
using hall::test::Terminal;

namespace {

const QString kSound = QStringLiteral(HALL_ASSETS "/sounds/card-left.wav");

// A player that writes down what it is asked to play, and then does as it is told.
CardAlarm::Player scribe(const QString& notes, const QString& then) {
  return {QStringLiteral("/bin/sh"),
          {QStringLiteral("-c"), QStringLiteral("echo \"$1\" >> '%1'; %2").arg(notes, then), QStringLiteral("sh")}};
}

}  // namespace

class TestCardAlarm : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void soundsUntilTheCardIsLifted();
  void costsNothingWithoutAPlayer_data();
  void costsNothingWithoutAPlayer();
  void endsAPlayerThatHangs();
  void isAWholeSound();

 private:
  // Somebody ends the visit and leaves the card.
  static bool leaveTheCard(const Terminal& terminal) {
    if (!terminal.identify("pensioner")) return false;
    terminal.visit().end();
    return QTest::qWaitFor([&] { return terminal.visit().cardLeft(); });
  }
  [[nodiscard]] qsizetype played() const {
    QFile file(m_notes);
    return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
  }

  QTemporaryDir m_folder;
  QString m_notes = m_folder.filePath(QStringLiteral("played"));
};

void TestCardAlarm::soundsUntilTheCardIsLifted() {
  QFile::remove(m_notes);
  Terminal terminal;
  const CardAlarm alarm(terminal.visit(), kSound, terminal.ground.log, scribe(m_notes, QStringLiteral("exit 0")));
  QVERIFY(leaveTheCard(terminal));
  QVERIFY(alarm.sounding());
  QTRY_VERIFY(played() >= 2);  // again and again
  QVERIFY(terminal.takeCard());
  QTRY_VERIFY(!alarm.sounding());
  const qsizetype before = played();
  QTest::qWait(2000);
  QCOMPARE(played(), before);
  QFile file(m_notes);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(QString::fromUtf8(file.readLine()).trimmed(), kSound);
  const auto& lines = terminal.ground.lines;
  for (const char* event : {"\"alarm.sounding\"", "\"alarm.silent\""}) {
    QCOMPARE(
        std::count_if(lines.begin(), lines.end(), [event](const QByteArray& line) { return line.contains(event); }), 1);
  }
}

void TestCardAlarm::costsNothingWithoutAPlayer_data() {
  QTest::addColumn<QString>("program");
  QTest::newRow("none installed") << QString();
  QTest::newRow("one that is gone") << QStringLiteral("/nowhere/aplay");
  QTest::newRow("one that fails, as without a sound card") << QStringLiteral("/bin/false");
}

void TestCardAlarm::costsNothingWithoutAPlayer() {
  QFETCH(QString, program);
  Terminal terminal;
  const CardAlarm alarm(terminal.visit(), kSound, terminal.ground.log, {program, {}});
  QVERIFY(leaveTheCard(terminal));
  QVERIFY(alarm.sounding());
  QTest::qWait(100);
  QVERIFY(terminal.takeCard());
  QTRY_VERIFY(!alarm.sounding());
}

void TestCardAlarm::endsAPlayerThatHangs() {
  QFile::remove(m_notes);
  Terminal terminal;
  const CardAlarm alarm(terminal.visit(), kSound, terminal.ground.log,
                        scribe(m_notes, QStringLiteral("exec sleep 600")));
  QVERIFY(leaveTheCard(terminal));
  QTRY_COMPARE(played(), 1);
  QVERIFY(terminal.takeCard());
  QTRY_VERIFY(!alarm.sounding());  // and the test ends at once, not in ten minutes
}

void TestCardAlarm::isAWholeSound() {
  QFile file(kSound);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray bytes = file.readAll();
  QVERIFY(bytes.startsWith("RIFF") && bytes.mid(8, 8) == "WAVEfmt ");
  QVERIFY(bytes.size() > 20000 && bytes.size() < 200000);
}

QTEST_GUILESS_MAIN(TestCardAlarm)
#include "tst_card_alarm.moc"
