// New definitions and trust lists reach a terminal; what is shipped counts until then, and what does not parse is told.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "kiosk-app/mirrors.h"
#include "tests/support/fake_clock.h"
#include "tests/support/mirror_offering.h"
#include "tests/support/trusted_issuer.h"

using namespace hall;
using namespace hall::kiosk;
using namespace hall::test;

namespace {

// The terminal owns its connection; what is at the other end is the test's.
struct ConnectionTo final : engine::Transport {
  explicit ConnectionTo(Offering& end) : offering(end) {}
  Result<engine::Response> send(const engine::Request& request, std::stop_token stop) override {
    return offering.send(request, std::move(stop));
  }
  Offering& offering;
};

QByteArray shipped(const QString& name) {
  QFile file(QStringLiteral(HALL_ASSETS "/services/") + name);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestMirrors : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void theShippedOnesCountAtFirst();
  void aNewVersionIsToldAndStays();
  void aVersionOfWhichNothingIsUsableDoesNotCount();
  void aBadDefinitionDoesNotCloseTheOthers();
  void theTrustListIsPutInItsPlace();
  void aTrustListOfAStrangerIsNot();

 private:
  // One round of asking; the services that it told, if it did.
  std::optional<catalogue::Catalogue> round(Offering& offering) {
    std::optional<catalogue::Catalogue> news;
    Mirrors mirrors(m_place, platform().certificate(), std::make_unique<ConnectionTo>(offering), m_log);
    connect(&mirrors, &Mirrors::servicesChanged, this, [&news](const auto& services) { news = services; });
    QSignalSpy asked(&mirrors, &Mirrors::asked);
    if (!asked.wait(20'000)) qFatal("the mirrors did not ask");
    return news;
  }
  const seal::KeyPair& platform() const { return m_offering->keys.signing; }
  catalogue::Catalogue services() { return Mirrors::services(m_place, platform().certificate(), m_log); }
  QByteArray trustList() const {
    QFile file(m_place.data + QStringLiteral("/trust-list.cms"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  Mirrors::Place m_place;
  std::unique_ptr<Offering> m_offering;
  FakeClock m_clock;
  QByteArray m_lines;
  Log m_log{m_clock, [this](const QByteArray& line) { m_lines.append(line); }};
};

void TestMirrors::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_place = {m_folder->path(), QStringLiteral(HALL_ASSETS "/services")};
  m_offering = std::make_unique<Offering>();
  m_lines.clear();
}

void TestMirrors::theShippedOnesCountAtFirst() {
  QVERIFY(services().services().size() > 1);
}

void TestMirrors::aNewVersionIsToldAndStays() {
  m_offering->offer(5, {{"one.json", shipped(QStringLiteral("senior-allowance.json"))}});
  const auto news = round(*m_offering);
  QVERIFY(news);
  QCOMPARE(news->services().size(), 1);
  QCOMPARE(services().services().size(), 1);
  QCOMPARE(services().services().first()->id, news->services().first()->id);
  QVERIFY(!round(*m_offering));  // nothing newer
}

void TestMirrors::aVersionOfWhichNothingIsUsableDoesNotCount() {
  m_offering->offer(5, {{"one.json", "{}"}});
  const auto news = round(*m_offering);
  QVERIFY(news);
  QVERIFY(news->services().size() > 1);
  QVERIFY(m_lines.contains("mirror.nothing-usable"));
}

void TestMirrors::aBadDefinitionDoesNotCloseTheOthers() {
  m_offering->offer(5, {{"bad.json", "{}"}, {"one.json", shipped(QStringLiteral("senior-allowance.json"))}});
  const auto news = round(*m_offering);
  QVERIFY(news);
  QCOMPARE(news->services().size(), 1);
  QVERIFY(m_lines.contains("definition.refused"));
  QVERIFY(m_lines.contains("bad.json"));
}

void TestMirrors::theTrustListIsPutInItsPlace() {
  const TrustedIssuer issuer;
  QTemporaryDir made;
  QVERIFY(issuer.trustedIn(made.path(), QDate(2026, 11, 1)));
  QVERIFY(
      QFile::copy(made.filePath(QStringLiteral("trust-root.pem")), m_place.data + QStringLiteral("/trust-root.pem")));
  QFile list(made.filePath(QStringLiteral("trust-list.cms")));
  QVERIFY(list.open(QIODevice::ReadOnly));
  const QByteArray message = list.readAll();
  m_offering->collection = "trust-list";
  m_offering->offer(1, {{"trust-list.cms", message}});
  round(*m_offering);
  QCOMPARE(trustList(), message);
}

void TestMirrors::aTrustListOfAStrangerIsNot() {
  const TrustedIssuer issuer;
  QVERIFY(issuer.trustedIn(m_place.data, QDate(2026, 11, 1)));
  const QByteArray present = trustList();
  const TrustedIssuer stranger;
  QTemporaryDir made;
  QVERIFY(stranger.trustedIn(made.path(), QDate(2026, 11, 2)));
  QFile list(made.filePath(QStringLiteral("trust-list.cms")));
  QVERIFY(list.open(QIODevice::ReadOnly));
  m_offering->collection = "trust-list";
  m_offering->offer(1, {{"trust-list.cms", list.readAll()}});
  round(*m_offering);
  QCOMPARE(trustList(), present);
  QVERIFY(m_lines.contains("mirror.not-refreshed"));
}

QTEST_GUILESS_MAIN(TestMirrors)
#include "tst_mirrors.moc"
