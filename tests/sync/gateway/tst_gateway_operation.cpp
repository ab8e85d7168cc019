// For whoever runs the gateway: figures that add up, and ready only while it can take something.
#include <QtTest>

#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using test::GatewayFixture;

class TestGatewayOperation : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsWhatHappened_data() { test::bothEngines(); }
  void countsWhatHappened();
  void isOpenMetrics();
  void isNotReadyWithoutItsDatabase();
};

namespace {
// The value of a line that begins like this, or -1.
double valueOf(const QByteArray& text, const QByteArray& name) {
  for (const QByteArray& line : text.split('\n')) {
    if (line.startsWith(name + ' ')) return line.mid(name.size() + 1).toDouble();
  }
  return -1;
}
}  // namespace

void TestGatewayOperation::countsWhatHappened() {
  QTemporaryDir folder;
  GatewayFixture fixture(test::Engine::make(folder.path()));
  QCOMPARE(fixture.ask("GET", "/readyz").status, 200);
  QCOMPARE(fixture.handOver(fixture.wish(1)).status, 200);
  QCOMPARE(fixture.handOver(fixture.wish(1)).status, 409);
  (void)fixture.announce(fixture.wish(2));
  fixture.api->metrics().watch("upstream_backlog", "Waiting for the upstream.", [] { return 7; });
  const QByteArray text = fixture.ask("GET", "/metrics").body;
  QCOMPARE(
      valueOf(text, "hall_requests_total{method=\"PUT\",route=\"/v1/submissions/{submission_id}\",status=\"200\"}"), 1);
  QCOMPARE(
      valueOf(text, "hall_requests_total{method=\"PUT\",route=\"/v1/submissions/{submission_id}\",status=\"409\"}"), 1);
  QCOMPARE(valueOf(text, "hall_submissions_total{state=\"received\"}"), 1);
  QCOMPARE(valueOf(text, "hall_submissions_total{state=\"refused\"}"), 1);
  QCOMPARE(valueOf(text, "hall_submissions_open"), 2);
  QCOMPARE(valueOf(text, "hall_upstream_backlog"), 7);
  QCOMPARE(valueOf(text, "hall_writer_waiting"), 0);
  const bool server = fixture.storage->engine() == gateway::sql::Engine::Postgres;
  QCOMPARE(valueOf(text, server ? "hall_storage_up{engine=\"postgresql\"}" : "hall_storage_up{engine=\"sqlite\"}"), 1);
  const double groups = valueOf(text, "hall_group_size_count");
  QVERIFY(groups > 5);
  QCOMPARE(valueOf(text, "hall_commit_seconds_count"), groups);
  QCOMPARE(valueOf(text, "hall_commit_seconds_bucket{le=\"+Inf\"}"), groups);
  QVERIFY(valueOf(text, "hall_commit_seconds_sum") > 0);
}

// As the format has it: a TYPE and HELP before each family, counters end in _total, and an end.
void TestGatewayOperation::isOpenMetrics() {
  GatewayFixture fixture;
  (void)fixture.ask("GET", "/healthz");
  const auto response = fixture.ask("GET", "/metrics");
  QVERIFY(response.contentType.startsWith("application/openmetrics-text"));
  QVERIFY(response.body.endsWith("# EOF\n"));
  QByteArray family;
  QByteArray type;
  for (const QByteArray& line : response.body.split('\n').mid(0, response.body.count('\n') - 1)) {
    const QList<QByteArray> words = line.split(' ');
    if (line.startsWith("# TYPE ")) {
      family = words[2];
      type = words[3];
    } else if (line.startsWith("# HELP ")) {
      QCOMPARE(words[2], family);
    } else {
      QVERIFY2(line.startsWith(family), line.constData());
      bool number = false;
      (void)words.last().toDouble(&number);
      QVERIFY2(number, line.constData());
      if (type == "counter") QVERIFY2(line.startsWith(family + "_total{"), line.constData());
    }
  }
}

void TestGatewayOperation::isNotReadyWithoutItsDatabase() {
  GatewayFixture fixture(gateway::sql::Source::server(test::postgres().makeDatabase()));
  QCOMPARE(fixture.ask("GET", "/readyz").status, 200);
  const auto wish = fixture.wish(1);
  (void)fixture.announce(wish);
  test::postgres().stop();
  const auto refused = fixture.ask("GET", "/readyz");
  QCOMPARE(refused.status, 503);
  QVERIFY(refused.retryAfterSeconds > 0);
  QCOMPARE(fixture.addPart(wish, 0).status, 503);
  QCOMPARE(fixture.ask("GET", "/healthz").status, 200);
  QCOMPARE(valueOf(fixture.ask("GET", "/metrics").body, "hall_storage_up{engine=\"postgresql\"}"), 0);
  test::postgres().start();
  QCOMPARE(fixture.ask("GET", "/readyz").status, 200);
  QCOMPARE(fixture.handOver(wish).status, 200);
  QCOMPARE(fixture.commit(wish).status, 200);
}

QTEST_GUILESS_MAIN(TestGatewayOperation)
#include "tst_gateway_operation.moc"
