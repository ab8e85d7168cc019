// What counts as lifted: three looks in a row without the card, no fewer, and no look that failed among them.
#include <QtTest>

#include "drivers/card_watch.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

// Finds what the letters say, one per look: c a card, - none, x an answer that makes no sense, g the reader is gone.
class LetterReader final : public IdCardReader {
 public:
  QByteArray finds;
  int reads = 0;

  Result<IdCard> read(const ReadRequest& /*request*/, std::stop_token stop) override {
    const Result<bool> present = cardPresent(std::move(stop));
    if (!present) return hall::failure(present.error());
    if (!*present) return hall::failure(Failure::NotFound, "card.none");
    ++reads;
    return IdCard();
  }
  Result<bool> cardPresent(std::stop_token /*stop*/) override {
    const char found = finds.isEmpty() ? '-' : finds.front();
    finds.remove(0, 1);
    if (found == 'x') return hall::failure(Failure::Garbled, "card.frame");
    if (found == 'g') return hall::failure(Failure::Disconnected, "reader.gone");
    return found == 'c';
  }
  DeviceReport report() override { return {}; }
};

}  // namespace

class TestCardWatch : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void tellsWhetherItWasLifted_data();
  void tellsWhetherItWasLifted();
  void looksNoMoreThanNeeded();
  void aRequestCountsTheLooksToo();
  void aFailedReadServesNobody();
  void aCardFromBeforeIsNotReadForTheNext();
  void aCardLaidByTheVisitorIsRead();
  void anUnansweredLookIsTakenAgain();

 private:
  QByteArray codeOfReading() {
    const Result<IdCard> card = m_watch.await(m_reader, {}, Deadline::in(50ms));
    return card ? QByteArray() : card.error().code;
  }
  void glance() {
    QTest::qSleep(3);
    (void)m_watch.glance(m_reader, {});
  }

  LetterReader m_reader;
  QList<bool> m_told;
  CardWatch m_watch{2ms, [this](bool served) { m_told.append(served); }};
};

void TestCardWatch::init() {
  m_reader.finds.clear();
  for (int i = 0; i < 3; ++i) glance();  // whatever the test before has left
  m_told.clear();
  m_reader.reads = 0;
}

void TestCardWatch::tellsWhetherItWasLifted_data() {
  QTest::addColumn<QByteArray>("looks");
  QTest::addColumn<bool>("lifted");
  QTest::newRow("lies there") << QByteArray("ccc") << false;
  QTest::newRow("two misses") << QByteArray("--") << false;
  QTest::newRow("two misses, twice") << QByteArray("--c--") << false;
  QTest::newRow("three misses") << QByteArray("---") << true;
  QTest::newRow("three misses at last") << QByteArray("c-c---") << true;
  QTest::newRow("garbled between") << QByteArray("--x--") << false;
  QTest::newRow("unplugged between") << QByteArray("--gg--") << false;
  QTest::newRow("unplugged, then gone") << QByteArray("gg---") << true;
}

void TestCardWatch::tellsWhetherItWasLifted() {
  QFETCH(const QByteArray, looks);
  QFETCH(const bool, lifted);
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray());
  QCOMPARE(m_told, QList<bool>{true});
  m_reader.finds = looks;
  while (!m_reader.finds.isEmpty()) glance();
  QCOMPARE(m_told, lifted ? QList<bool>({true, false}) : QList<bool>{true});
  m_reader.finds = "cc";
  QCOMPARE(codeOfReading(), lifted ? QByteArray() : QByteArray("card.left"));
  QCOMPARE(m_reader.reads, lifted ? 2 : 1);
}

void TestCardWatch::looksNoMoreThanNeeded() {
  m_reader.finds = "ccc";
  glance();
  QCOMPARE(m_reader.finds.size(), 3);  // nothing was read, so there is nothing to look for
}

void TestCardWatch::aRequestCountsTheLooksToo() {
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray());
  m_reader.finds = "---";
  QCOMPARE(codeOfReading(), QByteArray("card.none"));
  QCOMPARE(m_told, QList<bool>({true, false}));
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray());
  m_reader.finds = "--c";
  QCOMPARE(codeOfReading(), QByteArray("card.left"));  // perhaps it was never lifted
}

void TestCardWatch::aFailedReadServesNobody() {
  m_reader.finds = "x";
  QCOMPARE(codeOfReading(), QByteArray("card.frame"));
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray());
  QCOMPARE(m_reader.reads, 1);
}

void TestCardWatch::aCardFromBeforeIsNotReadForTheNext() {
  m_watch.newVisitor();
  m_reader.finds = "c";
  glance();
  QVERIFY(!m_watch.expectsStrangers());
  QCOMPARE(m_told, QList<bool>{true});
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray("card.left"));
  QCOMPARE(m_reader.reads, 0);
  m_reader.finds = "---c";  // lifted, and laid by whoever stands there
  QCOMPARE(codeOfReading(), QByteArray());
  QCOMPARE(m_reader.reads, 1);
}

void TestCardWatch::aCardLaidByTheVisitorIsRead() {
  m_watch.newVisitor();
  m_reader.finds = "-";
  glance();
  m_reader.finds = "c";
  QCOMPARE(codeOfReading(), QByteArray());
  QCOMPARE(m_reader.reads, 1);
}

void TestCardWatch::anUnansweredLookIsTakenAgain() {
  m_watch.newVisitor();
  m_reader.finds = "gx";
  glance();
  glance();
  QVERIFY(m_watch.expectsStrangers());
  m_reader.finds = "cc";  // no glance came in between: the request itself looks first
  QCOMPARE(codeOfReading(), QByteArray("card.left"));
  QCOMPARE(m_reader.reads, 0);
}

QTEST_GUILESS_MAIN(TestCardWatch)
#include "tst_card_watch.moc"
