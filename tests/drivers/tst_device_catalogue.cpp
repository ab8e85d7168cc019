// Every file of the catalogue is sound, and a file that is not is refused with its name.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/device_catalogue.h"

using namespace hall::drivers;

namespace {

// The good file with one thing changed, as tests/house/assets.py changes it.
QJsonValue changed(QJsonValue whole, QStringList steps, const QJsonObject& row) {
  if (steps.isEmpty())
    return row[QLatin1String("op")] == QLatin1String("remove") ? QJsonValue(QJsonValue::Undefined)
                                                               : row[QLatin1String("value")];
  const QString step = steps.takeFirst();
  if (whole.isArray()) {
    QJsonArray array = whole.toArray();
    array[step.toInt()] = changed(array[step.toInt()], steps, row);
    return array;
  }
  QJsonObject object = whole.toObject();
  object[step] = changed(object[step], steps, row);  // an undefined value takes the field out
  return object;
}

}  // namespace

class TestDeviceCatalogue : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsOurOwn();
  void refuses_data();
  void refuses();
  void refusesWhatTheSchemaRefuses_data();
  void refusesWhatTheSchemaRefuses();
  void namesTheBadFile();
};

void TestDeviceCatalogue::readsOurOwn() {
  const auto models = readCatalogue(QStringLiteral(HALL_ASSETS "/devices"));
  QVERIFY2(models, models ? "" : qPrintable(models.error().detail));
  const bool knowsTheReader = std::any_of(models->cbegin(), models->cend(), [](const DeviceModel& model) {
    return model.driver == "sam" && model.usb.contains(DeviceModel::UsbId{0x0400, 0xC35A});
  });
  QVERIFY(knowsTheReader);
  QStringList keys;
  for (const DeviceModel& model : *models) keys.append(model.key);
  QVERIFY2(keys.contains(QStringLiteral("escpos-serial-80")), qPrintable(keys.join(u' ')));
}

void TestDeviceCatalogue::refuses_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::newRow("no JSON") << QByteArray("{");
  QTest::newRow("no kind") << QByteArray(R"({"model":"x","driver":"sam","match":[{"usb":"0400:C35A"}]})");
  QTest::newRow("unknown driver") << QByteArray(
      R"({"model":"x","kind":"id-card-reader","driver":"y","match":[{"serial":true}]})");
  QTest::newRow("odd id") << QByteArray(
      R"({"model":"x","kind":"id-card-reader","driver":"sam","match":[{"usb":"400:C35A"}]})");
  QTest::newRow("unknown field") << QByteArray(
      R"({"model":"x","kind":"id-card-reader","driver":"sam","match":[{"serial":true}],"colour":"red"})");
  QTest::newRow("unknown field of a match")
      << QByteArray(R"({"model":"x","kind":"id-card-reader","driver":"sam","match":[{"serial":true,"colour":"red"}]})");
  QTest::newRow("unknown quirk of a scanner") << QByteArray(
      R"({"model":"x","kind":"code-reader","driver":"hid-pos","match":[{"hidUsage":"8C/02"}],"quirks":{"colour":1}})");
  QTest::newRow("matches nothing") << QByteArray(R"({"model":"x","kind":"id-card-reader","driver":"sam","match":[]})");
  QTest::newRow("odd charset") << QByteArray(
      R"({"model":"x","kind":"receipt-printer","driver":"escpos","match":[{"serial":true}],"quirks":{"charset":"Big5"}})");
}

void TestDeviceCatalogue::refuses() {
  QFETCH(QByteArray, json);
  const auto model = parseDeviceModel(json);
  QVERIFY(!model);
  QCOMPARE(model.error().code, QByteArray("catalogue.entry"));
}

void TestDeviceCatalogue::refusesWhatTheSchemaRefuses_data() {
  QTest::addColumn<QJsonObject>("row");
  QFile file(QStringLiteral(HALL_FIXTURES "/devices/refused.json"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QJsonArray rows = QJsonDocument::fromJson(file.readAll()).array();
  QVERIFY(!rows.isEmpty());
  for (const QJsonValue& row : rows) QTest::newRow(qPrintable(row[QLatin1String("name")].toString())) << row.toObject();
}

void TestDeviceCatalogue::refusesWhatTheSchemaRefuses() {
  QFETCH(QJsonObject, row);
  QFile file(QStringLiteral(HALL_ASSETS "/devices/%1.json").arg(row[QLatin1String("of")].toString()));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray good = file.readAll();
  QVERIFY(parseDeviceModel(good));
  QStringList steps = row[QLatin1String("path")].toString().split(u'/', Qt::SkipEmptyParts);
  const QJsonValue bad = changed(QJsonDocument::fromJson(good).object(), steps, row);
  const auto model = parseDeviceModel(QJsonDocument(bad.toObject()).toJson());
  QVERIFY(!model);
  QCOMPARE(model.error().code, QByteArray("catalogue.entry"));
}

void TestDeviceCatalogue::namesTheBadFile() {
  const QTemporaryDir dir;
  QFile file(dir.filePath(QStringLiteral("odd.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("{}");
  file.close();
  const auto models = readCatalogue(dir.path());
  QVERIFY(!models);
  QVERIFY(models.error().detail.startsWith(QStringLiteral("odd.json")));
  QCOMPARE(readCatalogue(QStringLiteral("/nowhere")).error().code, QByteArray("catalogue.empty"));
}

QTEST_GUILESS_MAIN(TestDeviceCatalogue)
#include "tst_device_catalogue.moc"
