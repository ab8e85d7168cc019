// A drill that cannot fail shows nothing: each kind of loss and double must be found in the books.
#include <QtTest>

#include "sync/drill/reckoning.h"

using namespace hall;
using drill::GatewayLine;
using drill::Reckoning;
using drill::Witness;
using model::SubmissionState;

class TestDrillReckoning : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsTheWitness();
  void agrees();
  void findsWhatWasPromisedAndIsGone();
  void findsAReceiptWithoutASubmission();
  void findsOneThatWaitsForEver();
  void findsAnotherDigest();
  void findsADouble();
  void findsOneWishTwice();
  void findsWhatWasRefusedAndIsThere();
  void findsWhatNobodyKnows();
  void findsATerminalThatDoesNotKnow();
  void tellsHeldByReason();
  void countsOnlyItsOwnTerminal();
};

namespace {

const QByteArray kTerminal = "terminal";

// One submission that went well, to be spoilt.
struct Books {
  Witness witness = Witness::read("ready\nkept id case 1 digest\nsealed\ndone\n");
  QList<model::Submission> rows;
  QList<GatewayLine> lines{{"id", "case", kTerminal, "digest", "20260101-000001", true}};

  Books() {
    model::Submission row;
    row.submissionId = "id";
    row.caseId = "case";
    row.digest = "digest";
    row.state = SubmissionState::Received;
    rows.append(row);
  }
  [[nodiscard]] Reckoning reckoned() const { return drill::reckon(kTerminal, witness, rows, lines); }
};

}  // namespace

void TestDrillReckoning::readsTheWitness() {
  const Witness witness =
      Witness::read("ready\nkept a b 7 d\ngate disk.low\nrefused c gate\nuncertain e\nfailed store.corrupt\nkept torn");
  QCOMPARE(witness.kept.size(), 1);
  QCOMPARE(witness.kept["a"].seq, 7);
  QVERIFY(witness.refused.contains("c") && witness.uncertain.contains("e"));
  QCOMPARE(witness.failures.value("store.corrupt"), 1);
}

void TestDrillReckoning::agrees() {
  const Reckoning result = Books().reckoned();
  QVERIFY(result.isClean());
  QCOMPARE(result.submitted, 1);
  QCOMPARE(result.received, 1);
}

void TestDrillReckoning::findsWhatWasPromisedAndIsGone() {
  Books books;
  books.rows.clear();
  books.lines.clear();
  QCOMPARE(books.reckoned().lost, 1);
  QVERIFY(!books.reckoned().isClean());
}

void TestDrillReckoning::findsAReceiptWithoutASubmission() {
  Books books;
  books.lines[0].received = false;
  QCOMPARE(books.reckoned().lost, 1);
}

void TestDrillReckoning::findsOneThatWaitsForEver() {
  Books books;
  books.lines.clear();
  books.rows[0].state = SubmissionState::InDoubt;
  QCOMPARE(books.reckoned().lost, 0);
  QCOMPARE(books.reckoned().unexplained.size(), 1);
}

void TestDrillReckoning::findsAnotherDigest() {
  Books books;
  books.lines[0].digest = "other";
  QCOMPARE(books.reckoned().lost, 1);
}

void TestDrillReckoning::findsADouble() {
  Books books;
  books.lines.append(books.lines[0]);
  QCOMPARE(books.reckoned().doubled, 1);
}

void TestDrillReckoning::findsOneWishTwice() {
  Books books;
  books.lines.append({"id2", "case", kTerminal, "digest2", "20260101-000002", true});
  QCOMPARE(books.reckoned().doubled, 1);
}

void TestDrillReckoning::findsWhatWasRefusedAndIsThere() {
  Books books;
  books.witness = Witness::read("refused case disk.full\n");
  QVERIFY(!books.reckoned().isClean());
}

void TestDrillReckoning::findsWhatNobodyKnows() {
  Books books;
  books.lines.append({"id2", "case2", kTerminal, "digest2", "20260101-000002", true});
  QCOMPARE(books.reckoned().unexplained.size(), 1);
}

void TestDrillReckoning::findsATerminalThatDoesNotKnow() {
  Books books;
  books.rows[0].state = SubmissionState::Committing;
  QVERIFY(!books.reckoned().isClean());
}

void TestDrillReckoning::tellsHeldByReason() {
  Books books;
  books.lines.clear();
  books.rows[0].state = SubmissionState::Held;
  books.rows[0].heldCode = "attachment.short";
  QVERIFY(books.reckoned().isClean());
  QCOMPARE(books.reckoned().held.value("attachment.short"), 1);
  QCOMPARE(books.reckoned().received, 0);
}

void TestDrillReckoning::countsOnlyItsOwnTerminal() {
  Books books;
  books.lines.append({"id2", "case2", "another", "digest2", "20260101-000002", true});
  QVERIFY(books.reckoned().isClean());
}

QTEST_GUILESS_MAIN(TestDrillReckoning)
#include "tst_drill_reckoning.moc"
