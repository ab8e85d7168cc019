// Working days by law: holidays are not counted, weekends that are worked are.
#include <QFile>
#include <QtTest>

#include "sync/model/working_days.h"

using hall::model::WorkingDays;

class TestWorkingDays : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsByTheTable();
  void countsWithoutATable();
  void refusesNonsense();
};

void TestWorkingDays::countsByTheTable() {
  QFile table(QStringLiteral(HALL_ASSETS "/calendar/holidays.json"));
  QVERIFY(table.open(QIODevice::ReadOnly));
  const auto days = WorkingDays::parse(table.readAll()).value();
  QVERIFY(!days.isWorkingDay({2026, 10, 1}));
  QVERIFY(!days.isWorkingDay({2026, 11, 21}));
  QVERIFY(days.isWorkingDay({2026, 10, 10}));  // a Saturday that is worked
  QVERIFY(days.isWorkingDay({2026, 11, 23}));
  QCOMPARE(days.after({2026, 9, 30}, 3), QDate(2026, 10, 10));  // 8, 9, and the Saturday
  QCOMPARE(days.after({2026, 2, 13}, 1), QDate(2026, 2, 14));
  QCOMPARE(days.after({2026, 2, 14}, 5), QDate(2026, 2, 28));
}

void TestWorkingDays::countsWithoutATable() {
  const WorkingDays days;
  QCOMPARE(days.after({2026, 11, 20}, 5), QDate(2026, 11, 27));
  QCOMPARE(days.after({2026, 11, 22}, 0), QDate(2026, 11, 22));
}

void TestWorkingDays::refusesNonsense() {
  for (const char* json : {"", "{}", R"({"rest":[],"work":"x"})", R"({"rest":["2026-02-30"],"work":[]})",
                           R"({"rest":["2026-01-01"],"work":["2026-01-01"]})"}) {
    QCOMPARE(WorkingDays::parse(json).error().code, QByteArray("calendar.invalid"));
  }
}

QTEST_GUILESS_MAIN(TestWorkingDays)
#include "tst_working_days.moc"
