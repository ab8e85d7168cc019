// What is published reaches whoever mirrors it, on either engine: in versions that only grow, and nothing but the
// newest and the one before is kept.
#include "sync/engine/refresh.h"
#include "sync/gateway/mirror_rows.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using gateway::MirrorRows;

namespace {

using Files = QMap<QByteArray, QByteArray>;

// A terminal's connection to the API in the same process.
struct Line final : engine::Transport {
  explicit Line(gateway::Api& itsApi) : api(itsApi) {}
  Result<engine::Response> send(const engine::Request& request, std::stop_token) override {
    std::promise<gateway::Response> promise;
    const gateway::Request asked{request.method, request.path, request.body};
    const gateway::Prospect prospect = api.prospect({request.method, request.path, std::nullopt});
    if (prospect.refusal) return engine::Response{prospect.refusal->status, {}, {}, 0};
    api.handle(asked, [&promise](const gateway::Response& response) { promise.set_value(response); });
    const gateway::Response response = promise.get_future().get();
    test::GatewayFixture::note(asked.method, asked.target, response.status, response.contentType, response.body);
    return engine::Response{response.status, response.contentType, response.body, 0};
  }
  gateway::Api& api;
};

struct Publisher {
  Result<qint64> publish(const Files& files) {
    if (!storage->begin()) return failure(Failure::Internal, "begin");
    auto version = rows().publish("services", files, clock.now(), keys.signing());
    if (!version || !storage->commit()) storage->rollback();
    return version;
  }
  Result<void> adopt(const mirror::Manifest& manifest, const Files& files) {
    if (!storage->begin()) return failure(Failure::Internal, "begin");
    auto adopted = rows().adopt(manifest, files, keys.signing());
    if (adopted) return storage->commit();
    storage->rollback();
    return adopted;
  }
  MirrorRows rows() const { return MirrorRows(storage->writing()); }
  QByteArray file(const QByteArray& bytes) const {
    return rows().file("services", model::contentDigest(bytes)).value_or(QByteArray("gone"));
  }

  test::Engine engine;
  // Publishing runs beside a serving gateway, on a storage of its own.
  std::unique_ptr<gateway::Storage> storage = engine.another();
  QTemporaryDir folder;
  test::FakeClock clock;
  gateway::PlatformKeys keys = gateway::PlatformKeys::openOrCreate(folder.path()).value();
};

mirror::Manifest manifest(qint64 version, const Files& files) {
  mirror::Manifest made{"services", version, QDateTime(QDate(2026, 11, 2), QTime(2, 0), Qt::UTC), {}};
  for (auto it = files.begin(); it != files.end(); ++it) {
    made.files.append({it.key(), model::contentDigest(it.value()), it.value().size()});
  }
  return made;
}

}  // namespace

class TestGatewayMirror : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsVersions_data() { test::bothEngines(); }
  void countsVersions();
  void keepsTheOneBeforeAndNoMore_data() { test::bothEngines(); }
  void keepsTheOneBeforeAndNoMore();
  void adoptsForwardOnly_data() { test::bothEngines(); }
  void adoptsForwardOnly();
  void reachesATerminal_data() { test::bothEngines(); }
  void reachesATerminal();
  void refusesOddQuestions();
};

void TestGatewayMirror::countsVersions() {
  Publisher publisher;
  QCOMPARE(publisher.rows().newest("services").error().kind, Failure::NotFound);
  QCOMPARE(publisher.publish({{"a.json", "one"}}).value(), 1);
  QCOMPARE(publisher.publish({{"a.json", "one"}}).value(), 1);  // nothing changed
  QCOMPARE(publisher.publish({{"a.json", "two"}}).value(), 2);
  QCOMPARE(publisher.publish({{"a.json", "one"}}).value(), 3);  // going back is going on
  QCOMPARE(publisher.rows().newest("services")->version, 3);
}

void TestGatewayMirror::keepsTheOneBeforeAndNoMore() {
  Publisher publisher;
  QVERIFY(publisher.publish({{"a.json", "one"}, {"b.json", "stays"}}));
  QVERIFY(publisher.publish({{"a.json", "two"}, {"b.json", "stays"}}));
  QCOMPARE(publisher.file("one"), QByteArray("one"));  // somebody may be fetching it
  QVERIFY(publisher.publish({{"a.json", "three"}, {"b.json", "stays"}}));
  QCOMPARE(publisher.file("one"), QByteArray("gone"));
  QCOMPARE(publisher.file("two"), QByteArray("two"));
  QCOMPARE(publisher.file("stays"), QByteArray("stays"));
}

void TestGatewayMirror::adoptsForwardOnly() {
  Publisher publisher;
  const Files files{{"a.json", "one"}};
  QVERIFY(publisher.adopt(manifest(7, files), files));
  QVERIFY(publisher.adopt(manifest(7, files), files));  // once more is no harm
  QCOMPARE(publisher.rows().newest("services")->version, 7);
  QCOMPARE(publisher.adopt(manifest(6, files), files).error().code, QByteArray("mirror.rolled-back"));
  const Files others{{"a.json", "other"}};
  QCOMPARE(publisher.adopt(manifest(7, others), others).error().code, QByteArray("mirror.version-reused"));
  QCOMPARE(publisher.publish(others).value(), 8);
}

void TestGatewayMirror::reachesATerminal() {
  Publisher publisher;
  Log log(publisher.clock, [](const QByteArray&) {});
  gateway::Api api(*publisher.engine.storage, publisher.keys, publisher.clock, log);
  Line line(api);
  QTemporaryDir terminal;
  auto folder =
      mirror::MirroredFolder::open(terminal.path(), "services", publisher.keys.signing().certificate()).value();
  QCOMPARE(engine::refresh(folder, line, {}).error().code, QByteArray("mirror.not-offered"));  // nothing published yet
  const QByteArray large(3'000'000, 'x');
  const auto published = publisher.publish({{"a.json", "one"}, {"large.bin", large}});
  QVERIFY2(published, published ? "" : published.error().code.constData());
  QCOMPARE(engine::refresh(folder, line, {}).value(), true);
  QCOMPARE(folder.version(), 1);
  QCOMPARE(QFileInfo(folder.files() + QStringLiteral("/large.bin")).size(), large.size());
  QCOMPARE(engine::refresh(folder, line, {}).value(), false);
  QVERIFY(publisher.publish({{"a.json", "two"}, {"large.bin", large}}));
  QCOMPARE(engine::refresh(folder, line, {}).value(), true);
  QCOMPARE(folder.version(), 2);
}

void TestGatewayMirror::refusesOddQuestions() {
  test::GatewayFixture fixture;
  QCOMPARE(fixture.ask("GET", "/v1/mirror/services").status, 404);
  QCOMPARE(fixture.ask("GET", "/v1/mirror/services?after=x").status, 400);
  QCOMPARE(fixture.ask("GET", "/v1/mirror/services?after=-1").status, 400);
  QCOMPARE(fixture.ask("GET", "/v1/mirror/services/" + model::contentDigest("none")).status, 404);
  QCOMPARE(fixture.ask("GET", "/v1/mirror/services/../terminal").status, 404);
  QCOMPARE(fixture.ask("PUT", "/v1/mirror/services").status, 405);
}

QTEST_GUILESS_MAIN(TestGatewayMirror)
#include "tst_gateway_mirror.moc"
