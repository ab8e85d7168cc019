// Two revisions with a common ancestor: changes of different fields go together, changes of the same field are shown
// side by side and never resolved; where each answer came from travels with it.
#include <QtTest>

#include "sync/model/case_comparison.h"

using namespace hall::model;
using Changed = FieldDifference::Changed;

namespace {

const QDateTime kMorning(QDate(2026, 11, 2), QTime(9, 0), Qt::UTC);

Answer said(const char* value, Evidence grade = Evidence::D, int minute = 0) {
  const Source source = grade == Evidence::B ? Source::Clerk : Source::Person;
  return {QString::fromUtf8(value), source, grade, kMorning.addSecs(60 * minute), Channel::Phone};
}

CaseContent content(const Answers& answers) {
  return {"pension", 2, answers};
}

const FieldDifference* at(const Comparison& comparison, const QByteArray& field) {
  for (const FieldDifference& one : comparison.fields) {
    if (one.field == field) return &one;
  }
  return nullptr;
}

}  // namespace

class TestCaseComparison : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void followsWhereOnlyOneChanged();
  void putsOtherFieldsTogether();
  void neverResolvesTheSameField_data();
  void neverResolvesTheSameField();
  void takesTheBetterProofOfTheSameValue();
  void withoutAnAncestorOnlyWhatBothHaveConflicts();
  void refusesAnotherService();
  void keepsWhereEachAnswerCameFrom();
  void goesThroughJsonUnchanged();
  void refusesContentOfOtherShapes_data();
  void refusesContentOfOtherShapes();
};

void TestCaseComparison::followsWhereOnlyOneChanged() {
  const auto before = content({{"phone", said("13800138000")}});
  const auto after = content({{"phone", said("13800138000")}, {"street", said("East")}});
  const auto forward = compare(before, before, after).value();
  QCOMPARE(forward.conflict, Conflict::None);
  QCOMPARE(forward.fields.size(), 1);
  QCOMPARE(forward.proposal->answers.value("street").value, QStringLiteral("East"));
  QCOMPARE(compare(before, after, before)->conflict, Conflict::None);
  QVERIFY(compare(before, before, before)->fields.isEmpty());
}

void TestCaseComparison::putsOtherFieldsTogether() {
  const auto before = content({{"a", said("1")}, {"b", said("1")}, {"c", said("1")}, {"d", said("1")}});
  const auto head = content({{"a", said("2")}, {"b", said("1")}, {"d", said("1")}});
  const auto branch = content({{"a", said("1")}, {"b", said("3")}, {"c", said("1")}, {"e", said("5")}});
  const auto found = compare(before, head, branch).value();
  QCOMPARE(found.conflict, Conflict::Soft);
  QCOMPARE(at(found, "a")->changed, Changed::ByHead);
  QCOMPARE(at(found, "b")->changed, Changed::ByBranch);
  QCOMPARE(at(found, "c")->changed, Changed::ByHead);
  QVERIFY(!at(found, "d")->branch);
  const Answers& proposed = found.proposal->answers;
  QCOMPARE(proposed.keys(), (QList<QByteArray>{"a", "b", "e"}));
  QCOMPARE(proposed.value("a").value, QStringLiteral("2"));
  QCOMPARE(proposed.value("b").value, QStringLiteral("3"));
}

void TestCaseComparison::neverResolvesTheSameField_data() {
  QTest::addColumn<Answers>("head");
  QTest::addColumn<Answers>("branch");
  QTest::newRow("two values") << Answers{{"a", said("2")}} << Answers{{"a", said("3")}};
  QTest::newRow("taken back or changed") << Answers{} << Answers{{"a", said("3")}};
  QTest::newRow("proven or changed") << Answers{{"a", said("1", Evidence::B)}} << Answers{{"a", said("3")}};
  QTest::newRow("better proof decides nothing") << Answers{{"a", said("2", Evidence::A)}} << Answers{{"a", said("3")}};
  QTest::newRow("beside a soft one") << Answers{{"a", said("2")}, {"b", said("1")}} << Answers{{"a", said("3")}};
}

void TestCaseComparison::neverResolvesTheSameField() {
  QFETCH(Answers, head);
  QFETCH(Answers, branch);
  const auto before = content({{"a", said("1")}});
  for (const bool turned : {false, true}) {
    const auto one = content(turned ? branch : head);
    const auto other = content(turned ? head : branch);
    const auto found = compare(before, one, other).value();
    QCOMPARE(found.conflict, Conflict::Hard);
    QVERIFY(!found.proposal);
    QCOMPARE(at(found, "a")->changed, Changed::Differently);
    QCOMPARE(at(found, "a")->head.has_value(), one.answers.contains("a"));
    QCOMPARE(at(found, "a")->branch.has_value(), other.answers.contains("a"));
  }
}

void TestCaseComparison::takesTheBetterProofOfTheSameValue() {
  const auto before = content({{"a", said("1")}});
  const auto head = content({{"a", said("2", Evidence::C, 5)}});
  const auto branch = content({{"a", said("2", Evidence::B, 9)}});
  for (const auto& found : {compare(before, head, branch).value(), compare(before, branch, head).value()}) {
    QCOMPARE(found.conflict, Conflict::Soft);
    QCOMPARE(at(found, "a")->changed, Changed::AlikeByBoth);
    QCOMPARE(found.proposal->answers.value("a").evidence, Evidence::B);
  }
}

void TestCaseComparison::withoutAnAncestorOnlyWhatBothHaveConflicts() {
  const auto head = content({{"a", said("1")}, {"b", said("1")}});
  QCOMPARE(compare({}, head, content({{"a", said("1")}, {"c", said("1")}}))->conflict, Conflict::Soft);
  QCOMPARE(compare({}, head, content({{"a", said("2")}}))->conflict, Conflict::Hard);
}

void TestCaseComparison::refusesAnotherService() {
  auto other = content({});
  other.serviceId = "rating";
  QCOMPARE(compare(content({}), content({}), other).error().code, QByteArray("case.service"));
}

void TestCaseComparison::keepsWhereEachAnswerCameFrom() {
  const auto phone = content({{"a", said("1")}, {"b", said("1")}});
  auto counter = content({{"a", said("1")}, {"b", said("1", Evidence::B)}, {"c", said("3")}});
  for (Answer& answer : counter.answers) answer.channel.reset();  // as a form gives it
  const auto revision = revisedOn(Channel::Counter, counter, phone);
  QCOMPARE(revision.answers.value("a").channel, Channel::Phone);
  QCOMPARE(revision.answers.value("b").channel, Channel::Counter);
  QCOMPARE(revision.answers.value("c").channel, Channel::Counter);
}

void TestCaseComparison::goesThroughJsonUnchanged() {
  const auto one =
      content({{"a", said("一")}, {"b", Answer(QStringLiteral("2"), Source::Card, Evidence::A, kMorning)}});
  const QByteArray bytes = caseContentBytes(one);
  const auto back = caseContentFromJson(bytes);
  QVERIFY(back);
  QCOMPARE(caseContentBytes(*back), bytes);
  QCOMPARE(back->answers.value("a").channel, Channel::Phone);
  QVERIFY(!back->answers.value("b").channel);
  QVERIFY(compare(one, one, *back)->fields.isEmpty());
}

void TestCaseComparison::refusesContentOfOtherShapes_data() {
  QTest::addColumn<QByteArray>("bytes");
  const QByteArray good = caseContentBytes(content({{"a", said("1")}}));
  QVERIFY(caseContentFromJson(good));
  QTest::newRow("nothing") << QByteArray();
  QTest::newRow("no service") << QByteArray(good).replace("pension", "");
  QTest::newRow("no version") << QByteArray(good).replace("\"version\":2", "\"version\":\"2\"");
  QTest::newRow("answers in a list") << QByteArray(R"({"service":"p","version":1,"answers":[]})");
  QTest::newRow("value is a number") << QByteArray(good).replace("\"value\":\"1\"", "\"value\":1");
  QTest::newRow("unknown grade") << QByteArray(good).replace("\"D\"", "\"E\"");
  QTest::newRow("unknown channel") << QByteArray(good).replace("phone", "pigeon");
  QTest::newRow("no time") << QByteArray(good).replace("\"at\"", "\"when\"");
}

void TestCaseComparison::refusesContentOfOtherShapes() {
  QFETCH(QByteArray, bytes);
  QCOMPARE(caseContentFromJson(bytes).error().code, QByteArray("case.content"));
}

QTEST_GUILESS_MAIN(TestCaseComparison)
#include "tst_case_comparison.moc"
