// A revision's name holds its content and its parents; from the names alone it is known who follows whom.
#include <QtTest>

#include "sync/model/lineage.h"

using namespace hall::model;

class TestLineage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void namesContentAndParents();
  void knowsWhoFollowsWhom();
  void findsTheLatestCommonAncestor();
  void hasNoAncestorWhereNoneCame();
  void isQuickInALongCase();
  void endsInARing();
};

void TestLineage::namesContentAndParents() {
  const QByteArray first = draftRev("one", {});
  QVERIFY(first.startsWith("sha-256:") && first.size() == 72);
  QCOMPARE(draftRev("one", {}), first);
  QVERIFY(draftRev("two", {}) != first);
  QVERIFY(draftRev("one", {first}) != first);
  const QByteArray other = draftRev("two", {first});
  QCOMPARE(draftRev("both", {first, other}), draftRev("both", {other, first}));
  // What a parent's name would be may not be passed off as content.
  QVERIFY(draftRev("x", {first}) != draftRev(first + "\nx", {}));
  QVERIFY(draftRev("x", {first, other}) != draftRev(other + "\nx", {first}));
}

void TestLineage::knowsWhoFollowsWhom() {
  Lineage lineage;
  lineage.add("a", {});
  lineage.add("b", {"a"});
  lineage.add("c", {"b"});
  lineage.add("x", {"a"});
  QCOMPARE(lineage.descent("c", "c"), Descent::Same);
  QCOMPARE(lineage.descent("c", "a"), Descent::Ahead);
  QCOMPARE(lineage.descent("a", "c"), Descent::Behind);
  QCOMPARE(lineage.descent("c", "x"), Descent::Diverged);
  QCOMPARE(lineage.descent("c", "never came"), Descent::Diverged);
}

void TestLineage::findsTheLatestCommonAncestor() {
  Lineage lineage;
  lineage.add("a", {});
  lineage.add("b", {"a"});
  lineage.add("c", {"b"});
  lineage.add("x", {"b"});
  lineage.add("merged", {"c", "x"});
  lineage.add("y", {"x"});
  QCOMPARE(lineage.commonAncestor("c", "x"), QByteArray("b"));
  QCOMPARE(lineage.commonAncestor("merged", "y"), QByteArray("x"));
  QCOMPARE(lineage.commonAncestor("y", "merged"), QByteArray("x"));
  QCOMPARE(lineage.commonAncestor("a", "merged"), QByteArray("a"));
}

void TestLineage::hasNoAncestorWhereNoneCame() {
  Lineage lineage;
  lineage.add("a", {});
  lineage.add("orphan", {"lost"});
  QCOMPARE(lineage.commonAncestor("a", "orphan"), QByteArray());
  QCOMPARE(lineage.commonAncestor("a", "unknown"), QByteArray());
}

// Of a long case each question once took a walk from every revision: minutes instead of milliseconds.
void TestLineage::isQuickInALongCase() {
  constexpr int kRevisions = 20'000;
  Lineage lineage;
  const auto at = [](int i) { return "r" + QByteArray::number(i); };
  lineage.add(at(0), {});
  for (int i = 1; i < kRevisions; ++i) lineage.add(at(i), {at(i - 1)});
  const Ancestry ancestry(lineage, at(kRevisions - 1));
  for (int i = 0; i < 40; ++i) {
    const QByteArray branch = "b" + QByteArray::number(i);
    lineage.add(branch, {at(i * 100)});
    QCOMPARE(ancestry.latestSharedWith(branch), at(i * 100));
    QCOMPARE(lineage.commonAncestor(branch, at(kRevisions - 1)), at(i * 100));
  }
  // Two ways from each to the one before: there are more ways than anybody could walk.
  Lineage braid;
  braid.add("x0", {});
  braid.add("y0", {});
  for (int i = 1; i < 200; ++i) {
    const QList<QByteArray> both{"x" + QByteArray::number(i - 1), "y" + QByteArray::number(i - 1)};
    braid.add("x" + QByteArray::number(i), both);
    braid.add("y" + QByteArray::number(i), both);
  }
  QCOMPARE(braid.commonAncestor("x199", "y199"), QByteArray("x198"));
}

// No honest names make a ring, but a damaged table might.
void TestLineage::endsInARing() {
  Lineage lineage;
  lineage.add("a", {"b"});
  lineage.add("b", {"a"});
  QCOMPARE(lineage.descent("a", "b"), Descent::Ahead);
  QVERIFY(!lineage.commonAncestor("a", "b").isEmpty());
}

QTEST_GUILESS_MAIN(TestLineage)
#include "tst_lineage.moc"
