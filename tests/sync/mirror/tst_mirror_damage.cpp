// What goes wrong on the way or on the disk leaves the collection as it was, or is mended by the next refresh.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/mirror_offering.h"

using namespace hall;
using namespace hall::test;

class TestMirrorDamage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void aBadAnswerChangesNothing_data();
  void aBadAnswerChangesNothing();
  void aBrokenOffFetchIsTakenUpAgain();
  void aDamagedFileIsNotReadAndBroughtAgain();
  void aFileThatIsGoneIsBroughtAgain();
  void aDamagedManifestCountsAsNone();
  void leftoversOfAnAttemptDoNotMatter();
  void stoppingChangesNothing();

 private:
  mirror::MirroredFolder opened() const {
    return mirror::MirroredFolder::open(m_path, "services", m_offering->keys.signing.certificate()).value();
  }
  static void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
  }
  static QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_path;
  std::unique_ptr<Offering> m_offering;
};

void TestMirrorDamage::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_path = m_folder->path() + QStringLiteral("/services");
  m_offering = std::make_unique<Offering>();
  m_offering->offer(3, {{"a.json", "one"}, {"b.json", "two"}});
}

void TestMirrorDamage::aBadAnswerChangesNothing_data() {
  using Spoil = std::function<void(Result<engine::Response>&)>;
  QTest::addColumn<Spoil>("spoil");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("no line") << Spoil([](auto& answer) { answer = failure(Failure::Disconnected, "line.reset"); })
                           << QByteArray("line.reset");
  QTest::newRow("portal") << Spoil([](auto& answer) {
    answer = engine::Response{200, "text/html", "<html>", 0};
  }) << QByteArray("mirror.answer");
  QTest::newRow("server trouble") << Spoil([](auto& answer) {
    answer = engine::Response{503, "text/html", {}, 0};
  }) << QByteArray("mirror.answer");
  QTest::newRow("not found") << Spoil([](auto& answer) {
    answer = engine::Response{404, {}, {}, 0};
  }) << QByteArray("mirror.not-offered");
  QTest::newRow("cut short") << Spoil([](auto& answer) { answer->body.chop(1); }) << QByteArray();
  QTest::newRow("one bit") << Spoil([](auto& answer) { answer->body[answer->body.size() / 2] ^= 1; }) << QByteArray();
  QTest::newRow("empty") << Spoil([](auto& answer) { answer->body.clear(); }) << QByteArray();
}

void TestMirrorDamage::aBadAnswerChangesNothing() {
  QFETCH(std::function<void(Result<engine::Response>&)>, spoil);
  QFETCH(QByteArray, code);
  auto folder = opened();
  QVERIFY(engine::refresh(folder, *m_offering, {}));
  m_offering->offer(4, {{"a.json", "one"}, {"b.json", "two, changed"}});
  for (const bool manifest : {true, false}) {
    m_offering->spoil = [&](const engine::Request& request, Result<engine::Response>& answer) {
      if (request.path.contains("?after=") == manifest) spoil(answer);
    };
    const auto refused = engine::refresh(folder, *m_offering, {});
    QVERIFY(!refused);
    // A file that is not there is not a collection that is not offered.
    const QByteArray wanted = !manifest && code == "mirror.not-offered" ? QByteArray("mirror.answer") : code;
    if (!wanted.isEmpty()) QCOMPARE(refused.error().code, wanted);
    QCOMPARE(folder.version(), 3);
    QCOMPARE(read(folder.files() + QStringLiteral("/b.json")), "two");
    QCOMPARE(opened().version(), 3);
  }
  m_offering->spoil = {};
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
  QCOMPARE(read(folder.files() + QStringLiteral("/b.json")), "two, changed");
}

void TestMirrorDamage::aBrokenOffFetchIsTakenUpAgain() {
  auto folder = opened();
  int files = 0;
  m_offering->spoil = [&files](const engine::Request& request, Result<engine::Response>& answer) {
    if (!request.path.contains('?') && ++files == 2) answer = failure(Failure::Timeout, "line.timeout");
  };
  QCOMPARE(engine::refresh(folder, *m_offering, {}).error().code, "line.timeout");
  QVERIFY(!folder.current());
  QVERIFY(!opened().current());
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
}

void TestMirrorDamage::aDamagedFileIsNotReadAndBroughtAgain() {
  {
    auto folder = opened();
    QVERIFY(engine::refresh(folder, *m_offering, {}));
    write(folder.files() + QStringLiteral("/a.json"), "0ne");
  }
  auto folder = opened();
  QCOMPARE(folder.missing().size(), 1);
  QVERIFY(!QFile::exists(folder.files() + QStringLiteral("/a.json")));
  QCOMPARE(read(folder.files() + QStringLiteral("/b.json")), "two");
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
  QCOMPARE(read(folder.files() + QStringLiteral("/a.json")), "one");
  QVERIFY(folder.missing().isEmpty());
}

void TestMirrorDamage::aFileThatIsGoneIsBroughtAgain() {
  {
    auto folder = opened();
    QVERIFY(engine::refresh(folder, *m_offering, {}));
    QVERIFY(QFile::remove(folder.files() + QStringLiteral("/b.json")));
  }
  auto folder = opened();
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
  QCOMPARE(read(folder.files() + QStringLiteral("/b.json")), "two");
}

void TestMirrorDamage::aDamagedManifestCountsAsNone() {
  {
    auto folder = opened();
    QVERIFY(engine::refresh(folder, *m_offering, {}));
  }
  write(m_path + QStringLiteral("/current.cms"), "rubbish");
  auto folder = opened();
  QVERIFY(!folder.current());
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
  QCOMPARE(folder.version(), 3);
}

void TestMirrorDamage::leftoversOfAnAttemptDoNotMatter() {
  QVERIFY(QDir().mkpath(m_path + QStringLiteral("/3")));
  write(m_path + QStringLiteral("/3/a.json"), "on");
  write(m_path + QStringLiteral("/3/stray.json"), "{}");
  auto folder = opened();
  QCOMPARE(engine::refresh(folder, *m_offering, {}).value(), true);
  QCOMPARE(read(folder.files() + QStringLiteral("/a.json")), "one");
  QVERIFY(!QFile::exists(folder.files() + QStringLiteral("/stray.json")));
}

void TestMirrorDamage::stoppingChangesNothing() {
  auto folder = opened();
  std::stop_source stop;
  m_offering->spoil = [&stop](const engine::Request&, Result<engine::Response>&) { stop.request_stop(); };
  QCOMPARE(engine::refresh(folder, *m_offering, stop.get_token()).error().kind, Failure::Cancelled);
  QVERIFY(!folder.current());
}

QTEST_GUILESS_MAIN(TestMirrorDamage)
#include "tst_mirror_damage.moc"
