// A request finds its row by method and path, with the pieces of the path checked, or is told what is wrong.
#include <QtTest>

#include "sync/gateway/route_table.h"

using namespace hall::gateway;

class TestRouteTable : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsTheRow_data();
  void findsTheRow();
  void namesThePieces();
  void namesTheMethods();
};

namespace {
const QByteArray kId = "01890a5d-ac96-7747-bcce-b302099a8057";

Route row(const QByteArray& method, const QByteArray& pattern, const QByteArrayList& parameters = {}) {
  return {method, pattern, Right::Anyone, 0, [](const Call&, const Reply&) {}, parameters, {}};
}

const RouteTable& table() {
  static const RouteTable routes({row("GET", "/v1/things/{thing_id}"), row("PUT", "/v1/things/{thing_id}"),
                                  row("GET", "/v1/things/{thing_id}/parts/{digest}"),
                                  row("GET", "/v1/days/{day}/{collection}", {"after", "limit"})});
  return routes;
}
}  // namespace

void TestRouteTable::findsTheRow_data() {
  QTest::addColumn<QByteArray>("target");
  QTest::addColumn<bool>("found");
  QTest::newRow("id") << "/v1/things/" + kId << true;
  QTest::newRow("no id") << QByteArray("/v1/things/5") << false;
  QTest::newRow("upper case") << "/v1/things/" + kId.toUpper() << false;
  QTest::newRow("slash at the end") << "/v1/things/" + kId + '/' << false;
  QTest::newRow("digest") << "/v1/things/" + kId + "/parts/sha-256:" + QByteArray(64, 'a') << true;
  QTest::newRow("short digest") << "/v1/things/" + kId + "/parts/sha-256:ab" << false;
  QTest::newRow("day") << QByteArray("/v1/days/2026-11-22/services") << true;
  QTest::newRow("no such day") << QByteArray("/v1/days/2026-02-30/services") << false;
  QTest::newRow("no plain word") << QByteArray("/v1/days/2026-11-22/..%2f") << false;
  QTest::newRow("empty word") << QByteArray("/v1/days/2026-11-22/") << false;
  QTest::newRow("known query") << QByteArray("/v1/days/2026-11-22/services?after=5&limit=2") << true;
  QTest::newRow("unknown query") << QByteArray("/v1/days/2026-11-22/services?x=5") << false;
  QTest::newRow("no query here") << "/v1/things/" + kId + "?after=5" << false;
  QTest::newRow("nothing") << QByteArray() << false;
}

void TestRouteTable::findsTheRow() {
  QFETCH(QByteArray, target);
  QFETCH(bool, found);
  const Request request{"GET", target, {}};
  const auto answer = table().find(request);
  QCOMPARE(std::holds_alternative<RouteTable::Found>(answer), found);
  if (!found) QCOMPARE(std::get<Response>(answer).status, 404);
}

void TestRouteTable::namesThePieces() {
  const Request request{"GET", "/v1/days/2026-11-22/trust-list?after=a%2Bb", {}};
  const auto answer = table().find(request);
  const auto& call = std::get<RouteTable::Found>(answer).call;
  QCOMPARE(call["day"], QByteArray("2026-11-22"));
  QCOMPARE(call["collection"], QByteArray("trust-list"));
  QCOMPARE(call["other"], QByteArray());
  QCOMPARE(call.parameter("after"), QByteArray("a+b"));
  QCOMPARE(call.parameter("limit"), QByteArray());
}

void TestRouteTable::namesTheMethods() {
  const Request request{"DELETE", "/v1/things/" + kId, {}};
  const auto answer = table().find(request);
  QCOMPARE(std::get<Response>(answer).status, 405);
  QCOMPARE(std::get<Response>(answer).allow, QByteArray("GET, PUT"));
}

QTEST_GUILESS_MAIN(TestRouteTable)
#include "tst_route_table.moc"
