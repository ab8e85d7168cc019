// The form engine: what is known is filled, what is left is asked one by one, and nothing hidden speaks.
#include <QtTest>

#include "sync/model/form.h"
#include "tests/sync/model/definitions.h"

using hall::model::Evidence;
using hall::model::Form;
using hall::model::Language;
using hall::model::ServiceDefinition;
using hall::model::Source;

namespace {
const QDate kToday(2026, 11, 2);
const QDateTime kNow(kToday, QTime(1, 30), Qt::UTC);
}  // namespace

class TestForm : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fillsFromTheCard();
  void asksInOrder();
  void opensAndClosesAChainOfQuestions();
  void faults_data();
  void faults();
  void takesGoodAnswers_data();
  void takesGoodAnswers();
  void refusedAnswersChangeNothing();
  void neverAsksWhatTheCardSays();
  void waitsUntilARuleCanBeJudged();
  void judgesOnlyWhatIsSeen();
  void shows_data();
  void shows();
  void handsInOnlyWhatIsSeen();

 private:
  static void answer(Form& form, const char* field, const char* value) {
    const auto fault = form.answer(field, QString::fromUtf8(value), Source::Person, Evidence::D, kNow);
    QVERIFY2(!fault, fault ? fault->code.constData() : "");
  }
  static void fillCard(Form& form, const QString& birth = QStringLiteral("1956-04-12")) {
    form.fill({{"card.name", QStringLiteral("测试样例")},
               {"card.birth", birth},
               {"card.number", QStringLiteral("110000195604120029")},
               {"card.shoe_size", QStringLiteral("42")}},
              Source::Card, Evidence::A, kNow);
  }
  static QByteArrayList ids(const QList<const hall::model::Field*>& fields) {
    QByteArrayList list;
    for (const auto* field : fields) list.append(field->id);
    return list;
  }

  const ServiceDefinition m_definition = hall::test::goodDefinition();
};

void TestForm::fillsFromTheCard() {
  Form form(m_definition, kToday);
  fillCard(form);
  QCOMPARE(form.answers().keys(), (QList<QByteArray>{"birth", "name", "number"}));
  const hall::model::Answer name = form.answers().value("name");
  QCOMPARE(name.value, QStringLiteral("测试样例"));
  QCOMPARE(name.source, Source::Card);
  QCOMPARE(name.evidence, Evidence::A);
  QCOMPARE(name.at, kNow);
}

void TestForm::asksInOrder() {
  Form form(m_definition, kToday);
  QCOMPARE(ids(form.questions()), (QByteArrayList{"residence", "since", "phone", "truth"}));
  const QList<QPair<const char*, const char*>> said{{"residence", "here"}, {"since", ""}, {"phone", "13800138000"}};
  for (const auto& [field, value] : said) {
    QCOMPARE(form.nextQuestion()->id, field);
    QVERIFY(!form.complete());
    answer(form, field, value);
  }
  QCOMPARE(form.nextQuestion()->id, "truth");
  answer(form, "truth", "yes");
  QVERIFY(form.nextQuestion() == nullptr);
  QVERIFY(form.complete());
  form.forget("phone");
  QCOMPARE(form.nextQuestion()->id, "phone");
}

void TestForm::opensAndClosesAChainOfQuestions() {
  Form form(m_definition, kToday);
  answer(form, "residence", "abroad");
  QCOMPARE(form.nextQuestion()->id, "country");
  answer(form, "country", "near");
  QCOMPARE(form.nextQuestion()->id, "permit");
  answer(form, "permit", "12");
  // The old answer to "country" is kept, but hidden it must not keep "permit" open.
  answer(form, "residence", "here");
  QCOMPARE(ids(form.questions()), (QByteArrayList{"residence", "since", "phone", "truth"}));
  answer(form, "residence", "abroad");
  QCOMPARE(form.nextQuestion()->id, "since");
}

void TestForm::faults_data() {
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<QString>("value");
  QTest::addColumn<QByteArray>("code");
  const auto row = [](const char* field, const char* value, const char* code) {
    QTest::addRow("%s: %s", field, value) << QByteArray(field) << QString::fromUtf8(value) << QByteArray(code);
  };
  row("phone", "", "missing");
  row("phone", "1380013800", "phone-length");
  row("phone", "138001380000", "phone-length");
  row("phone", "12800138000", "phone-shape");
  row("phone", "1380013800x", "phone-shape");
  row("phone", "１３８００１３８０００", "phone-shape");
  row("phone", "1380013800\n", "phone-shape");
  row("permit", "", "missing");
  row("permit", "0", "number-small");
  row("permit", "100", "number-large");
  row("permit", "-5", "number");
  row("permit", "1.5", "number");
  row("permit", "12\n", "number");
  row("permit", "9999999999999", "number");
  row("permit", "５", "number");
  row("since", "2026-02-29", "date");
  row("since", "2026-2-1", "date");
  row("since", "2026-02-01 evening", "date");
  row("since", "2026/02/01", "date");
  row("since", "yesterday", "date");
  row("residence", "", "missing");
  row("residence", "moon", "choice");
  row("residence", "Here", "choice");
  row("truth", "", "missing");
  row("truth", "no", "consent");
  row("name", "somebody else", "unknown-field");
  row("nothing", "x", "unknown-field");
}

void TestForm::faults() {
  QFETCH(const QByteArray, field);
  QFETCH(const QString, value);
  QFETCH(const QByteArray, code);
  Form form(m_definition, kToday);
  const auto fault = form.answer(field, value, Source::Person, Evidence::D, kNow);
  QVERIFY(fault);
  QCOMPARE(fault->code, code);
  QCOMPARE(fault->field, field);
  if (field == "phone") QCOMPARE(fault->example, QStringLiteral("13800138000"));
  QVERIFY(form.answers().isEmpty());
}

void TestForm::takesGoodAnswers_data() {
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<QString>("value");
  QTest::newRow("phone") << QByteArray("phone") << QStringLiteral("19912345678");
  QTest::newRow("smallest") << QByteArray("permit") << QStringLiteral("1");
  QTest::newRow("largest") << QByteArray("permit") << QStringLiteral("99");
  QTest::newRow("leap day") << QByteArray("since") << QStringLiteral("2024-02-29");
  QTest::newRow("left open") << QByteArray("since") << QString();
}

void TestForm::takesGoodAnswers() {
  QFETCH(const QByteArray, field);
  QFETCH(const QString, value);
  Form form(m_definition, kToday);
  QVERIFY(!form.answer(field, value, Source::Phone, Evidence::C, kNow));
  QCOMPARE(form.answers().value(field).value, value);
  QCOMPARE(form.answers().value(field).source, Source::Phone);
}

void TestForm::refusedAnswersChangeNothing() {
  Form form(m_definition, kToday);
  answer(form, "phone", "13800138000");
  QVERIFY(form.answer("phone", QStringLiteral("1"), Source::Person, Evidence::D, kNow));
  QCOMPARE(form.answers().value("phone").value, QStringLiteral("13800138000"));
}

void TestForm::neverAsksWhatTheCardSays() {
  Form form(m_definition, kToday);
  QVERIFY(!ids(form.questions()).contains("name"));
  QVERIFY(ids(form.visibleFields()).contains("name"));
}

void TestForm::waitsUntilARuleCanBeJudged() {
  Form form(m_definition, kToday);
  QVERIFY(form.ineligible() == nullptr);
  fillCard(form, QStringLiteral("2011-06-18"));
  QVERIFY(form.ineligible() != nullptr);
  QCOMPARE(form.ineligible()->otherwise.en, QStringLiteral("Under 16"));
  fillCard(form);
  QVERIFY(form.ineligible() == nullptr);
  answer(form, "residence", "abroad");
  answer(form, "country", "nowhere");
  QCOMPARE(form.ineligible()->otherwise.en, QStringLiteral("There is no such place"));
}

void TestForm::judgesOnlyWhatIsSeen() {
  Form form(m_definition, kToday);
  fillCard(form);
  answer(form, "residence", "abroad");
  answer(form, "country", "nowhere");
  answer(form, "residence", "here");
  QVERIFY(form.ineligible() == nullptr);
  answer(form, "since", "");
  answer(form, "phone", "13800138000");
  answer(form, "truth", "yes");
  QVERIFY(form.complete());
}

void TestForm::shows_data() {
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<QString>("value");
  QTest::addColumn<QString>("zh");
  QTest::addColumn<QString>("en");
  const auto row = [](const char* field, const char* value, const char* zh, const char* en) {
    QTest::newRow(field) << QByteArray(field) << QString::fromUtf8(value) << QString::fromUtf8(zh)
                         << QString::fromUtf8(en);
  };
  row("phone", "13800138000", "138 0013 8000", "138 0013 8000");
  row("since", "2024-02-09", "2024年2月9日", "9 Feb 2024");
  row("residence", "abroad", "国外", "Abroad");
  row("permit", "12", "12", "12");
  row("number", "", "110000********0029", "110000********0029");
  row("birth", "", "1956年4月12日", "12 Apr 1956");
  row("name", "", "测试样例", "测试样例");
}

void TestForm::shows() {
  QFETCH(const QByteArray, field);
  QFETCH(const QString, value);
  Form form(m_definition, kToday);
  fillCard(form);
  if (!value.isEmpty()) answer(form, field, value.toUtf8().constData());
  QTEST(form.display(*m_definition.field(field), Language::Chinese), "zh");
  QTEST(form.display(*m_definition.field(field), Language::English), "en");
}

void TestForm::handsInOnlyWhatIsSeen() {
  Form form(m_definition, kToday);
  fillCard(form);
  answer(form, "residence", "abroad");
  answer(form, "country", "near");
  answer(form, "residence", "here");
  const QJsonObject json = form.toJson();
  QCOMPARE(json[u"service"].toString(), QStringLiteral("example"));
  QCOMPARE(json[u"version"].toInt(), 3);
  QCOMPARE(json[u"answers"].toObject().keys(), (QStringList{"birth", "name", "number", "residence"}));
  const QJsonObject residence = json[u"answers"][u"residence"].toObject();
  QCOMPARE(
      residence,
      (QJsonObject{{"value", "here"}, {"source", "person"}, {"evidence", "D"}, {"at", "2026-11-02T01:30:00.000Z"}}));
}

QTEST_GUILESS_MAIN(TestForm)
#include "tst_form.moc"
