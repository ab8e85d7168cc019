// What changes about the devices stands in the log, by codes; a plug that flaps is counted instead of written.
#include <QJsonDocument>
#include <QtTest>

#include "kiosk-app/core/device_log.h"
#include "tests/kiosk-app/core/terminal.h"

using namespace std::chrono_literals;
using hall::kiosk::DeviceLog;
using hall::test::FakeClock;
using hall::test::Terminal;

class TestDeviceLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_lines.clear(); }
  void tellsWhatChanged();
  void countsWhatFlaps();
  void saysNothingOfCards();

 private:
  [[nodiscard]] QList<QJsonObject> events(const char* id) const {
    QList<QJsonObject> found;
    for (const QByteArray& line : m_lines) {
      const QJsonObject object = QJsonDocument::fromJson(line).object();
      if (object[QStringLiteral("event")].toString() == QLatin1String(id)) {
        found.append(object[QStringLiteral("detail")].toObject());
      }
    }
    return found;
  }

  QList<QByteArray> m_lines;
  FakeClock m_clock;
  hall::Log m_log{m_clock, [this](const QByteArray& line) { m_lines.append(line); }};
};

void TestDeviceLog::tellsWhatChanged() {
  Terminal terminal;
  const DeviceLog deviceLog(*terminal.bay, m_clock, m_log);
  const auto printers = [this] {
    QList<QJsonObject> found = events("device.changed");
    found.removeIf([](const QJsonObject& detail) {
      return detail[QStringLiteral("kind")].toString() != QStringLiteral("receipt-printer");
    });
    return found;
  };
  QTRY_COMPARE(printers().size(), 1);  // it came online
  terminal.levers().setPrinterPlugged(false);
  QTRY_COMPARE(printers().size(), 2);
  QTest::qWait(200);
  QCOMPARE(printers().size(), 2);  // told once
  const QJsonObject last = printers().at(1);
  QCOMPARE(last[QStringLiteral("state")].toString(), QStringLiteral("powerOff"));
  QCOMPARE(last[QStringLiteral("code")].toString(), QStringLiteral("printer.gone"));
  QCOMPARE(last[QStringLiteral("action")].toString(), QStringLiteral("clear"));
  QVERIFY(!last.contains(QStringLiteral("model")));  // only what changed
}

void TestDeviceLog::countsWhatFlaps() {
  Terminal terminal;
  const DeviceLog deviceLog(*terminal.bay, m_clock, m_log);
  const QJsonObject change{{QStringLiteral("kind"), QStringLiteral("lights")},
                           {QStringLiteral("state"), QStringLiteral("powerOff")}};
  for (int i = 0; i < 1000; ++i) Q_EMIT terminal.bay->statusChanged(change);
  const auto lights = [this](const char* event) {
    QList<QJsonObject> found = events(event);
    found.removeIf([](const QJsonObject& detail) {
      return detail[QStringLiteral("kind")].toString() != QStringLiteral("lights");
    });
    return found;
  };
  QCOMPARE(lights("device.changed").size(), DeviceLog::kMostLines);
  QCOMPARE(lights("device.flapping").size(), 0);
  m_clock.advance(DeviceLog::kWindow);
  Q_EMIT terminal.bay->statusChanged(change);
  QCOMPARE(lights("device.changed").size(), DeviceLog::kMostLines + 1);
  QCOMPARE(lights("device.flapping").constFirst()[QStringLiteral("withheld")].toInt(), 1000 - DeviceLog::kMostLines);
}

void TestDeviceLog::saysNothingOfCards() {
  Terminal terminal;
  const DeviceLog deviceLog(*terminal.bay, m_clock, m_log);
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(terminal.takeCard());
  for (const QByteArray& line : m_lines) {
    QVERIFY(!line.contains("media"));
    QVERIFY(!line.contains("测试"));
  }
}

QTEST_GUILESS_MAIN(TestDeviceLog)
#include "tst_device_log.moc"
