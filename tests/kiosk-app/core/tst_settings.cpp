// A hall's settings: each wrong key is named, with what is expected; a good file is taken as it stands.
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "kiosk-app/core/settings.h"

using hall::Failure;
using hall::kiosk::Settings;

class TestSettings : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesAll();
  void keepsDefaults();
  void namesTheKey_data();
  void namesTheKey();
  void tellsAMissingFile();
  void tellsWhatIsNoObject_data();
  void tellsWhatIsNoObject();

 private:
  hall::Result<Settings> load(const QByteArray& text) const {
    QFile file(m_folder.filePath(QStringLiteral("settings.json")));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("cannot write");
    file.close();
    return Settings::load(file.fileName());
  }

  QTemporaryDir m_folder;
};

void TestSettings::takesAll() {
  const auto settings = load(R"({"hall_name": {"zh": "样例大厅", "en": "Example Hall"},
    "gateway": "https://gateway.example:8443", "panel_width_mm": 344, "idle_seconds": 300, "countdown_seconds": 20,
    "page_printer": "cups:a4", "thanks_seconds": 5, "local_slip_seconds": 0, "maximum_waiting": 7,
    "maximum_offline_days": 3, "minimum_free_megabytes": 64, "retention_days": 90, "warn_working_days": 1})");
  QVERIFY2(settings, settings ? "" : qUtf8Printable(settings.error().detail));
  QCOMPARE(settings->hallName.en, QStringLiteral("Example Hall"));
  QCOMPARE(settings->gateway, QUrl(QStringLiteral("https://gateway.example:8443")));
  QCOMPARE(settings->panelWidth, 344.0);
  QCOMPARE(settings->pagePrinter, QStringLiteral("cups:a4"));
  QCOMPARE(settings->maximumWaiting, 7);
  QCOMPARE(settings->maximumOfflineDays, 3);
  QCOMPARE(settings->minimumFreeMegabytes, 64);
  QCOMPARE(settings->retentionDays, 90);
  QCOMPARE(settings->warnWorkingDays, 1);
  QCOMPARE(settings->idleSeconds, 300);
  QCOMPARE(settings->countdownSeconds, 20);
  QCOMPARE(settings->thanksSeconds, 5);
  QCOMPARE(settings->localSlipSeconds, 0);
}

void TestSettings::keepsDefaults() {
  const auto settings = load("{}");
  QVERIFY(settings);
  QCOMPARE(settings->hallName, Settings().hallName);
  QVERIFY(settings->gateway.isEmpty());
  QVERIFY(settings->pagePrinter.isEmpty());
  QCOMPARE(settings->idleSeconds, 120);
  QCOMPARE(settings->countdownSeconds, 45);
}

void TestSettings::namesTheKey_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("key");
  const auto row = [](const char* key, const char* value) {
    QTest::addRow("%s: %s", key, value) << "{\"" + QByteArray(key) + "\": " + QByteArray(value) + '}'
                                        << QString::fromLatin1(key);
  };
  row("hall_name", "\"Hall\"");
  row("hall_name", R"({"zh": "大厅"})");
  row("gateway", "7");
  row("gateway", "\"ftp://gateway.example\"");
  row("gateway", "\"gateway.example\"");
  row("gateway", "\"https://\"");
  row("gateway", "\"https://exa mple\"");
  row("page_printer", "7");
  row("panel_width_mm", "59");
  row("panel_width_mm", "2001");
  row("panel_width_mm", "\"268\"");
  row("switch_move", "776");
  row("switch_select", "95");  // the same key as switch_move
  row("switch_hold_ms", "501");
  row("switch_debounce_ms", "-1");
  row("idle_seconds", "119");
  row("idle_seconds", "301");
  row("idle_seconds", "120.5");
  row("countdown_seconds", "19");
  row("countdown_seconds", "46");
  row("thanks_seconds", "2");
  row("thanks_seconds", "null");
  row("local_slip_seconds", "-1");
  row("local_slip_seconds", "61");
  row("idel_seconds", "120");
}

void TestSettings::namesTheKey() {
  QFETCH(const QByteArray, text);
  QFETCH(const QString, key);
  const auto settings = load(text);
  QVERIFY(!settings);
  QCOMPARE(settings.error().kind, Failure::Invalid);
  QCOMPARE(settings.error().code, "settings.invalid");
  QVERIFY2(settings.error().detail.startsWith(u'/' + key + u':'), qUtf8Printable(settings.error().detail));
}

void TestSettings::tellsAMissingFile() {
  const auto settings = Settings::load(m_folder.filePath(QStringLiteral("nothing.json")));
  QVERIFY(!settings);
  QCOMPARE(settings.error().kind, Failure::NotFound);
  QVERIFY(settings.error().detail.contains(QStringLiteral("nothing.json")));
}

void TestSettings::tellsWhatIsNoObject_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("says");
  QTest::newRow("list") << QByteArray("[]") << "is not an object";
  QTest::newRow("empty") << QByteArray() << "illegal value";
  QTest::newRow("torn") << QByteArray(R"({"gateway": "https:)") << "unterminated";
}

void TestSettings::tellsWhatIsNoObject() {
  QFETCH(const QByteArray, text);
  QFETCH(const QString, says);
  const auto settings = load(text);
  QVERIFY(!settings);
  QVERIFY2(settings.error().detail.contains(says), qUtf8Printable(settings.error().detail));
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
