// A byte that changed on the disk: wherever an id or a digest stands in the database, the next start refuses, or takes
// nothing new and says why. Damage that nobody notices is how a receipt comes to belong to nobody.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;

class TestOutboxDamagedPage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void noticesAChangedByte_data();
  void noticesAChangedByte();
};

namespace {

QByteArray content(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

QList<qsizetype> placesOf(const QByteArray& what, const QByteArray& in) {
  QList<qsizetype> places;
  for (qsizetype at = in.indexOf(what); at >= 0; at = in.indexOf(what, at + 1)) places.append(at);
  return places;
}

}  // namespace

void TestOutboxDamagedPage::noticesAChangedByte_data() {
  QTest::addColumn<bool>("received");
  QTest::addColumn<bool>("ofDigest");
  QTest::newRow("id, waiting") << false << false;
  QTest::newRow("id, received") << true << false;
  QTest::newRow("digest, waiting") << false << true;
  QTest::newRow("digest, received") << true << true;
}

void TestOutboxDamagedPage::noticesAChangedByte() {
  QFETCH(bool, received);
  QFETCH(bool, ofDigest);
  OutboxFixture fixture;
  const auto one = fixture.sealed();
  if (received) (void)fixture.received(one);
  fixture.box.reset();
  const QString path = fixture.folder() + QStringLiteral("/outbox.sqlite");
  const QString mark = fixture.folder() + QStringLiteral("/outbox.mark");
  const QByteArray whole = content(path);
  const QByteArray reached = content(mark);
  const QList<qsizetype> places = placesOf(ofDigest ? one.digest : one.submissionId, whole);
  QVERIFY(places.size() >= 2);
  for (const qsizetype place : places) {
    QByteArray damaged = whole;
    damaged[place + 20] = damaged.at(place + 20) == '7' ? '8' : '7';
    QFile::remove(path + QStringLiteral("-wal"));
    write(path, damaged);
    write(mark, reached);
    const auto opened = fixture.open();
    const auto gate = opened ? fixture.box->gate() : std::nullopt;
    const auto row = opened ? fixture.box->find(one.submissionId) : Result<model::Submission>(failure(opened.error()));
    const bool held = row && row->state == model::SubmissionState::Held;
    QVERIFY2(!opened || gate || held, QByteArray::number(place).constData());
    fixture.box.reset();
  }
}

QTEST_GUILESS_MAIN(TestOutboxDamagedPage)
#include "tst_outbox_damaged_page.moc"
