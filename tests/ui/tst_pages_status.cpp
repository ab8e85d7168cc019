// What the authority decided, as its citizen reads it: every word it may say, in every size, theme and language, found
// by the receipt's code and by the card, and before the same matter is filled in again.
#include <QtTest>

#include "drivers/sim/people.h"
#include "kiosk-app/core/receipt_code.h"
#include "sync/base/identifier.h"
#include "tests/support/fake_platform_keys.h"
#include "tests/ui/kiosk_on_glass.h"

using hall::kiosk::CitizenDesk;
using hall::model::Submission;
using Step = CitizenDesk::Step;

class TestPagesStatus : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void byTheCode_data();
  void byTheCode();
  void byTheCard();
  void beforeItIsFilledInAgain();

 private:
  [[nodiscard]] hall::outbox::Outbox& outbox() const { return *m_outbox; }
  Submission handedIn(const QByteArray& subjectKey);
  void conclude(const Submission& submission, const char* status, const QString& zh, const QString& en,
                const QByteArray& instead = {});
  void layPensioner() const {
    QTest::qWait(400);  // the reader has seen that it is empty
    QVERIFY(m_glass.levers().layCard(QStringLiteral("pensioner")));
  }
  void takeCard() const {
    m_glass.levers().takeCard();
    QTRY_VERIFY(!m_glass.kiosk->bay().servedCardPresent());
  }
  void inspect(const QString& page) const {
    const QStringList faults = m_glass.inspect(page);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QStringLiteral("; "))));
  }
  [[nodiscard]] hall::kiosk::ReceiptController& receipt() const { return *m_glass.desk().receipt(); }

  const hall::SystemClock m_clock;
  hall::Log m_log{m_clock, [](const QByteArray&) {}};
  const hall::test::PlatformKeys m_platform;
  std::unique_ptr<hall::outbox::Outbox> m_outbox;  // before the kiosk has it
  hall::test::KioskOnGlass m_glass;
  QMap<QByteArray, Submission> m_handedIn;  // by what became of it
};

Submission TestPagesStatus::handedIn(const QByteArray& subjectKey) {
  hall::outbox::SealRequest request{hall::mintIdentifier(m_clock), "pension-confirmation", "service", {}, {}};
  request.subjectKey = subjectKey;
  const Submission submission = outbox().seal(request).value();
  (void)outbox().announced(submission.submissionId).value();
  (void)outbox().beginCommit(submission.submissionId).value();
  return outbox()
      .settle(submission.submissionId, m_platform.receipt(submission.submissionId, submission.digest))
      .value();
}

void TestPagesStatus::conclude(const Submission& submission, const char* status, const QString& zh, const QString& en,
                               const QByteArray& instead) {
  const QByteArray message =
      m_platform.said({{QStringLiteral("submission_id"), QString::fromLatin1(submission.submissionId)},
                       {QStringLiteral("digest"), QString::fromLatin1(submission.digest)},
                       {QStringLiteral("business_status"), QString::fromLatin1(status)},
                       {QStringLiteral("duplicate_of"), QString::fromLatin1(instead)},
                       {QStringLiteral("acceptance_no"), QStringLiteral("20261102-000001")},
                       {QStringLiteral("message"), QJsonObject{{QStringLiteral("zh"), zh}, {QStringLiteral("en"), en}}},
                       {QStringLiteral("decided_at"), QStringLiteral("2026-11-03T02:00:00.000Z")}});
  QVERIFY(outbox().conclude(submission.submissionId, message));
  m_handedIn.insert(status, submission);
}

void TestPagesStatus::initTestCase() {
  QVERIFY(m_glass.layGround(m_platform));
  const auto key =
      hall::seal::TerminalKey::openOrCreate(m_glass.data.filePath(QStringLiteral("keys")), m_clock).value();
  m_outbox = hall::outbox::Outbox::open(m_glass.data.filePath(QStringLiteral("outbox")), key, m_platform.certificates(),
                                        m_clock, m_log, {.minimumFreeBytes = 0})
                 .value();
  const auto people = hall::drivers::sim::builtInPeople().value();
  QCOMPARE(people.constFirst().key, QStringLiteral("pensioner"));
  const QByteArray pensioner = key.subjectKey(people.constFirst().card.number.toUtf8());
  conclude(handedIn(pensioner), "accepted", QStringLiteral("您的养老待遇资格认证已经通过。"),
           QStringLiteral("Your confirmation has been accepted."));
  conclude(handedIn(pensioner), "duplicate-of", {}, {}, m_handedIn.value("accepted").submissionId);
  conclude(handedIn(pensioner), "refused", QStringLiteral("您的参保地不在本市，应当由参保地的社保机构认证。"),
           QStringLiteral("You are insured in another city; the office there has to confirm it."));
  conclude(handedIn(pensioner), "needs-supplement",
           QStringLiteral("还要补：1. 银行卡复印件；2. 近期免冠照片一张。请在 11 月 20 日前补交。"),
           QStringLiteral("Please bring: 1. a copy of your bank card; 2. a recent photo. Until 20 November."));
  const Submission held =
      outbox().seal({hall::mintIdentifier(m_clock), "pension-confirmation", "service", {}, {}}).value();
  m_handedIn.insert("held", outbox().hold(held.submissionId, "urn:hall:problem:not-yours").value());
  m_outbox.reset();
  QVERIFY(m_glass.open());
}

void TestPagesStatus::byTheCode_data() {
  QTest::addColumn<QByteArray>("status");
  for (const char* status : {"accepted", "needs-supplement", "refused", "duplicate-of", "held"}) {
    QTest::newRow(status) << QByteArray(status);
  }
}

void TestPagesStatus::byTheCode() {
  QFETCH(const QByteArray, status);
  const Submission submission = m_handedIn.value(status);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("查收到没有")));
  m_glass.levers().showCode(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
  QTRY_VERIFY_WITH_TIMEOUT(!receipt().lookupState().isEmpty(), 10000);
  m_glass.levers().hideCode();
  QVERIFY(!receipt().lookupNext().isEmpty());
  QCOMPARE(receipt().lookupMessage().isEmpty(), status == "duplicate-of" || status == "held");
  inspect(QStringLiteral("status-") + QString::fromLatin1(status));
  m_glass.press(Qt::Key_Right);
  QCOMPARE(m_glass.desk().step(), Step::Home);
}

void TestPagesStatus::byTheCard() {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("查收到没有")));
  layPensioner();
  QTRY_COMPARE_WITH_TIMEOUT(receipt().lookupChoices().size(), 4, 10000);
  takeCard();
  inspect(QStringLiteral("status-which"));
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("养老待遇领取资格认证")));  // the first one: the newest
  QTRY_VERIFY(receipt().lookupMessage().contains(QStringLiteral("银行卡复印件")));
  m_glass.press(Qt::Key_Right);
}

void TestPagesStatus::beforeItIsFilledInAgain() {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("养老待遇领取资格认证")));
  m_glass.press(Qt::Key_Right);
  layPensioner();
  QTRY_COMPARE_WITH_TIMEOUT(m_glass.desk().step(), Step::Confirm, 10000);
  takeCard();
  QVERIFY(m_glass.desk().matter()->handedIn().contains(QStringLiteral("银行卡复印件")));
  inspect(QStringLiteral("status-confirm"));
}

QTEST_MAIN(TestPagesStatus)
#include "tst_pages_status.moc"
