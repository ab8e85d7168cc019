// What Hall issues comes back as it was, names nobody it need not name, fits its QR code, and is never issued wrong.
#include <QtTest>

#include "sync/seal/holder_hash.h"
#include "tests/sync/credential/made.h"

using namespace hall;
using credential::HallClaims;
using credential::Kind;
using credential::Terms;

Q_DECLARE_METATYPE(HallClaims)
Q_DECLARE_METATYPE(Terms)

namespace {

// What a QR code of version 10 with level M holds in alphanumeric mode (ISO/IEC 18004, table 7).
constexpr qsizetype kVersion10M = 311;

credential::ResumeTicket ticket() {
  return {"01932a7e-8c1d-7c3b-9a52-3f0e6d1b2c4a", 12, test::at("2026-06-10T20:00:00Z"), QByteArray(16, 's'),
          QByteArray(16, 'h')};
}
credential::TechnicianPass pass() {
  return {QStringLiteral("T-0042"),
          QStringLiteral("示例"),
          credential::AccessLevel::Service,
          {QStringLiteral("K-01"), QStringLiteral("K-02")},
          {QStringLiteral("hall-3")}};
}
Terms until(const char* expires, const char* notBefore = nullptr) {
  Terms terms = test::terms();
  terms.expires = test::at(expires);
  if (notBefore != nullptr) terms.notBefore = test::at(notBefore);
  return terms;
}

}  // namespace

class TestHallCredential : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void comesBackAsItWas_data();
  void comesBackAsItWas();
  void isNotIssuedWrong_data();
  void isNotIssuedWrong();
  void fitsItsCode();
  void namesNobody();
  void itsKindIsNotAnothers();
  void thePrintedCodeIsNotTakenForOne();
};

void TestHallCredential::comesBackAsItWas_data() {
  QTest::addColumn<HallClaims>("claims");
  QTest::addColumn<Terms>("terms");
  QTest::addColumn<int>("kind");
  auto bare = test::receipt();
  bare.acceptanceNo.clear();
  QTest::newRow("receipt") << HallClaims(test::receipt()) << test::terms() << static_cast<int>(Kind::Receipt);
  QTest::newRow("receipt without a number") << HallClaims(bare) << test::terms() << static_cast<int>(Kind::Receipt);
  QTest::newRow("resume") << HallClaims(ticket()) << until("2026-06-11T08:00:05Z") << static_cast<int>(Kind::Resume);
  QTest::newRow("technician") << HallClaims(pass()) << until("2026-12-31T00:00:00Z", "2026-06-01T00:00:00Z")
                              << static_cast<int>(Kind::Technician);
}

void TestHallCredential::comesBackAsItWas() {
  QFETCH(const HallClaims, claims);
  QFETCH(const Terms, terms);
  QFETCH(const int, kind);
  for (const auto& key : {test::p256(), test::ed25519()}) {
    const auto list = test::listOf({test::signerOf(key, {static_cast<Kind>(kind)})});
    const QByteArray text = credential::issue(claims, terms, key).value();
    QVERIFY(credential::looksLikeCredential(text));
    const auto verdict = credential::verify(text, &list, test::at("2026-06-10T09:00:00Z"));
    QVERIFY(verdict.isValid());
    QVERIFY(verdict.hall == claims);
    QCOMPARE(verdict.claims.issuer, terms.issuer);
    QCOMPARE(verdict.claims.id, credential::idOf(claims, terms.id));
    QCOMPARE(verdict.claims.expires, terms.expires);
    QVERIFY(credential::hallClaimsFromJson(static_cast<Kind>(kind), credential::toJson(claims)).value() == claims);
  }
}

void TestHallCredential::isNotIssuedWrong_data() {
  QTest::addColumn<HallClaims>("claims");
  QTest::addColumn<Terms>("terms");
  const auto row = [](const char* what, const HallClaims& claims, const Terms& terms) {
    QTest::newRow(what) << claims << terms;
  };
  row("nothing", {}, test::terms());
  Terms unnumbered = test::terms();
  unnumbered.id.clear();
  unnumbered.expires = test::at("2026-06-11T08:00:05Z");
  row("no id", ticket(), unnumbered);
  Terms undated = test::terms();
  undated.issuedAt = {};
  row("no date", test::receipt(), undated);
  auto receipt = test::receipt();
  receipt.submissionId = "42";
  row("no submission", receipt, test::terms());
  receipt = test::receipt();
  receipt.digestStart = "0123";
  row("a short digest", receipt, test::terms());
  receipt = test::receipt();
  receipt.serviceId = QString(121, u'x');
  row("a long service", receipt, test::terms());
  row("a ticket for ever", ticket(), test::terms());
  row("a ticket for two days", ticket(), until("2026-06-12T08:00:05Z"));
  auto unbound = ticket();
  unbound.holderHash.clear();
  row("a ticket for anybody", unbound, until("2026-06-11T08:00:05Z"));
  row("a pass for ever", pass(), test::terms());
  row("a pass without a start", pass(), until("2026-12-31T00:00:00Z"));
  auto almighty = pass();
  almighty.level = static_cast<credential::AccessLevel>(4);
  row("a level that is none", almighty, until("2026-12-31T00:00:00Z", "2026-06-01T00:00:00Z"));
}

void TestHallCredential::isNotIssuedWrong() {
  QFETCH(const HallClaims, claims);
  QFETCH(const Terms, terms);
  QCOMPARE(credential::issue(claims, terms, test::p256()).error().code, QByteArray("credential.claims"));
}

void TestHallCredential::fitsItsCode() {
  for (const auto& key : {test::p256(), test::ed25519()}) {
    Terms terms = test::terms();
    terms.issuer.clear();
    const QByteArray text = credential::issue(test::receipt(), terms, key).value();
    qInfo("receipt: %lld characters of %lld", static_cast<long long>(text.size()), static_cast<long long>(kVersion10M));
    // With ten characters to spare for a longer service or acceptance number.
    QVERIFY2(text.size() + 10 <= kVersion10M, QByteArray::number(text.size()));
    // Alphanumeric mode packs these alone.
    QVERIFY(credential::decodeBase45(QByteArrayView(text).sliced(6)));
  }
}

void TestHallCredential::namesNobody() {
  const QByteArray number = "11010519491231002X";
  auto bound = ticket();
  bound.holderSalt = seal::freshSalt().value();
  bound.holderHash = seal::holderHash(number, bound.holderSalt).value();
  QVERIFY(credential::isHolder(bound, number).value());
  QVERIFY(!credential::isHolder(bound, "110105194912310038").value());
  const QByteArray text = credential::issue(bound, until("2026-06-11T08:00:05Z"), test::p256()).value();
  const QByteArray content =
      credential::unpack(credential::decodeBase45(QByteArrayView(text).sliced(6)).value(), 65536).value();
  QVERIFY(!content.contains(number) && !content.contains(number.left(6)));
  // Another salt, another hash: two tickets of one person have nothing in common.
  QVERIFY(seal::holderHash(number, seal::freshSalt().value()).value() != bound.holderHash);
}

void TestHallCredential::itsKindIsNotAnothers() {
  const auto key = test::p256();
  const auto list = test::listOf({test::signerOf(key, {Kind::Receipt, Kind::Cwt})});
  const auto at = test::at("2026-06-10T09:00:00Z");
  const QByteArray text = credential::issue(pass(), until("2026-12-31T00:00:00Z", "2026-06-01T00:00:00Z"), key).value();
  QCOMPARE(credential::verify(text, &list, at).failed.value(), credential::Check::KeyUsage);
  // Behind the other prefix the same bytes are claims like any others, and open no door.
  const auto other = credential::verify("HC1:" + text.mid(6), &list, at);
  QVERIFY(std::holds_alternative<std::monostate>(other.hall));
  QCOMPARE(other.kinds, QList<Kind>{Kind::Cwt});
}

void TestHallCredential::thePrintedCodeIsNotTakenForOne() {
  QVERIFY(!credential::looksLikeCredential("HALL1:R:01932a7e-8c1d-7c3b-9a52-3f0e6d1b2c4a:0123456789abcdef"));
  QVERIFY(!credential::looksLikeCredential("https://example.org"));
  QVERIFY(credential::looksLikeCredential("HC1:6BF"));
}

QTEST_APPLESS_MAIN(TestHallCredential)
#include "tst_hall_credential.moc"
