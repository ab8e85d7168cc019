// A cursor never passes over what is committed late: with two gateways writing at once, on either engine.
#include <QtTest>
#include <algorithm>
#include <thread>

#include "sync/gateway/agency/feed.h"
#include "tests/sync/gateway/agency/received.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using gateway::Storage;
using gateway::agency::Feed;
using gateway::agency::FeedItem;
using gateway::agency::FeedRows;
using test::clockOfTest;
using test::receiveInside;

namespace {

struct Reader {
  explicit Reader(Storage& s, const gateway::PlatformKeys& keys) : storage(s), feed(s, keys, log) {}
  // Everything behind the cursor.
  QList<QByteArray> read() {
    const auto change = [this](const gateway::Writer::Job& job) -> Result<void> {
      if (auto begun = storage.begin(); !begun) return begun;
      if (auto done = job(storage); !done) {
        storage.rollback();
        return done;
      }
      return storage.commit();
    };
    if (const auto grown = feed.grow(change); !grown) qFatal("%s", grown.error().code.constData());
    const auto session = storage.reading();
    QList<QByteArray> ids;
    const auto found = FeedRows(**session).after(cursor, 500);
    for (const FeedItem& item : *found) {
      cursor = item.position;
      ids.append(item.submissionId);
    }
    return ids;
  }

  Storage& storage;
  Log log{test::clockOfTest(), [](const QByteArray&) {}};
  Feed feed;
  qint64 cursor = 0;
};

}  // namespace

class TestCommitOrder : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatCommitsLateComesLater();
  void skipsNothingAndDoublesNothing_data() { test::bothEngines(); }
  void skipsNothingAndDoublesNothing();

 private:
  QTemporaryDir m_folder;
  const gateway::PlatformKeys m_keys = gateway::PlatformKeys::openOrCreate(m_folder.path()).value();
};

// Only a server has two writers at once; the embedded engine lets one in at a time.
void TestCommitOrder::whatCommitsLateComesLater() {
  const auto source = gateway::sql::Source::server(test::postgres().makeDatabase());
  const auto slow = Storage::open(source).value();
  const auto quick = Storage::open(source).value();
  const auto reading = Storage::open(source).value();
  Reader reader(*reading, m_keys);
  QVERIFY(slow->begin());
  const QByteArray early = receiveInside(*slow, {.terminalId = mintIdentifier(clockOfTest())});
  QVERIFY(!early.isEmpty());
  // The other takes its acceptance number of another day, so that the two do not wait for each other.
  QVERIFY(quick->begin());
  const QByteArray late =
      receiveInside(*quick, {.terminalId = mintIdentifier(clockOfTest()), .now = clockOfTest().now().addDays(900)});
  QVERIFY(!late.isEmpty());
  QVERIFY(quick->commit());
  QCOMPARE(reader.read(), QList<QByteArray>{late});
  QCOMPARE(reader.read(), QList<QByteArray>{});
  QVERIFY(slow->commit());
  QCOMPARE(reader.read(), QList<QByteArray>{early});
}

// Two write, two read and give places at the same time; each reader sees each submission once.
void TestCommitOrder::skipsNothingAndDoublesNothing() {
  test::Engine engine;
  std::vector<std::unique_ptr<Storage>> storages;
  for (int i = 0; i < 4; ++i) storages.push_back(engine.another());
  constexpr int kEach = 60;
  std::atomic<int> writing{2};
  std::array<QList<QByteArray>, 2> written;
  std::array<QList<QByteArray>, 2> seen;
  {
    std::vector<std::jthread> threads;
    for (size_t w = 0; w < 2; ++w) {
      threads.emplace_back([&, w] {
        const QByteArray terminal = mintIdentifier(clockOfTest());
        for (int i = 1; i <= kEach;) {
          if (!storages[w]->begin()) continue;
          const QByteArray id = receiveInside(*storages[w], {.terminalId = terminal, .seq = i});
          if (id.isEmpty() || !storages[w]->commit()) {
            storages[w]->rollback();
            continue;
          }
          written.at(w).append(id);
          ++i;
        }
        --writing;
      });
      threads.emplace_back([&, w] {
        Reader reader(*storages[2 + w], m_keys);
        for (bool last = false; !last;) {
          last = writing == 0;
          seen.at(w) += reader.read();
        }
      });
    }
  }
  QList<QByteArray> all = written[0] + written[1];
  std::ranges::sort(all);
  QCOMPARE(seen[1], seen[0]);  // the same order for everybody
  std::ranges::sort(seen[0]);
  QCOMPARE(seen[0], all);
}

QTEST_GUILESS_MAIN(TestCommitOrder)
#include "tst_commit_order.moc"
