// Digests as any other program computes them, states by the names of the protocol, receipts as JSON and back, and
// answers that leave nothing behind.
#include <QtTest>

#include "sync/model/answer.h"
#include "sync/model/submission.h"
#include "tests/support/memory_search.h"

using hall::model::Answer;
using hall::model::Receipt;
using hall::model::SubmissionState;

namespace {
Receipt receipt() {
  return {"01900000-0000-7000-8000-000000000001", "sha-256:" + QByteArray(64, 'a'),
          QDateTime(QDate(2026, 11, 2), QTime(2, 0, 0, 5), Qt::UTC), "20261102-000001", "received"};
}
}  // namespace

class TestSubmission : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void computesTheDigestAsSha256sumDoes();
  void anyChangeChangesTheDigest();
  void namesEveryState();
  void receiptsGoThereAndBack();
  void refusesReceipts_data();
  void refusesReceipts();
  void namesSourcesAndGrades();
  void answersAreWipedByTheirLastOwner();
  void sharedLettersStayWithTheOther();
};

// printf 'envelope' | sha256sum; the second one: the envelope, then both raw digests of 'first' and 'second'.
void TestSubmission::computesTheDigestAsSha256sumDoes() {
  QCOMPARE(hall::model::contentDigest("first"),
           "sha-256:a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e");
  QCOMPARE(hall::model::contentDigest({}), "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  QCOMPARE(hall::model::submissionDigest("envelope", {}),
           "sha-256:4c503ca67761e5c4aaecfe996244c25d8c0b40902d1085c85b4468bd567548c6");
  QCOMPARE(hall::model::submissionDigest(
               "envelope", {{hall::model::contentDigest("first"), 5}, {hall::model::contentDigest("second"), 6}}),
           "sha-256:b54b3e37f4f1788376b43089df8df687831acde2fdc09f7f04de677aebf7d9a2");
}

void TestSubmission::anyChangeChangesTheDigest() {
  const hall::model::Part first{hall::model::contentDigest("first"), 5};
  const hall::model::Part second{hall::model::contentDigest("second"), 6};
  const QSet<QByteArray> digests{
      hall::model::submissionDigest("envelope", {}), hall::model::submissionDigest("envelopE", {}),
      hall::model::submissionDigest("envelope", {first}), hall::model::submissionDigest("envelope", {first, second}),
      hall::model::submissionDigest("envelope", {second, first})};
  QCOMPARE(digests.size(), 5);
}

void TestSubmission::namesEveryState() {
  QSet<QByteArray> names;
  for (int i = 0; i <= static_cast<int>(SubmissionState::Purged); ++i) {
    const auto state = static_cast<SubmissionState>(i);
    QCOMPARE(hall::model::submissionState(hall::model::name(state)), std::optional(state));
    names.insert(hall::model::name(state));
  }
  QCOMPARE(names.size(), 12);
  QVERIFY(!hall::model::submissionState("sealed"));
  QVERIFY(!hall::model::submissionState(""));
}

void TestSubmission::receiptsGoThereAndBack() {
  const auto back = hall::model::receiptFromJson(hall::model::toJson(receipt()));
  QVERIFY(back);
  QCOMPARE(*back, receipt());
  Receipt plain = receipt();
  plain.acceptanceNo.clear();
  QVERIFY(!hall::model::toJson(plain).contains(QStringLiteral("acceptance_no")));
  QCOMPARE(hall::model::receiptFromJson(hall::model::toJson(plain)).value(), plain);
}

void TestSubmission::refusesReceipts_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<QJsonValue>("value");
  const QJsonValue none(QJsonValue::Undefined);
  QTest::newRow("no id") << "submission_id" << none;
  QTest::newRow("other id") << "submission_id" << QJsonValue("01900000-0000-4000-8000-000000000001");
  QTest::newRow("no digest") << "digest" << none;
  QTest::newRow("other algorithm") << "digest" << QJsonValue("md5:00");
  QTest::newRow("no time") << "received_at" << none;
  QTest::newRow("no such time") << "received_at" << QJsonValue("2026-13-02T02:00:00.000Z");
  QTest::newRow("no status") << "business_status" << none;
  QTest::newRow("number as status") << "business_status" << QJsonValue(1);
}

void TestSubmission::refusesReceipts() {
  QFETCH(const QString, key);
  QFETCH(const QJsonValue, value);
  QJsonObject json = hall::model::toJson(receipt());
  if (value.isUndefined()) {
    json.remove(key);
  } else {
    json.insert(key, value);
  }
  const auto refused = hall::model::receiptFromJson(json);
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, "receipt.field");
}

void TestSubmission::namesSourcesAndGrades() {
  for (const char* text : {"card", "person", "clerk", "phone", "shared"}) {
    QCOMPARE(hall::model::name(hall::model::source(text).value()), text);
  }
  for (const char* text : {"A", "B", "C", "D"}) {
    QCOMPARE(hall::model::name(hall::model::evidence(text).value()), text);
  }
  QVERIFY(!hall::model::source("Card"));
  QVERIFY(!hall::model::evidence(""));
}

void TestSubmission::answersAreWipedByTheirLastOwner() {
  const char* shifted = "uif!nptu!tfdsfu!boTxfs!pg!bmm";  // each letter is the next one
  auto answer = std::make_unique<Answer>(hall::test::unshifted(shifted), hall::model::Source::Person,
                                         hall::model::Evidence::D, QDateTime());
  const auto before = hall::test::foundInHeap(shifted);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // those keep the heap elsewhere
  QCOMPARE(before, 1);
#endif
  answer.reset();
  QCOMPARE(hall::test::foundInHeap(shifted), 0);
}

void TestSubmission::sharedLettersStayWithTheOther() {
  const QString kept = hall::test::unshifted("24911249111");
  { const Answer shared(kept, hall::model::Source::Person, hall::model::Evidence::D, {}); }
  QCOMPARE(kept, QStringLiteral("13800138000"));  // not the last owner: the letters are still somebody's
}

QTEST_GUILESS_MAIN(TestSubmission)
#include "tst_submission.moc"
