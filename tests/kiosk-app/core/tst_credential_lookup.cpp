// A signed receipt from elsewhere is told to be genuine, without a line; a forged, unknown or damaged one is told to be
// what it is; and a terminal without a list, or with a broken one, believes nobody.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"
#include "tests/support/trusted_issuer.h"

using hall::credential::Check;
using hall::credential::Listener;
using hall::test::Terminal;
using hall::test::TrustedIssuer;

class TestCredentialLookup : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isGenuine();
  void isForged();
  void isDamaged();
  void isFromNobodyKnown();
  void aBrokenListTrustsNobodyAndIsLogged();
  void aNewListCountsAtOnce();

 private:
  const TrustedIssuer m_issuer;

  static hall::credential::ReceiptPass pass(const Terminal& terminal) {
    return {"01900000-0000-7000-8000-000000000001", "0123456789abcdef", QStringLiteral("20261102-000009"),
            terminal.ground.clock.now().addDays(-1), QStringLiteral("pension-confirmation")};
  }
  static QString folder(const Terminal& terminal) { return terminal.ground.temporary.path(); }
  static std::optional<hall::credential::Verdict> shown(const Terminal& terminal, const QString& text) {
    terminal.visit().lookUp();
    terminal.levers().showCode(text);
    (void)QTest::qWaitFor([&] { return !terminal.core->lookup.looking(); }, 10'000);
    return terminal.core->lookup.verdict();
  }
};

void TestCredentialLookup::isGenuine() {
  const Terminal terminal;
  const QDateTime now = terminal.ground.clock.now();
  QVERIFY(m_issuer.trustedIn(folder(terminal), now.date().addDays(-3)));
  const auto verdict = shown(terminal, m_issuer.receipt(pass(terminal), now.addDays(-1)));
  QVERIFY(verdict && verdict->isValid());
  QVERIFY(!verdict->listStale);
  QCOMPARE(verdict->listDate.date(), now.date().addDays(-3));
  QCOMPARE(verdict->signer.in(hall::model::Language::Chinese), QStringLiteral("示例市社会保险局"));
  const auto* receipt = std::get_if<hall::credential::ReceiptPass>(&verdict->hall);
  QVERIFY(receipt != nullptr);
  QCOMPARE(receipt->acceptanceNo, QStringLiteral("20261102-000009"));
  QCOMPARE(hall::credential::answerWord(*verdict, Listener::Citizen), QStringLiteral("credential.genuine.citizen"));
  QVERIFY(!terminal.core->lookup.trouble());
  terminal.visit().back();
  QVERIFY(!terminal.core->lookup.verdict());  // gone with the page
}

void TestCredentialLookup::isForged() {
  const Terminal terminal;
  const QDateTime now = terminal.ground.clock.now();
  QVERIFY(m_issuer.trustedIn(folder(terminal), now.date()));
  TrustedIssuer forger;
  const auto verdict = shown(terminal, forger.receipt(pass(terminal), now));
  QVERIFY(verdict);
  QCOMPARE(verdict->failed, Check::SignerUnknown);
}

void TestCredentialLookup::isDamaged() {
  const Terminal terminal;
  const QDateTime now = terminal.ground.clock.now();
  QVERIFY(m_issuer.trustedIn(folder(terminal), now.date()));
  QString text = m_issuer.receipt(pass(terminal), now);
  text.chop(9);
  const auto verdict = shown(terminal, text);
  QVERIFY(verdict && !verdict->isValid());
}

void TestCredentialLookup::isFromNobodyKnown() {
  const Terminal terminal;
  const auto verdict = shown(terminal, m_issuer.receipt(pass(terminal), terminal.ground.clock.now()));
  QVERIFY(verdict);
  QCOMPARE(verdict->failed, Check::SignerUnknown);
}

void TestCredentialLookup::aBrokenListTrustsNobodyAndIsLogged() {
  const Terminal terminal;
  QVERIFY(m_issuer.trustedIn(folder(terminal), terminal.ground.clock.now().date()));
  QFile list(folder(terminal) + QStringLiteral("/trust-list.cms"));
  QVERIFY(list.resize(list.size() / 2));
  const auto verdict = shown(terminal, m_issuer.receipt(pass(terminal), terminal.ground.clock.now()));
  QVERIFY(verdict);
  QCOMPARE(verdict->failed, Check::SignerUnknown);
  QVERIFY(std::any_of(terminal.ground.lines.begin(), terminal.ground.lines.end(),
                      [](const QByteArray& line) { return line.contains("trust-list.not-read"); }));
}

void TestCredentialLookup::aNewListCountsAtOnce() {
  const Terminal terminal;
  const QDateTime now = terminal.ground.clock.now();
  const QString text = m_issuer.receipt(pass(terminal), now);
  QVERIFY(!shown(terminal, text)->isValid());
  QVERIFY(m_issuer.trustedIn(folder(terminal), now.date()));
  QVERIFY(shown(terminal, text)->isValid());
}

QTEST_GUILESS_MAIN(TestCredentialLookup)
#include "tst_credential_lookup.moc"
