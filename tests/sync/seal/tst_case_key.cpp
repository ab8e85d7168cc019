// A case's key opens what it sealed, where it was sealed, and nobody unwraps it but the person it was wrapped to.
#include <QtTest>

#include "sync/seal/case_key.h"

using hall::Failure;
using hall::seal::CaseKey;

class TestCaseKey : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensOnlyItsOwn();
  void noticesEveryChange();
  void unwrapsForItsPersonOnly();
  void findsWithoutOpening();
};

void TestCaseKey::opensOnlyItsOwn() {
  const auto key = CaseKey::generate().value();
  const auto sealed = key.seal("a wish", "case/content").value();
  QVERIFY(!sealed.contains("wish"));
  QVERIFY(key.seal("a wish", "case/content").value() != sealed);
  QCOMPARE(key.open(sealed, "case/content").value(), QByteArray("a wish"));
  QCOMPARE(key.open(sealed, "case/page").error().kind, Failure::Corrupt);
  QCOMPARE(CaseKey::generate()->open(sealed, "case/content").error().kind, Failure::Corrupt);
  QCOMPARE(CaseKey::fromBytes(key.bytes())->open(sealed, "case/content").value(), QByteArray("a wish"));
  QCOMPARE(key.open(key.seal({}, "x").value(), "x").value(), QByteArray(""));
  QVERIFY(!CaseKey::fromBytes("short"));
}

void TestCaseKey::noticesEveryChange() {
  const auto key = CaseKey::generate().value();
  const auto sealed = key.seal("a wish", "x").value();
  for (qsizetype i = 0; i < sealed.size(); ++i) {
    QByteArray changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    QVERIFY(!key.open(changed, "x"));
    QVERIFY(!key.open(sealed.left(i), "x"));
  }
}

void TestCaseKey::unwrapsForItsPersonOnly() {
  const auto key = CaseKey::generate().value();
  const QByteArray person(32, 'p');
  const auto wrapped = key.wrap(person, "case").value();
  QVERIFY(!wrapped.contains(key.bytes()));
  QCOMPARE(CaseKey::unwrap(wrapped, person, "case")->bytes(), key.bytes());
  QCOMPARE(CaseKey::unwrap(wrapped, QByteArray(32, 'q'), "case").error().kind, Failure::Denied);
  QCOMPARE(CaseKey::unwrap(wrapped, person, "other").error().kind, Failure::Denied);
  QCOMPARE(CaseKey::unwrap(wrapped, {}, "case").error().kind, Failure::Denied);
  QVERIFY(!key.wrap({}, "case"));
}

void TestCaseKey::findsWithoutOpening() {
  const QByteArray person(32, 'p');
  const QByteArray lookup = hall::seal::personLookup(person);
  QCOMPARE(lookup.size(), 32);
  QCOMPARE(hall::seal::personLookup(person), lookup);
  QVERIFY(lookup != person && hall::seal::personLookup(QByteArray(32, 'q')) != lookup);
  QVERIFY(hall::seal::personLookup({}).isEmpty());
  const auto wrapped = CaseKey::generate()->wrap(person, "case").value();
  QVERIFY(!CaseKey::unwrap(wrapped, lookup, "case"));  // what stands in the database opens nothing
}

QTEST_GUILESS_MAIN(TestCaseKey)
#include "tst_case_key.moc"
