// The envelope of HID readers byte by byte, and that whatever else comes is refused.
#include <QJsonArray>
#include <QtTest>

#include "drivers/idcard/hid_envelope.h"
#include "drivers/idcard/hid_frames.h"
#include "drivers/idcard/sam_model.h"

using namespace hall::drivers;
using hid::Envelope;

class TestHidEnvelope : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sealsARequest();
  void refusesARequestThatDoesNotFit();
  void opensAReply();
  void refusesWhatIsChanged();
  void cutsFramesInReports();
  void readsQuirks();
};

void TestHidEnvelope::sealsARequest() {
  const auto report = hid::seal(QByteArray::fromHex("AAAAAA9669000320 0122"), Envelope(), 64);
  QVERIFY(report);
  QCOMPARE(report->size(), 64);
  // Length 11: command and frame. Checksum 0x03FF: 0B + 00 + B1 + the frame's bytes.
  QCOMPARE(report->first(18).toHex().toUpper(), QByteArray("8800000B00B1AAAAAA96690003200122FF03"));
  QCOMPARE(report->mid(18), QByteArray(46, '\0'));
}

void TestHidEnvelope::refusesARequestThatDoesNotFit() {
  QVERIFY(hid::seal(QByteArray(56, 'x'), Envelope(), 64));
  QVERIFY(!hid::seal(QByteArray(57, 'x'), Envelope(), 64));
}

void TestHidEnvelope::opensAReply() {
  for (const int lead : {0, 2}) {
    Envelope envelope;
    envelope.lead = lead;
    const auto letter = hid::unseal(hid::sealReply({7, "payload"}, envelope, 64), envelope);
    QVERIFY2(letter, letter ? "" : letter.error().code.constData());
    QCOMPARE(int(letter->result), 7);
    QCOMPARE(letter->payload, QByteArray("payload"));
  }
}

void TestHidEnvelope::refusesWhatIsChanged() {
  const QByteArray report = hid::sealReply({0, QByteArray(54, 'p')}, Envelope(), 64);
  QCOMPARE(report.size(), 64);
  for (qsizetype at = 0; at < report.size(); ++at) {
    if (at == 1 || at == 2) continue;  // the serial number is not looked at
    QByteArray changed = report;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const auto letter = hid::unseal(changed, Envelope());
    QVERIFY2(!letter, qPrintable(QString::number(at)));
    QVERIFY(letter.error().code == "card.checksum" || letter.error().code == "card.frame");
  }
  for (qsizetype size = 0; size < report.size(); ++size) QVERIFY(!hid::unseal(report.first(size), Envelope()));
}

void TestHidEnvelope::cutsFramesInReports() {
  QCOMPARE(hid::cutInReports("abc", 8), QList<QByteArray>{QByteArray("abc\0\0\0\0\0", 8)});
  QCOMPARE(hid::cutInReports(QByteArray(1295, 'x'), 64).size(), 21);
  QCOMPARE(hid::cutInReports(QByteArray(128, 'x'), 64), QList<QByteArray>(2, QByteArray(64, 'x')));
  QVERIFY(hid::cutInReports({}, 64).isEmpty());
}

void TestHidEnvelope::readsQuirks() {
  const auto model =
      sam::readQuirks({{QStringLiteral("transport"), QStringLiteral("hid-envelope")},
                       {QStringLiteral("envelope"), QJsonObject{{QStringLiteral("requestFlag"), QStringLiteral("0x5A")},
                                                                {QStringLiteral("lead"), 0}}},
                       {QStringLiteral("collision"), QJsonArray{QStringLiteral("0x35"), 54}}});
  QVERIFY2(model, model ? "" : qPrintable(model.error().detail));
  QCOMPARE(model->transport, sam::Model::Transport::HidEnvelope);
  QCOMPARE(model->envelope, (Envelope{0x5A, 0xAA, 0xB1, 0}));
  QCOMPARE(model->collision, (QList<uint8_t>{0x35, 54}));
  QVERIFY(!sam::readQuirks({{QStringLiteral("transport"), QStringLiteral("pigeon")}}));
  QVERIFY(!sam::readQuirks({{QStringLiteral("collision"), QJsonArray{300}}}));
}

QTEST_GUILESS_MAIN(TestHidEnvelope)
#include "tst_hid_envelope.moc"
