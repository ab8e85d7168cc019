// Frames go out byte for byte as documented, and whatever comes in is either a sound reply or a named fault.
#include <QtTest>

#include "drivers/idcard/sam_protocol.h"

using namespace hall::drivers::sam;
using hall::Failure;

class TestSamProtocol : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void asksInTheDocumentedBytes_data();
  void asksInTheDocumentedBytes();
  void findsAReplyBehindJunk();
  void waitsForTheRest();
  void refusesABadChecksum();
  void refusesAnImpossibleLength_data();
  void refusesAnImpossibleLength();
  void givesUpOnEndlessJunk();
  void ignoresTheCardsOwnStatus();
  void namesEveryStatus_data();
  void namesEveryStatus();
  void tellsALateReplyByItsSize();
  void takesTheRecordApartByItsLengths();
  void takesAFingerprintOnlyWhereThereIsOne();
  void knowsTheSizesOfItsFrames();
  void formatsTheSamId();
};

void TestSamProtocol::asksInTheDocumentedBytes_data() {
  QTest::addColumn<int>("command");
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("reset") << int(Command::Reset) << QByteArray("AAAAAA9669000310FFEC");
  QTest::newRow("status") << int(Command::Status) << QByteArray("AAAAAA9669000311FFED");
  QTest::newRow("id") << int(Command::SamId) << QByteArray("AAAAAA9669000312FFEE");
  QTest::newRow("find") << int(Command::FindCard) << QByteArray("AAAAAA96690003200122");
  QTest::newRow("select") << int(Command::SelectCard) << QByteArray("AAAAAA96690003200221");
  QTest::newRow("read") << int(Command::ReadCard) << QByteArray("AAAAAA96690003300132");
}

void TestSamProtocol::asksInTheDocumentedBytes() {
  QFETCH(int, command);
  QFETCH(QByteArray, bytes);
  QCOMPARE(request(Command(command)).toHex().toUpper(), bytes);
}

void TestSamProtocol::findsAReplyBehindJunk() {
  const QByteArray none = QByteArray::fromHex("AAAAAA96690004000080 84");
  for (const QByteArray& before :
       {QByteArray(), QByteArray("\x00\xFF", 2), QByteArray("\xAA\xAA\x96", 3), QByteArray(60, 'x')}) {
    const auto found = scan(before + none + "next");
    QVERIFY(found && found->reply);
    QCOMPARE(int(found->reply->status), 0x80);
    QCOMPARE(found->used, before.size() + none.size());
  }
  const auto withoutFirst = scan(none.mid(1));
  QVERIFY(withoutFirst && withoutFirst->reply);
}

void TestSamProtocol::waitsForTheRest() {
  const QByteArray whole = encodeReply({0x90, QByteArray(8, '\0')});
  for (qsizetype i = 0; i < whole.size(); ++i) {
    const auto found = scan(whole.first(i));
    QVERIFY2(found && !found->reply, qPrintable(QString::number(i)));
  }
}

void TestSamProtocol::refusesABadChecksum() {
  QByteArray reply = encodeReply({0x9F, QByteArray(4, '\0')});
  for (qsizetype i = 9; i < reply.size(); ++i) {
    QByteArray broken = reply;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    const auto found = scan(broken);
    QVERIFY(!found);
    QCOMPARE(found.error().code, QByteArray("card.checksum"));
    QCOMPARE(found.error().kind, Failure::Garbled);
  }
}

void TestSamProtocol::refusesAnImpossibleLength_data() {
  QTest::addColumn<QByteArray>("length");
  QTest::newRow("zero") << QByteArray("0000");
  QTest::newRow("one") << QByteArray("0001");
  QTest::newRow("three") << QByteArray("0003");
  QTest::newRow("just too long") << QByteArray("1001");
  QTest::newRow("all ones") << QByteArray("FFFF");
}

void TestSamProtocol::refusesAnImpossibleLength() {
  QFETCH(QByteArray, length);
  const auto found = scan(QByteArray::fromHex("AAAAAA9669" + length + "0000"));
  QVERIFY(!found);
  QCOMPARE(found.error().code, QByteArray("card.frame"));
}

void TestSamProtocol::givesUpOnEndlessJunk() {
  QVERIFY(scan(QByteArray(40, '\xAA')));
  QVERIFY(!scan(QByteArray(400, '\xAA')));
}

void TestSamProtocol::ignoresTheCardsOwnStatus() {
  // SW1 and SW2 repeat what the card itself said and are no fault of the frame.
  QByteArray reply = QByteArray::fromHex("AAAAAA966900046A828000");
  reply.back() = static_cast<char>(0x04 ^ 0x6A ^ 0x82 ^ 0x80);
  const auto found = scan(reply);
  QVERIFY(found && found->reply);
  QCOMPARE(errorOf(*found->reply)->code, QByteArray("card.none"));
}

void TestSamProtocol::namesEveryStatus_data() {
  QTest::addColumn<int>("status");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QByteArray>("code");
  const auto row = [](const char* name, int status, Failure kind, const char* code) {
    QTest::newRow(name) << status << int(kind) << QByteArray(code);
  };
  row("none", 0x80, Failure::NotFound, "card.none");
  row("select", 0x81, Failure::Garbled, "card.select-failed");
  row("misheard", 0x10, Failure::Garbled, "reader.link");
  row("sequence", 0x23, Failure::Internal, "reader.command");
  row("rejected", 0x32, Failure::Garbled, "card.rejected");
  row("read", 0x41, Failure::Garbled, "card.read-failed");
  row("self-test", 0x60, Failure::Refused, "reader.self-test");
  row("not authorised", 0x66, Failure::Refused, "reader.not-authorised");
  row("never seen", 0xC3, Failure::Garbled, "reader.unknown-status");
}

void TestSamProtocol::namesEveryStatus() {
  QFETCH(int, status);
  QFETCH(int, kind);
  QFETCH(QByteArray, code);
  const auto error = errorOf({static_cast<uint8_t>(status), {}});
  QVERIFY(error);
  QCOMPARE(int(error->kind), kind);
  QCOMPARE(error->code, code);
  QVERIFY(!errorOf({0x90, {}}) && !errorOf({0x9F, {}}) && !errorOf({0x91, {}}));
}

void TestSamProtocol::tellsALateReplyByItsSize() {
  const Reply record{0x90, QByteArray(4 + 256 + 1024, 'x')};
  QVERIFY(fits(Command::ReadCard, record));
  QVERIFY(!fits(Command::FindCard, record));
  QVERIFY(!fits(Command::SelectCard, {0x9F, QByteArray(4, '\0')}));
  QVERIFY(fits(Command::FindCard, {0x80, {}}));
}

void TestSamProtocol::takesTheRecordApartByItsLengths() {
  const QByteArray lengths("\x01\x00\x04\x00", 4);
  const auto whole = splitRecord(Command::ReadCard, lengths + QByteArray(256, 't') + QByteArray(1024, 'p'));
  QVERIFY(whole);
  QCOMPARE(whole->text, QByteArray(256, 't'));
  QCOMPARE(whole->photo, QByteArray(1024, 'p'));
  QVERIFY(!splitRecord(Command::ReadCard, {}));
  QVERIFY(!splitRecord(Command::ReadCard, lengths + QByteArray(256, 't') + QByteArray(1023, 'p')));
  QVERIFY(!splitRecord(Command::ReadCard, QByteArray("\xFF\xFF\xFF\xFF", 4) + QByteArray(1280, 't')));
}

void TestSamProtocol::takesAFingerprintOnlyWhereThereIsOne() {
  const QByteArray text(256, 't');
  const QByteArray photo(1024, 'p');
  const QByteArray finger(1024, 'f');
  const auto with =
      splitRecord(Command::ReadWithFingerprint, QByteArray("\x01\x00\x04\x00\x04\x00", 6) + text + photo + finger);
  QVERIFY(with);
  QCOMPARE(with->text, text);
  QCOMPARE(with->photo, photo);
  QCOMPARE(with->fingerprint, finger);
  const auto without =
      splitRecord(Command::ReadWithFingerprint, QByteArray("\x01\x00\x04\x00\x00\x00", 6) + text + photo);
  QVERIFY(without);
  QCOMPARE(without->fingerprint, QByteArray());
  // The photo's length and the fingerprint's must not be mixed up, nor one be taken for the other.
  QVERIFY(
      !splitRecord(Command::ReadWithFingerprint, QByteArray("\x01\x00\x04\x00\x00\x04", 6) + text + photo + "1234"));
  QVERIFY(!splitRecord(Command::ReadWithFingerprint, QByteArray("\x01\x00\x04\x00\x04\x00", 6) + text + photo));
  QVERIFY(!splitRecord(Command::ReadCard, QByteArray("\x01\x00\x04\x00\x04\x00", 6) + text + photo + finger));
}

void TestSamProtocol::knowsTheSizesOfItsFrames() {
  const auto size = [](uint8_t status, qsizetype data) { return encodeReply({status, QByteArray(data, '\0')}).size(); };
  QCOMPARE(size(0x90, 4 + 256 + 1024), 1295);
  QCOMPARE(size(0x90, 6 + 256 + 2 * 1024), 2321);
  QCOMPARE(size(0x90, 6 + 256 + 1024), 1297);
  QCOMPARE(size(0x90, 70), 81);
  QVERIFY(fits(Command::ReadNewestAddress, {0x91, {}}));
  QVERIFY(fits(Command::ReadNewestAddress, {0x90, QByteArray(70, ' ')}));
  QVERIFY(!fits(Command::ReadNewestAddress, {0x90, QByteArray(8, ' ')}));
  QVERIFY(!fits(Command::Rate57600, {0x90, QByteArray(8, ' ')}));
}

void TestSamProtocol::formatsTheSamId() {
  QCOMPARE(formatSamId(QByteArray::fromHex("0500030001D934010100000002000000")),
           QByteArray("05.03-20240641-0000000001-0000000002"));
  QCOMPARE(formatSamId("short"), QByteArray());
}

QTEST_GUILESS_MAIN(TestSamProtocol)
#include "tst_sam_protocol.moc"
