// The daily inventory: what the platform does not have although it signed for it is held and told, never passed over.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

class TestOutboxInventory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void listsWhatThereIs();
  void keepsTheProof();
  void holdsWhatThePlatformDoesNotHave_data();
  void holdsWhatThePlatformDoesNotHave();
  void holdsWhatIsLostAfterItWasReceived();
  void passesWhatIsReceivedMeanwhile();
  void tellsWhatOnlyThePlatformHas();
  void neverGivesANumberTwice();
  void beginsNothingUntilItsNumbersAreKnown();
  void refusesAnAnswerToAnother();
};

void TestOutboxInventory::listsWhatThereIs() {
  OutboxFixture fixture;
  const auto nothing = fixture.box->inventory(1).value();
  QVERIFY(nothing.last && nothing.inventory.entries.isEmpty());  // a copy of before may have lost all there was
  QList<model::Submission> all;
  for (int i = 0; i < 5; ++i) all.append(fixture.sealed());
  const auto first = fixture.box->inventory(1, 3).value();
  QCOMPARE(first.inventory.toSeq, 3);
  QVERIFY(!first.last);
  const auto rest = fixture.box->inventory(first.inventory.toSeq + 1).value();
  QCOMPARE(rest.inventory.entries.size(), 2);
  QCOMPARE(rest.inventory.entries[0], (model::InventoryEntry{4, all[3].submissionId, all[3].digest}));
  const auto content = seal::verifyAttached(rest.message, fixture.key.pair().certificate()).value();
  QCOMPARE(model::contentDigest(content), rest.digest);
  const QJsonObject json = QJsonDocument::fromJson(content).object();
  QCOMPARE(json[QLatin1String("from_seq")].toInteger(), 4);
  QVERIFY(rest.last);
  QCOMPARE(json[QLatin1String("to_seq")].toInteger(), model::kOpenEnd);
  QCOMPARE(json[QLatin1String("entries")].toArray().at(1)[QLatin1String("digest")].toString().toLatin1(),
           all[4].digest);
}

void TestOutboxInventory::keepsTheProof() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const auto waiting = fixture.sealed();
  const auto asked = fixture.box->inventory(1).value();
  const auto found = fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "present")).value();
  QCOMPARE(found.present, 2);
  QVERIFY(found.held.isEmpty() && found.lost.isEmpty() && found.unlisted.isEmpty());
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->find(s.submissionId)->holding, model::Holding::Present);
  // That it is there does not make it received: only its own receipt does.
  QCOMPARE(fixture.box->find(waiting.submissionId)->state, Sealed);
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto proof = database->prepare("SELECT message FROM inventory_proof").value();
  QVERIFY(proof.step().value());
  QVERIFY(seal::verifyAttached(proof.bytes(0), fixture.keys.signing.certificate()));
}

void TestOutboxInventory::holdsWhatThePlatformDoesNotHave_data() {
  QTest::addColumn<QByteArray>("holding");
  QTest::newRow("missing") << QByteArray("missing");
  QTest::newRow("differs") << QByteArray("differs");
}

void TestOutboxInventory::holdsWhatThePlatformDoesNotHave() {
  QFETCH(QByteArray, holding);
  OutboxFixture fixture;
  const auto received = fixture.received(fixture.sealed());
  const auto accepted = fixture.received(fixture.sealed());
  QVERIFY(fixture.box->conclude(accepted.submissionId,
                                fixture.keys.statement(accepted.submissionId, accepted.digest, "accepted")));
  const auto waiting = fixture.sealed();
  const auto asked = fixture.box->inventory(1).value();
  const auto found = fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, holding.constData())).value();
  QCOMPARE(found.held, (QList{received.submissionId, accepted.submissionId}));
  QVERIFY(fixture.lines.last().contains("inventory.disagrees"));
  const auto held = fixture.box->find(received.submissionId).value();
  QCOMPARE(held.state, Held);
  QCOMPARE(held.heldCode, "inventory." + holding);
  QVERIFY(held.receipt);  // the platform's word stays as evidence
  QCOMPARE(fixture.box->find(waiting.submissionId)->state, Sealed);
  // Told once, not every day anew.
  const auto again = fixture.box->inventory(1).value();
  QVERIFY(fixture.box->noteInventory(again, fixture.inventoryAnswer(again, holding.constData()))->held.isEmpty());
  // A clerk lets it go again; what the authority had said takes effect with the new receipt.
  QCOMPARE(fixture.box->release(accepted.submissionId, "wang.li")->state, InDoubt);
  QCOMPARE(
      fixture.box->settle(accepted.submissionId, fixture.keys.receipt(accepted.submissionId, accepted.digest))->state,
      Accepted);
  QVERIFY(fixture.box->verifyJournal());
}

// Listed while it waited; then it is received; then the platform falls back to a copy of before.
void TestOutboxInventory::holdsWhatIsLostAfterItWasReceived() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const auto missing = [&] {
    const auto asked = fixture.box->inventory(1).value();
    return fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "missing")).value();
  };
  QVERIFY(missing().held.isEmpty());
  (void)fixture.received(s);
  QVERIFY(!fixture.box->find(s.submissionId)->holding);  // what was said before the receipt is of no account
  QCOMPARE(missing().held, QList{s.submissionId});
  QCOMPARE(fixture.box->release(s.submissionId, "wang.li")->state, InDoubt);
  QCOMPARE(fixture.box->settle(s.submissionId, fixture.keys.receipt(s.submissionId, s.digest))->state, Received);
  QCOMPARE(missing().held, QList{s.submissionId});  // and once more
}

void TestOutboxInventory::passesWhatIsReceivedMeanwhile() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const auto asked = fixture.box->inventory(1).value();
  (void)fixture.received(s);  // by another way, while the platform answers
  QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "missing"))->held.isEmpty());
  QCOMPARE(fixture.box->find(s.submissionId)->state, Received);
}

void TestOutboxInventory::tellsWhatOnlyThePlatformHas() {
  OutboxFixture fixture;
  (void)fixture.received(fixture.sealed());
  const auto asked = fixture.box->inventory(1).value();
  const QByteArray unknown = mintIdentifier(fixture.clock);
  const QJsonArray unlisted{QJsonObject{{QStringLiteral("seq"), 7},
                                        {QStringLiteral("submission_id"), QString::fromLatin1(unknown)},
                                        {QStringLiteral("digest"), QStringLiteral("sha-256:00")}}};
  const auto found = fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "present", unlisted)).value();
  QCOMPARE(found.unlisted.size(), 1);
  QCOMPARE(found.unlisted[0].submissionId, unknown);
  QCOMPARE(fixture.events(unknown), QList<QByteArray>{"inventory.unlisted"});
  QVERIFY(fixture.lines.last().contains("inventory.disagrees"));
  // Once, not every day anew.
  const auto again = fixture.box->inventory(1).value();
  QVERIFY(fixture.box->noteInventory(again, fixture.inventoryAnswer(again, "present", unlisted))->unlisted.isEmpty());
  QCOMPARE(fixture.events(unknown).size(), 1);
}

// The folder is a copy that was put back: what came after it is known to the platform alone.
void TestOutboxInventory::neverGivesANumberTwice() {
  OutboxFixture fixture;
  (void)fixture.received(fixture.sealed());
  const auto asked = fixture.box->inventory(1).value();
  const QJsonArray unlisted{
      QJsonObject{{QStringLiteral("seq"), 2},
                  {QStringLiteral("submission_id"), QString::fromLatin1(mintIdentifier(fixture.clock))},
                  {QStringLiteral("digest"), QStringLiteral("sha-256:00")}}};
  QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "present", unlisted, 15)));
  QCOMPARE(fixture.events(fixture.key.terminalId()).last(), QByteArray("sequence.moved"));
  QCOMPARE(fixture.sealed().terminalSeq, 16);
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.sealed().terminalSeq, 17);
  // A number behind moves nothing back.
  const auto again = fixture.box->inventory(1).value();
  QVERIFY(fixture.box->noteInventory(again, fixture.inventoryAnswer(again, "present", {}, 4)));
  QCOMPARE(fixture.sealed().terminalSeq, 18);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxInventory::beginsNothingUntilItsNumbersAreKnown() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  QVERIFY(!fixture.box->gate());
  QVERIFY(fixture.box->hold(s.submissionId, "urn:hall:problem:sequence-conflict"));
  QCOMPARE(fixture.box->gate()->code, QByteArray("outbox.numbers-used"));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->gate()->code, QByteArray("outbox.numbers-used"));
  const auto asked = fixture.box->inventory(1).value();
  QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "missing", {}, 9)));
  QVERIFY(!fixture.box->gate());
  QCOMPARE(fixture.box->find(s.submissionId)->state, Held);  // a clerk decides
}

void TestOutboxInventory::refusesAnAnswerToAnother() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const auto asked = fixture.box->inventory(1).value();
  (void)fixture.sealed();
  const auto larger = fixture.box->inventory(1).value();
  const auto code = [&](const QByteArray& answer) { return fixture.box->noteInventory(asked, answer).error().code; };
  QCOMPARE(code(fixture.inventoryAnswer(larger, "missing")), QByteArray("inventory.other"));
  auto foreign = asked;
  foreign.inventory.entries[0].submissionId = mintIdentifier(fixture.clock);
  QCOMPARE(code(fixture.inventoryAnswer(foreign, "missing")), QByteArray("inventory.other"));
  const OutboxFixture other;
  QCOMPARE(code(other.inventoryAnswer(asked, "missing")), QByteArray("inventory.signature"));
  QCOMPARE(code(fixture.inventoryAnswer(asked, "gone")), QByteArray("inventory.field"));
  QCOMPARE(fixture.box->find(s.submissionId)->state, Received);
}

QTEST_GUILESS_MAIN(TestOutboxInventory)
#include "tst_outbox_inventory.moc"
