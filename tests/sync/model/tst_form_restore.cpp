// What a draft kept comes back; consent, the card's own words and what no longer fits do not.
#include <QtTest>

#include "sync/model/form.h"
#include "tests/sync/model/definitions.h"

using hall::model::Evidence;
using hall::model::Form;
using hall::model::Source;

namespace {
const QDate kToday(2026, 11, 2);

QJsonObject kept(const char* value, const char* source = "person", const char* evidence = "D") {
  return {{"value", QString::fromUtf8(value)},
          {"source", source},
          {"evidence", evidence},
          {"at", "2026-11-01T09:00:00.000Z"}};
}

QJsonObject draft(const QJsonObject& answers) {
  return {{"service", "example"}, {"version", 2}, {"answers", answers}};
}
}  // namespace

class TestFormRestore : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bringsAnswersBackWithTheirStory();
  void leavesOut_data();
  void leavesOut();
  void survivesAnyDraft_data();
  void survivesAnyDraft();
  void comesBackFromItsOwnJson();
  void asksAgainWhatShutThePersonOut();

 private:
  const hall::model::ServiceDefinition m_definition = hall::test::goodDefinition();
};

void TestFormRestore::bringsAnswersBackWithTheirStory() {
  Form form(m_definition, kToday);
  form.restore(draft({{"phone", kept("13800138000", "phone", "C")}, {"residence", kept("here")}}));
  const hall::model::Answer phone = form.answers().value("phone");
  QCOMPARE(phone.value, QStringLiteral("13800138000"));
  QCOMPARE(phone.source, Source::Phone);
  QCOMPARE(phone.evidence, Evidence::C);
  QCOMPARE(phone.at, QDateTime(QDate(2026, 11, 1), QTime(9, 0), Qt::UTC));
  QCOMPARE(form.nextQuestion()->id, "since");
}

void TestFormRestore::leavesOut_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<QJsonObject>("entry");
  QTest::newRow("consent") << "truth" << kept("yes");
  QTest::newRow("card field") << "name" << kept("somebody else", "card", "A");
  QTest::newRow("option that is gone") << "residence" << kept("moon");
  QTest::newRow("number out of its new limits") << "permit" << kept("100");
  QTest::newRow("field that is gone") << "shoe_size" << kept("42");
  QTest::newRow("unknown source") << "phone" << kept("13800138000", "rumour");
  QTest::newRow("unknown grade") << "phone" << kept("13800138000", "person", "E");
  QTest::newRow("no text") << "phone" << QJsonObject{{"value", 7}, {"source", "person"}, {"evidence", "D"}};
}

void TestFormRestore::leavesOut() {
  QFETCH(const QString, field);
  QFETCH(const QJsonObject, entry);
  Form form(m_definition, kToday);
  form.restore(draft({{field, entry}}));
  QVERIFY(form.answers().isEmpty());
}

void TestFormRestore::survivesAnyDraft_data() {
  QTest::addColumn<QJsonObject>("whole");
  QTest::newRow("nothing") << QJsonObject();
  QTest::newRow("list") << QJsonObject{{"answers", QJsonArray{1, 2}}};
  QTest::newRow("text") << QJsonObject{{"answers", "phone"}};
  QTest::newRow("flat") << QJsonObject{{"answers", QJsonObject{{"phone", "13800138000"}}}};
}

void TestFormRestore::survivesAnyDraft() {
  QFETCH(const QJsonObject, whole);
  Form form(m_definition, kToday);
  form.restore(whole);
  QVERIFY(form.answers().isEmpty());
}

void TestFormRestore::comesBackFromItsOwnJson() {
  const QDateTime now(kToday, QTime(1, 30), Qt::UTC);
  Form form(m_definition, kToday);
  QVERIFY(!form.answer("residence", QStringLiteral("here"), Source::Clerk, Evidence::B, now));
  QVERIFY(!form.answer("phone", QStringLiteral("13800138000"), Source::Person, Evidence::D, now));
  Form again(m_definition, kToday);
  again.restore(form.toJson());
  QCOMPARE(again.toJson(), form.toJson());
}

void TestFormRestore::asksAgainWhatShutThePersonOut() {
  Form form(m_definition, kToday);
  form.fill({{"card.birth", QStringLiteral("1956-04-12")}}, Source::Card, Evidence::A, {});
  form.restore(draft({{"residence", kept("abroad")}, {"country", kept("nowhere")}}));
  QVERIFY(form.ineligible() == nullptr);
  QCOMPARE(form.nextQuestion()->id, "country");

  Form child(m_definition, kToday);
  child.fill({{"card.birth", QStringLiteral("2020-04-12")}}, Source::Card, Evidence::A, {});
  child.restore(draft({{"residence", kept("here")}}));
  QVERIFY(child.ineligible() != nullptr);
  QCOMPARE(child.answers().size(), 2);
}

QTEST_GUILESS_MAIN(TestFormRestore)
#include "tst_form_restore.moc"
