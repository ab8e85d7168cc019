// A paper as an answer: so many pages, each by its digest, or brought to the counter; and nothing else.
#include <QtTest>

#include "sync/model/document_answer.h"
#include "sync/model/form.h"
#include "tests/sync/model/definitions.h"

using hall::model::DocumentAnswer;
using hall::model::Evidence;
using hall::model::Form;
using hall::model::Language;
using hall::model::ServiceDefinition;
using hall::model::Source;

namespace {
const QDate kToday(2026, 11, 2);
const QDateTime kNow(kToday, QTime(1, 30), Qt::UTC);
constexpr const char* kPaper = R"({"id": "paper", "type": "document", "label": {"zh": "证明", "en": "Proof"},
  "question": {"zh": "请拍证明。", "en": "Please photograph it."}, "media_types": ["image/jpeg"], "minimum_pages": 2,
  "maximum_pages": 3, "otherwise": {"zh": "带到窗口。", "en": "Bring it to the counter."}})";

QByteArray page(char digit) {
  return "sha-256:" + QByteArray(64, digit);
}
}  // namespace

class TestFormDocument : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reads();
  void faults_data();
  void faults();
  void comesBackFromADraft();
  void showsHowManyPages();

 private:
  static ServiceDefinition definition() {
    QJsonObject good = QJsonDocument::fromJson(hall::test::fixture(QStringLiteral("good.json"))).object();
    good = hall::test::changed(good, {QStringLiteral("fields"), QStringLiteral("7")},
                               QJsonDocument::fromJson(kPaper).object())
               .toObject();
    return ServiceDefinition::parse(QJsonDocument(good).toJson()).value();
  }
  static std::optional<hall::model::FieldFault> answer(Form& form, const QString& value) {
    return form.answer("paper", value, Source::Person, Evidence::C, kNow);
  }

  const ServiceDefinition m_definition = definition();
};

void TestFormDocument::reads() {
  const hall::model::Field* field = m_definition.field("paper");
  QCOMPARE(field->mediaTypes, QList<QByteArray>{"image/jpeg"});
  QCOMPARE(field->minimumPages, 2);
  QCOMPARE(field->maximumPages, 3);
  QCOMPARE(field->otherwise.en, QStringLiteral("Bring it to the counter."));
}

void TestFormDocument::faults_data() {
  QTest::addColumn<QString>("value");
  QTest::addColumn<QByteArray>("code");
  const auto row = [](const char* name, const QByteArray& value, const char* code) {
    QTest::newRow(name) << QString::fromLatin1(value) << QByteArray(code);
  };
  row("nothing", "", "missing");
  row("a word", "yes", "document");
  row("half a digest", page('a').chopped(1), "document");
  row("another algorithm", "md5:" + QByteArray(64, 'a'), "document");
  row("two blanks", page('a') + "  " + page('b'), "document");
  row("a line end", page('a') + ' ' + page('b') + '\n', "document");
  row("too few", page('a'), "pages-few");
  row("enough", page('a') + ' ' + page('b'), "");
  row("too many", page('a') + ' ' + page('b') + ' ' + page('c') + ' ' + page('d'), "pages-many");
  row("at the counter", "counter", "");
}

void TestFormDocument::faults() {
  QFETCH(const QString, value);
  QFETCH(const QByteArray, code);
  Form form(m_definition, kToday);
  const auto fault = answer(form, value);
  QCOMPARE(fault ? fault->code : QByteArray(), code);
}

void TestFormDocument::comesBackFromADraft() {
  Form form(m_definition, kToday);
  const QString value = DocumentAnswer{false, {page('a'), page('b')}}.text();
  QVERIFY(!answer(form, value));
  Form later(m_definition, kToday);
  later.restore(form.toJson());
  QCOMPARE(later.answers().value("paper").value, value);
  QCOMPARE(later.answers().value("paper").evidence, Evidence::C);
  QCOMPARE(DocumentAnswer::parse(value)->pages, (QList<QByteArray>{page('a'), page('b')}));
  QVERIFY(DocumentAnswer::parse(DocumentAnswer{true, {}}.text())->atCounter);
}

void TestFormDocument::showsHowManyPages() {
  Form form(m_definition, kToday);
  QVERIFY(!answer(form, DocumentAnswer{false, {page('a'), page('b')}}.text()));
  QCOMPARE(form.display(*m_definition.field("paper"), Language::English), QStringLiteral("2"));
  QVERIFY(!answer(form, QStringLiteral("counter")));
  QCOMPARE(form.display(*m_definition.field("paper"), Language::English), QString());
}

QTEST_GUILESS_MAIN(TestFormDocument)
#include "tst_form_document.moc"
