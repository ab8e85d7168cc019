// The fonts of a terminal show the rare characters that stand in names; none of them is an empty box.
#include <QGlyphRun>
#include <QRawFont>
#include <QTextLayout>
#include <QtTest>

class TestRareCharacters : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hasAGlyph_data();
  void hasAGlyph();
  void knowsAnEmptyBox();
};

namespace {

// Laid out as the pages do, with the fallback fonts of the system behind the family of the theme.
bool isShown(const QString& text) {
  QFont font(QStringLiteral("Noto Sans CJK SC"));
  font.setPixelSize(32);
  QTextLayout layout(text, font);
  layout.beginLayout();
  layout.createLine();
  layout.endLayout();
  bool any = false;
  for (const QGlyphRun& run : layout.glyphRuns()) {
    for (const quint32 glyph : run.glyphIndexes()) {
      if (glyph == 0) return false;  // the missing glyph of every font
      any = true;
    }
  }
  return any;
}

}  // namespace

void TestRareCharacters::hasAGlyph_data() {
  QTest::addColumn<char32_t>("point");
  const QList<QPair<const char*, char32_t>> points{
      {"everyday", U'测'},      {"Ext-A first", 0x3400},  {"Ext-A last of GBK", 0x4DAE}, {"Ext-A 4DB5", 0x4DB5},
      {"Ext-A 4C9F", 0x4C9F},   {"Ext-B 20BB7", 0x20BB7}, {"Ext-B first", 0x20000},      {"Ext-B last", 0x2A6D6},
      {"Ext-C first", 0x2A700}, {"Ext-D first", 0x2B740}, {"Ext-E first", 0x2B820},      {"middle dot", 0x00B7},
      {"replacement", 0xFFFD}};
  for (const auto& [name, point] : points) QTest::newRow(name) << point;
}

void TestRareCharacters::hasAGlyph() {
  QFETCH(char32_t, point);
  QVERIFY(isShown(QString::fromUcs4(&point, 1)));
}

void TestRareCharacters::knowsAnEmptyBox() {
  const char32_t nobodys = 0x10FFFD;
  QVERIFY(!isShown(QString::fromUcs4(&nobodys, 1)));
}

QTEST_MAIN(TestRareCharacters)
#include "tst_rare_characters.moc"
