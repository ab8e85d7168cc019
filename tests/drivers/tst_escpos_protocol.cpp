// A slip becomes exactly the documented bytes, no character is lost silently, and status bytes are told from noise.
#include <QtTest>

#include "drivers/printer/escpos_status.h"

using namespace hall::drivers;
using namespace hall::drivers::escpos;
using hall::Failure;

namespace {

PaperLine text(const QString& words) {
  return {PaperLine::Kind::Text, words, PaperLine::Align::Left, PaperLine::Size::Normal};
}

}  // namespace

class TestEscposProtocol : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void encodesCharactersByCharset_data();
  void encodesCharactersByCharset();
  void neverLetsCommandsThroughText();
  void drawsALineTheFontLacks();
  void drawsTheWholeLine_data();
  void drawsTheWholeLine();
  void leavesNoRealTimeCommandInAnImage();
  void marksAMissingTypeWithoutARaster();
  void printsACodeInTheDocumentedBytes();
  void wrapsBetweenCodePoints();
  void tellsStatusFromNoise();
  void ranksTheTroubles();
};

void TestEscposProtocol::encodesCharactersByCharset_data() {
  QTest::addColumn<QString>("character");
  QTest::addColumn<QByteArray>("gb2312");
  QTest::addColumn<QByteArray>("gbk");
  QTest::addColumn<QByteArray>("gb18030");
  const auto row = [](const char* name, const QString& c, const char* a, const char* b, const char* d) {
    QTest::newRow(name) << c << QByteArray(a) << QByteArray(b) << QByteArray(d);
  };
  row("ASCII", QStringLiteral("A"), "41", "41", "41");
  row("common", QStringLiteral("中"), "d6d0", "d6d0", "d6d0");
  row("GBK only", QStringLiteral("镕"), "", "e946", "e946");
  row("newer than GBK", QStringLiteral("䶮"), "", "", "fe9f");
  row("four bytes", QString::fromUcs4(U"\U00020BB7"), "", "", "");
  row("private use", QStringLiteral("\uE863"), "", "", "");
}

void TestEscposProtocol::encodesCharactersByCharset() {
  QFETCH(QString, character);
  QFETCH(QByteArray, gb2312);
  QFETCH(QByteArray, gbk);
  QFETCH(QByteArray, gb18030);
  const char32_t point = character.toUcs4().constFirst();
  QCOMPARE(encodeCharacter(point, Charset::Gb2312).toHex(), gb2312);
  QCOMPARE(encodeCharacter(point, Charset::Gbk).toHex(), gbk);
  QCOMPARE(encodeCharacter(point, Charset::Gb18030).toHex(), gb18030);
}

void TestEscposProtocol::neverLetsCommandsThroughText() {
  const QByteArray clean = encode({text(QStringLiteral("abcd"))}, {}, {});
  const QByteArray hostile =
      encode({text(QStringLiteral("a\x1B@b\x1DV\x10\u0085c\nd").remove(u'@').remove(u'V'))}, {}, {});
  QCOMPARE(hostile, clean);
}

void TestEscposProtocol::drawsALineTheFontLacks() {
  QString asked;
  const GlyphRaster raster = [&asked](const QString& line, int, int height) {
    asked = line;
    return Bitmap{16, height, QByteArray(2 * height, '\x5A')};
  };
  const QByteArray bytes = encode({text(QStringLiteral("姓名 䶮"))}, {}, raster);
  QCOMPARE(asked, QStringLiteral("姓名 䶮"));
  QVERIFY(bytes.contains(QByteArray::fromHex("1D763000 0200 1800") + QByteArray(48, '\x5A')));
  asked.clear();
  QVERIFY(!encode({text(QStringLiteral("姓名"))}, {}, raster).contains("\x1Dv"));
  QVERIFY(asked.isEmpty());
}

void TestEscposProtocol::drawsTheWholeLine_data() {
  QTest::addColumn<QString>("character");
  QTest::addColumn<bool>("inGb2312");
  QTest::addColumn<bool>("inGbk");
  QTest::addColumn<bool>("inGb18030");
  QTest::newRow("common") << QStringLiteral("国") << true << true << true;
  QTest::newRow("GBK only") << QStringLiteral("镕") << false << true << true;
  QTest::newRow("newer than GBK") << QStringLiteral("䶮") << false << false << true;
  QTest::newRow("surrogate pair") << QString::fromUcs4(U"\U00020BB7") << false << false << false;
  QTest::newRow("private use") << QStringLiteral("\uE863") << false << false << false;
}

// Whatever the printer cannot show is drawn or marked, and a question mark is never put in its place.
void TestEscposProtocol::drawsTheWholeLine() {
  QFETCH(QString, character);
  const QString line = QStringLiteral("姓名：王%1 (a)").arg(character);
  const QList<std::pair<Charset, const char*>> charsets{
      {Charset::Gb2312, "inGb2312"}, {Charset::Gbk, "inGbk"}, {Charset::Gb18030, "inGb18030"}};
  for (const auto& [charset, column] : charsets) {
    const bool known = *static_cast<bool*>(QTest::qData(column, QMetaType::Bool));
    QStringList drawn;
    const GlyphRaster raster = [&drawn](const QString& text, int, int height) {
      drawn.append(text);
      return Bitmap{8, height, QByteArray(height, '\x55')};
    };
    Model model;
    model.charset = charset;
    const QByteArray bytes = encode({text(line)}, model, raster);
    QCOMPARE(drawn, known ? QStringList() : QStringList{line});
    QCOMPARE(bytes.contains("\x1Dv0"), !known);
    QVERIFY(!bytes.contains('?'));
    const QByteArray undrawn = encode({text(line)}, model, {});
    QCOMPARE(undrawn.contains("\xA1\xFE"), !known);  // 〓
    QVERIFY(!undrawn.contains('?'));
  }
}

void TestEscposProtocol::leavesNoRealTimeCommandInAnImage() {
  const GlyphRaster raster = [](const QString&, int, int) {
    return Bitmap{24, 4, QByteArray("\x10\x04\x01\x10\x05\x02\x10\x10\x14\x08\x10\x03")};
  };
  const QByteArray bytes = encode({text(QStringLiteral("䶮"))}, {}, raster);
  QVERIFY(bytes.contains(QByteArray("\x11\x04\x01\x11\x05\x02\x10\x11\x14\x08\x10\x03")));
}

void TestEscposProtocol::marksAMissingTypeWithoutARaster() {
  const QByteArray bytes = encode({text(QStringLiteral("a䶮b"))}, {}, {});
  QVERIFY(
      bytes.contains("a\xA1\xFE"
                     "b\n"));
  QVERIFY(!bytes.contains('?'));
}

void TestEscposProtocol::printsACodeInTheDocumentedBytes() {
  const QByteArray bytes = encode({{PaperLine::Kind::Code, QStringLiteral("样"), {}, {}}}, {}, {});
  QVERIFY(bytes.startsWith(QByteArray::fromHex("1B40 1C26")));
  QVERIFY(bytes.contains(QByteArray::fromHex("1D286B 0400 3141 3200")));
  QVERIFY(bytes.contains(QByteArray::fromHex("1D286B 0300 3145 31")));
  QVERIFY(bytes.contains(QByteArray::fromHex("1D286B 0600 315030") + QStringLiteral("样").toUtf8()));
  QVERIFY(bytes.contains(QByteArray::fromHex("1D286B 0300 315130")));
  QVERIFY(bytes.endsWith(QByteArray::fromHex("1B6403 1D564200")));
}

void TestEscposProtocol::wrapsBetweenCodePoints() {
  QCOMPARE(wrap(QStringLiteral("中文abc"), 4), (QStringList{QStringLiteral("中文"), QStringLiteral("abc")}));
  QCOMPARE(wrap(QStringLiteral("a中"), 2), (QStringList{QStringLiteral("a"), QStringLiteral("中")}));
  const QString rare = QString::fromUcs4(U"\U00020BB7");
  QCOMPARE(wrap(rare + rare, 2), (QStringList{rare, rare}));
  QCOMPARE(wrap({}, 32), QStringList{QString()});
}

void TestEscposProtocol::tellsStatusFromNoise() {
  QVERIFY(isStatusByte(0x12) && isStatusByte(0x1E) && isStatusByte(0x7E));
  QVERIFY(!isStatusByte(0x00) && !isStatusByte(0xFF) && !isStatusByte(0x13) && !isStatusByte(0x92));
  QVERIFY(isFenceByte(0x00) && isFenceByte(0x0C) && !isFenceByte(0x12));
}

void TestEscposProtocol::ranksTheTroubles() {
  Status status;
  QVERIFY(!errorOf(status));
  addStatus(status, 4, 0x1E, Model());
  QVERIFY(status.paperLow && !status.paperOut && !errorOf(status));
  addStatus(status, 1, 0x1A, Model());
  QCOMPARE(errorOf(status)->code, QByteArray("printer.offline"));
  addStatus(status, 4, 0x72, Model());
  QCOMPARE(errorOf(status)->kind, Failure::Full);
  addStatus(status, 2, 0x16, Model());
  QCOMPARE(errorOf(status)->code, QByteArray("printer.cover-open"));
  addStatus(status, 3, 0x1A, Model());
  QCOMPARE(errorOf(status)->code, QByteArray("printer.cutter"));
}

QTEST_GUILESS_MAIN(TestEscposProtocol)
#include "tst_escpos_protocol.moc"
