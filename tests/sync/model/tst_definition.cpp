// A definition is taken whole or refused with the place and the reason, in words a hall's editor understands.
#include <QtTest>

#include "tests/sync/model/definitions.h"

using hall::Failure;
using hall::model::FieldType;
using hall::model::ServiceDefinition;

class TestDefinition : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesEveryKindOfField();
  void refuses_data();
  void refuses();
  void refusesTruncatedText();
  void refusesWhatIsNoObject_data();
  void refusesWhatIsNoObject();
  void findsFieldsById();
};

void TestDefinition::takesEveryKindOfField() {
  const ServiceDefinition good = hall::test::goodDefinition();
  QCOMPARE(good.id, "example");
  QCOMPARE(good.version, 3);
  QCOMPARE(good.legalWorkingDays, 5);
  QCOMPARE(good.guide.law.size(), 1);
  QCOMPARE(good.eligibility.size(), 2);
  QVERIFY(good.offerWhen);
  QSet<FieldType> types;
  for (const auto& field : good.fields) types.insert(field.type);
  QCOMPARE(types.size(), 6);
  QCOMPARE(good.field("permit")->maximum, 99);
  QVERIFY(!good.field("since")->required);
  QCOMPARE(good.field("residence")->options.at(1).label.en, QStringLiteral("Abroad"));
}

void TestDefinition::refuses_data() {
  QTest::addColumn<QJsonObject>("row");
  const QJsonDocument rows = QJsonDocument::fromJson(hall::test::fixture(QStringLiteral("refused.json")));
  QVERIFY(rows.array().size() > 50);
  for (const QJsonValue& row : rows.array()) {
    QTest::newRow(qUtf8Printable(row[u"name"].toString())) << row.toObject();
  }
}

void TestDefinition::refuses() {
  QFETCH(const QJsonObject, row);
  const QJsonDocument good = QJsonDocument::fromJson(hall::test::fixture(QStringLiteral("good.json")));
  const QStringList steps = row[u"path"].toString().mid(1).split(u'/');
  const QJsonValue value = row[u"op"] == QStringLiteral("remove") ? QJsonValue(QJsonValue::Undefined) : row[u"value"];
  const QJsonObject bad = hall::test::changed(good.object(), steps, value).toObject();
  const auto parsed = ServiceDefinition::parse(QJsonDocument(bad).toJson());
  QVERIFY(!parsed);
  QCOMPARE(parsed.error().kind, Failure::Invalid);
  QCOMPARE(parsed.error().code, "definition.invalid");
  const QString place = parsed.error().detail.section(QStringLiteral(": "), 0, 0);
  QCOMPARE(place, row[u"at"].toString());
  QVERIFY2(parsed.error().detail.contains(row[u"says"].toString()), qUtf8Printable(parsed.error().detail));
}

void TestDefinition::refusesTruncatedText() {
  const QByteArray whole = hall::test::fixture(QStringLiteral("good.json")).trimmed();
  for (qsizetype size = 0; size < whole.size(); size += 97) {
    const auto parsed = ServiceDefinition::parse(whole.left(size));
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, "definition.json");
    QVERIFY2(parsed.error().detail.startsWith(QStringLiteral("byte ")), qUtf8Printable(parsed.error().detail));
  }
}

void TestDefinition::refusesWhatIsNoObject_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("says");
  QTest::newRow("list") << QByteArray("[]") << QStringLiteral("/: is not an object");
  QTest::newRow("half a letter") << QByteArray("{\"id\": \"\xe6\xa0\"}") << QStringLiteral("byte ");
  QTest::newRow("words") << QByteArray("hello") << QStringLiteral("byte ");
}

void TestDefinition::refusesWhatIsNoObject() {
  QFETCH(const QByteArray, text);
  QFETCH(const QString, says);
  const auto parsed = ServiceDefinition::parse(text);
  QVERIFY(!parsed);
  QVERIFY2(parsed.error().detail.startsWith(says), qUtf8Printable(parsed.error().detail));
}

void TestDefinition::findsFieldsById() {
  const ServiceDefinition good = hall::test::goodDefinition();
  QCOMPARE(good.field("phone")->type, FieldType::Phone);
  QVERIFY(good.field("nothing") == nullptr);
}

QTEST_GUILESS_MAIN(TestDefinition)
#include "tst_definition.moc"
