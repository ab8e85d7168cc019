// Definitions come down signed, whole and forward only.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/mirror_offering.h"

using namespace hall;
using namespace hall::test;

class TestMirror : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void bringsTheFirstVersion();
  void fetchesOnlyWhatChanged();
  void keepsTheVersionBefore();
  void asksForNothingTwice();
  void isThereAfterARestart();
  void neverGoesBack();
  void refusesTheSameNumberWithOtherContent();
  void refusesAnotherSigner();
  void refusesAnotherCollection();
  void refusesNamesThatLeaveTheFolder_data();
  void refusesNamesThatLeaveTheFolder();

 private:
  mirror::MirroredFolder opened() const {
    return mirror::MirroredFolder::open(m_folder->path() + QStringLiteral("/services"), "services",
                                        m_offering->keys.signing.certificate())
        .value();
  }
  static QByteArray read(const mirror::MirroredFolder& folder, const QString& name) {
    QFile file(folder.files() + QLatin1Char('/') + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  Result<bool> refresh(mirror::MirroredFolder& folder) { return engine::refresh(folder, *m_offering, {}); }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<Offering> m_offering;
};

void TestMirror::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_offering = std::make_unique<Offering>();
  m_offering->offer(3, {{"a.json", "one"}, {"b.json", "two"}});
}

void TestMirror::bringsTheFirstVersion() {
  auto folder = opened();
  QVERIFY(!folder.current());
  QVERIFY(folder.files().isEmpty());
  QCOMPARE(refresh(folder).value(), true);
  QCOMPARE(folder.version(), 3);
  QCOMPARE(read(folder, QStringLiteral("a.json")), "one");
  QCOMPARE(read(folder, QStringLiteral("b.json")), "two");
}

void TestMirror::fetchesOnlyWhatChanged() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  m_offering->offer(4, {{"a.json", "one"}, {"b.json", "two, changed"}, {"c.json", "three"}});
  m_offering->asked.clear();
  QCOMPARE(refresh(folder).value(), true);
  QCOMPARE(m_offering->asked.size(), 3);  // the manifest and two files
  QCOMPARE(read(folder, QStringLiteral("a.json")), "one");
  QCOMPARE(read(folder, QStringLiteral("b.json")), "two, changed");
  QCOMPARE(read(folder, QStringLiteral("c.json")), "three");
}

void TestMirror::keepsTheVersionBefore() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  const QString before = folder.files();
  m_offering->offer(4, {{"a.json", "one, changed"}});
  QVERIFY(refresh(folder));
  QVERIFY(QFile::exists(before + QStringLiteral("/b.json")));  // for a visit that still reads it
  m_offering->offer(5, {{"a.json", "one, again"}});
  QVERIFY(refresh(folder));
  QVERIFY(!QFile::exists(before));
}

void TestMirror::asksForNothingTwice() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  m_offering->asked.clear();
  QCOMPARE(refresh(folder).value(), false);
  QCOMPARE(m_offering->asked, QList<QByteArray>{"/v1/mirror/services?after=3"});
}

void TestMirror::isThereAfterARestart() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  const auto again = opened();
  QCOMPARE(again.version(), 3);
  QVERIFY(again.missing().isEmpty());
  QCOMPARE(read(again, QStringLiteral("a.json")), "one");
}

void TestMirror::neverGoesBack() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  m_offering->offer(2, {{"a.json", "older"}});
  m_offering->insists = true;
  QCOMPARE(refresh(folder).error().code, "mirror.rolled-back");
  auto again = opened();
  QCOMPARE(refresh(again).error().code, "mirror.rolled-back");
  QCOMPARE(read(again, QStringLiteral("a.json")), "one");
}

void TestMirror::refusesTheSameNumberWithOtherContent() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  m_offering->offer(3, {{"a.json", "other"}});
  m_offering->insists = true;
  QCOMPARE(refresh(folder).error().code, "mirror.version-reused");
  QCOMPARE(read(folder, QStringLiteral("a.json")), "one");
}

void TestMirror::refusesAnotherSigner() {
  auto folder = opened();
  QVERIFY(refresh(folder));
  Offering stranger;
  stranger.offer(9, {{"a.json", "theirs"}});
  const auto refused = engine::refresh(folder, stranger, {});
  QVERIFY(!refused);
  QVERIFY2(refused.error().code.startsWith("cms."), refused.error().code.constData());
  QCOMPARE(folder.version(), 3);
}

void TestMirror::refusesAnotherCollection() {
  auto folder = opened();
  m_offering->collection = "trust-list";
  m_offering->offer(9, {{"a.json", "one"}});
  QCOMPARE(refresh(folder).error().code, "mirror.collection");
  QVERIFY(!folder.current());
}

void TestMirror::refusesNamesThatLeaveTheFolder_data() {
  QTest::addColumn<QByteArray>("name");
  for (const char* name :
       {"../a.json", "a/b.json", ".hidden", "", "A.json", "a.json.new", "a b", "\xe4\xb8\xad.json"}) {
    QTest::newRow(name) << QByteArray(name);
  }
}

void TestMirror::refusesNamesThatLeaveTheFolder() {
  QFETCH(QByteArray, name);
  QVERIFY(!mirror::isFileName(name));
  const QByteArray content =
      R"({"collection":"services","version":9,"made_at":"2026-11-02T02:00:00Z","files":[{"name":")" + name +
      R"(","digest":")" + model::contentDigest("one") + R"(","size":3}]})";
  m_offering->message = seal::signAttached(content, m_offering->keys.signing).value();
  auto folder = opened();
  QCOMPARE(refresh(folder).error().code, "mirror.manifest");
  QVERIFY(!folder.current());
}

QTEST_GUILESS_MAIN(TestMirror)
#include "tst_mirror.moc"
