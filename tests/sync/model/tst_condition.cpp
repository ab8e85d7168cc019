// A condition is data: every operator, on what is answered and what is not, and nothing it does not know.
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "sync/model/condition.h"

using hall::model::Answer;
using hall::model::Answers;
using hall::model::Condition;
using hall::model::Evidence;
using hall::model::Source;

namespace {
QJsonValue json(const QByteArray& text) {
  return QJsonDocument::fromJson(text).object();
}

Answers answers() {
  const auto said = [](const char* value) { return Answer(QString::fromUtf8(value), Source::Person, Evidence::D, {}); };
  return {{"place", said("abroad")}, {"birth", said("1946-11-02")}, {"empty", said("")}, {"word", said("not a date")}};
}
}  // namespace

class TestCondition : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void holds_data();
  void holds();
  void namesTheFieldsItLooksAt();
  void goesEightDeepAndNoDeeper();
  void refuses_data();
  void refuses();
};

void TestCondition::holds_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<bool>("expected");
  const auto row = [](const char* text, bool expected) { QTest::newRow(text) << QByteArray(text) << expected; };
  row(R"({"field": "place", "equals": "abroad"})", true);
  row(R"({"field": "place", "equals": "Abroad"})", false);
  row(R"({"field": "nobody", "equals": "abroad"})", false);
  row(R"({"field": "empty", "equals": ""})", false);
  row(R"({"field": "place", "one_of": ["here", "abroad"]})", true);
  row(R"({"field": "place", "one_of": ["here"]})", false);
  row(R"({"field": "birth", "age_at_least": 80})", true);
  row(R"({"field": "birth", "age_at_least": 81})", false);
  row(R"({"field": "birth", "age_below": 81})", true);
  row(R"({"field": "birth", "age_below": 80})", false);
  row(R"({"field": "word", "age_below": 80})", false);
  row(R"({"field": "nobody", "age_below": 80})", false);
  row(R"({"field": "place", "answered": true})", true);
  row(R"({"field": "empty", "answered": true})", false);
  row(R"({"field": "nobody", "answered": true})", false);
  row(R"({"not": {"field": "nobody", "answered": true}})", true);
  row(R"({"all": [{"field": "place", "answered": true}, {"field": "birth", "answered": true}]})", true);
  row(R"({"all": [{"field": "place", "answered": true}, {"field": "nobody", "answered": true}]})", false);
  row(R"({"any": [{"field": "nobody", "answered": true}, {"field": "birth", "answered": true}]})", true);
  row(R"({"any": [{"field": "nobody", "answered": true}]})", false);
}

void TestCondition::holds() {
  QFETCH(const QByteArray, text);
  const auto condition = Condition::parse(json(text));
  QVERIFY(condition);
  QTEST(condition->holds(answers(), QDate(2026, 11, 2)), "expected");
}

void TestCondition::namesTheFieldsItLooksAt() {
  const auto condition = Condition::parse(
      json(R"({"all": [{"field": "a", "answered": true}, {"not": {"any": [{"field": "b", "equals": "x"}]}}]})"));
  QVERIFY(condition);
  QCOMPARE(condition->fields(), (QSet<QByteArray>{"a", "b"}));
}

void TestCondition::goesEightDeepAndNoDeeper() {
  const auto nested = [](int depth) {
    QJsonValue inner = json(R"({"field": "a", "answered": true})");
    for (int i = 0; i < depth; ++i) inner = QJsonObject{{QStringLiteral("not"), inner}};
    return inner;
  };
  QVERIFY(Condition::parse(nested(Condition::kMaxDepth)));
  QVERIFY(!Condition::parse(nested(Condition::kMaxDepth + 1)));
  QVERIFY(!Condition::parse(nested(400)));
}

void TestCondition::refuses_data() {
  QTest::addColumn<QByteArray>("text");
  const auto row = [](const char* text) { QTest::newRow(text) << QByteArray(text); };
  row(R"({})");
  row(R"({"field": "", "equals": "x"})");
  row(R"({"field": 7, "equals": "x"})");
  row(R"({"field": "a", "equals": 7})");
  row(R"({"field": "a", "equals": "x", "one_of": ["x"]})");
  row(R"({"field": "a", "matches": ".*"})");
  row(R"({"field": "a", "age_below": "80"})");
  row(R"({"field": "a", "age_below": 80.5})");
  row(R"({"field": "a", "age_below": 151})");
  row(R"({"field": "a", "one_of": "x"})");
  row(R"({"field": "a", "one_of": []})");
  row(R"({"field": "a", "one_of": ["x", 1]})");
  row(R"({"field": "a", "answered": false})");
  row(R"({"xor": [{"field": "a", "answered": true}]})");
  row(R"({"all": {"field": "a", "answered": true}})");
  row(R"({"all": []})");
  row(R"({"not": []})");
  row(R"({"any": [{"field": "a", "answered": true}, 7]})");
}

void TestCondition::refuses() {
  QFETCH(const QByteArray, text);
  const auto condition = Condition::parse(json(text));
  QVERIFY(!condition);
  QCOMPARE(condition.error().kind, hall::Failure::Invalid);
  QVERIFY(!condition.error().detail.isEmpty());
}

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
