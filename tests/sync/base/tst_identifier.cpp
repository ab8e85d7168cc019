// An identifier is unique although the clock stands still, and sorts by time.
#include <QSet>
#include <QtTest>

#include "sync/base/identifier.h"
#include "tests/support/fake_clock.h"

class TestIdentifier : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isUniqueWhileTheClockStandsStill();
  void sortsByTime();
  void refusesOtherShapes_data();
  void refusesOtherShapes();
};

void TestIdentifier::isUniqueWhileTheClockStandsStill() {
  const hall::test::FakeClock clock;
  QSet<QByteArray> seen;
  for (int i = 0; i < 10000; ++i) {
    const QByteArray id = hall::mintIdentifier(clock);
    QVERIFY2(hall::isIdentifier(id), id);
    seen.insert(id);
  }
  QCOMPARE(seen.size(), 10000);
}

void TestIdentifier::sortsByTime() {
  hall::test::FakeClock clock;
  const QByteArray earlier = hall::mintIdentifier(clock);
  clock.advance(std::chrono::milliseconds(1));
  QVERIFY(earlier < hall::mintIdentifier(clock));
}

void TestIdentifier::refusesOtherShapes_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("version 4") << QByteArray("01890a5d-ac96-4747-bcce-b302099a8057");
  QTest::newRow("upper case") << QByteArray("01890A5D-AC96-7747-BCCE-B302099A8057");
  QTest::newRow("wrong variant") << QByteArray("01890a5d-ac96-7747-0cce-b302099a8057");
  QTest::newRow("path") << QByteArray("../../../../../../../etc/passwd-----");
}

void TestIdentifier::refusesOtherShapes() {
  QFETCH(QByteArray, text);
  QVERIFY(!hall::isIdentifier(text));
}

QTEST_GUILESS_MAIN(TestIdentifier)
#include "tst_identifier.moc"
