// What is read besides the text: the newest address and the portrait, the fingerprint only for who asks for it; and
// what the reader does about two cards and about a module that is not well.
#include <QtTest>

#include "drivers/idcard/sam_reader.h"
#include "tests/drivers/answering_port.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::AnsweringPort;
using sam::Command;

namespace {

constexpr ReadRequest withFingerprint{.fingerprint = ReadRequest::Fingerprint::Wanted};
const QByteArray finger(1024, 'f');

}  // namespace

class TestSamExtras : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void readsTheNewestAddress();
  void readsWithoutTheNewestAddress_data();
  void readsWithoutTheNewestAddress();
  void soonAsksNoMoreForAnAddressThatIsNeverAnswered();
  void neverAsksForAFingerprintUnasked();
  void readsTheFingerprintWhenAsked();
  void readsACardWithoutFingerprint();
  void readsFromAModuleThatKnowsNoFingerprints();
  void decodesThePhoto();
  void namesACollision();
  void namesACollisionOfThisModel();
  void resetsAfterThreeFailedLooks();
  void closesWhenTheResetDoesNotHelp();
  void neverResetsForACard();

 private:
  Result<IdCard> read(const ReadRequest& request = {}) { return m_reader->read(request, {}); }
  void open(SamReader::Traits traits = {});

  std::shared_ptr<AnsweringPort::Module> m_module;
  std::unique_ptr<SamReader> m_reader;
};

void TestSamExtras::init() {
  m_module = std::make_shared<AnsweringPort::Module>();
  m_module->layCard();
  open();
}

void TestSamExtras::open(SamReader::Traits traits) {
  m_reader = std::make_unique<SamReader>(std::make_unique<AnsweringPort>(m_module), QStringLiteral("test"),
                                         SamReader::Timing{20ms, 20ms, 20ms, 20ms, 20ms}, std::move(traits));
}

void TestSamExtras::readsTheNewestAddress() {
  m_module->stage.change([](auto& state) { state.newestAddress = QStringLiteral("虚构省新居路2号"); });
  const Result<IdCard> card = read();
  QVERIFY(card);
  QCOMPARE(card->newestAddress, QStringLiteral("虚构省新居路2号"));
  QCOMPARE(card->address, QStringLiteral("虚构省示例市样板区测试路1号"));
  m_module->heard.clear();
  const Result<IdCard> without = read({.newestAddress = ReadRequest::NewestAddress::Unwanted});
  QVERIFY(without);
  QCOMPARE(without->newestAddress, QString());
  QCOMPARE(m_module->times(Command::ReadNewestAddress), 0);
}

void TestSamExtras::readsWithoutTheNewestAddress_data() {
  QTest::addColumn<QByteArray>("answer");
  QTest::newRow("none on the card") << sam::encodeReply({0x91, {}});
  QTest::newRow("read failed") << sam::encodeReply({0x41, {}});
  QTest::newRow("unknown command") << sam::encodeReply({0x21, {}});
  QTest::newRow("another size") << sam::encodeReply({0x90, QByteArray(68, ' ')});
  QTest::newRow("silence") << QByteArray();
  QTest::newRow("wrong checksum") << QByteArray::fromHex("AAAAAA9669000400009195");
}

void TestSamExtras::readsWithoutTheNewestAddress() {
  QFETCH(QByteArray, answer);
  m_module->answer = [answer](Command command, const QByteArray& usual) {
    return command == Command::ReadNewestAddress ? answer : usual;
  };
  for (int i = 0; i < 2; ++i) {
    const Result<IdCard> card = read();
    QVERIFY2(card, card ? "" : card.error().code.constData());
    QCOMPARE(card->name, QStringLiteral("测试样例"));
    QCOMPARE(card->newestAddress, QString());
  }
}

void TestSamExtras::soonAsksNoMoreForAnAddressThatIsNeverAnswered() {
  m_module->answer = [](Command command, const QByteArray& usual) {
    return command == Command::ReadNewestAddress ? QByteArray() : usual;
  };
  for (int i = 0; i < 5; ++i) QVERIFY(read());
  QCOMPARE(m_module->times(Command::ReadNewestAddress), 2);
}

void TestSamExtras::neverAsksForAFingerprintUnasked() {
  m_module->stage.change([](auto& state) { state.fingerprint = finger; });
  const Result<IdCard> card = read();
  QVERIFY(card);
  QCOMPARE(card->fingerprint, QByteArray());
  QCOMPARE(m_module->times(Command::ReadWithFingerprint), 0);
}

void TestSamExtras::readsTheFingerprintWhenAsked() {
  m_module->stage.change([](auto& state) { state.fingerprint = finger; });
  Result<IdCard> card = read(withFingerprint);
  QVERIFY(card);
  QCOMPARE(card->fingerprint, finger);
  QCOMPARE(card->photo.size(), 1024);
  QCOMPARE(m_module->times(Command::ReadCard), 0);
  card->wipe();
  QVERIFY(card->fingerprint.isEmpty() && card->newestAddress.isEmpty() && card->portrait.rgb.isEmpty());
}

void TestSamExtras::readsACardWithoutFingerprint() {
  const Result<IdCard> card = read(withFingerprint);
  QVERIFY(card);
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QCOMPARE(card->fingerprint, QByteArray());
}

void TestSamExtras::readsFromAModuleThatKnowsNoFingerprints() {
  m_module->answer = [](Command command, const QByteArray& usual) {
    return command == Command::ReadWithFingerprint ? sam::encodeReply({0x21, {}}) : usual;
  };
  const Result<IdCard> card = read(withFingerprint);
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
}

void TestSamExtras::decodesThePhoto() {
  QByteArray seen;
  open({{}, [&seen](const QByteArray& photo, const Deadline&) {
          seen = photo;
          return Portrait{1, 1, "rgb"};
        }});
  const Result<IdCard> card = read();
  QVERIFY(card);
  QCOMPARE(seen, card->photo);
  QCOMPARE(card->portrait.rgb, QByteArray("rgb"));
}

void TestSamExtras::namesACollision() {
  m_module->stage.change([](auto& state) { state.fault = sim::CardFault::Collision; });
  for (const char* code : {"card.select-failed", "card.select-failed", "card.collision", "card.collision"}) {
    QCOMPARE(read().error().code, QByteArray(code));
  }
  // Lifted, and one of the two laid again: a single failure is no collision then.
  m_module->stage.change([](auto& state) { state.card.reset(); });
  QCOMPARE(read().error().code, QByteArray("card.none"));
  m_module->layCard();
  QCOMPARE(read().error().code, QByteArray("card.select-failed"));
  m_module->stage.change([](auto& state) { state.fault = sim::CardFault::None; });
  QVERIFY(read());
}

void TestSamExtras::namesACollisionOfThisModel() {
  open({{0x35}, {}});
  m_module->answer = [](Command command, const QByteArray& usual) {
    return command == Command::FindCard ? sam::encodeReply({0x35, {}}) : usual;
  };
  const Result<IdCard> card = read();
  QCOMPARE(card.error().code, QByteArray("card.collision"));
  QCOMPARE(card.error().kind, Failure::Garbled);
}

void TestSamExtras::resetsAfterThreeFailedLooks() {
  bool well = false;
  m_module->answer = [&well](Command command, const QByteArray& usual) {
    well = well || command == Command::Reset;
    return well ? usual : QByteArray();
  };
  for (int i = 0; i < 2; ++i) {
    const DeviceReport report = m_reader->report();
    QCOMPARE(report.state, DeviceState::HardwareError);
    QCOMPARE(report.code, QByteArray("reader.silent"));
  }
  QCOMPARE(m_module->times(Command::Reset), 0);
  QCOMPARE(m_reader->report().state, DeviceState::Online);
  QCOMPARE(m_module->times(Command::Reset), 1);
  QVERIFY(read());
}

void TestSamExtras::closesWhenTheResetDoesNotHelp() {
  m_module->answer = [](Command, const QByteArray&) { return QByteArray(); };
  for (int i = 0; i < 2; ++i) m_reader->report();
  const DeviceReport report = m_reader->report();
  QCOMPARE(report.state, DeviceState::PowerOff);  // so that its seat opens it anew
  QCOMPARE(report.code, QByteArray("reader.silent"));
  QVERIFY(m_module->closed);
}

void TestSamExtras::neverResetsForACard() {
  m_module->answer = [](Command command, const QByteArray& usual) {
    return command == Command::ReadCard ? QByteArray() : usual;
  };
  for (int i = 0; i < 6; ++i) QCOMPARE(read().error().code, QByteArray("reader.silent"));
  QCOMPARE(m_module->times(Command::Reset), 0);
}

QTEST_GUILESS_MAIN(TestSamExtras)
#include "tst_sam_extras.moc"
