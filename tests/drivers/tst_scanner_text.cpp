// Bytes of a scanner's line cut into scans: by every suffix, by silence, and never more than a code holds.
#include <QtTest>

#include "drivers/code/scanner_text.h"

using hall::drivers::ScannerText;
using Suffix = ScannerText::Suffix;

namespace {

// Everything the cutter gives for these bytes and the silence behind them; faults by their code.
QByteArrayList scansOf(ScannerText& text, const QByteArray& bytes) {
  QByteArrayList scans;
  text.add(bytes);
  while (auto scan = text.next()) scans.append(*scan ? **scan : scan->error().code);
  if (auto scan = text.end()) scans.append(*scan ? **scan : scan->error().code);
  return scans;
}

}  // namespace

class TestScannerText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cutsAtTheSuffix_data();
  void cutsAtTheSuffix();
  void takesBytesOneByOne();
  void dropsEchoes();
  void neverHoldsMoreThanACode();
  void forgetsWhatNobodyAskedFor();
};

void TestScannerText::cutsAtTheSuffix_data() {
  QTest::addColumn<int>("suffix");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArrayList>("scans");
  const auto row = [](const char* name, Suffix suffix, const QByteArray& bytes, const QByteArrayList& scans) {
    QTest::newRow(name) << int(suffix) << bytes << scans;
  };
  row("carriage return", Suffix::Any, "one\rtwo\r", {"one", "two"});
  row("line feed", Suffix::Any, "one\ntwo\n", {"one", "two"});
  row("both", Suffix::Any, "one\r\ntwo\r\n", {"one", "two"});
  row("none, but silence", Suffix::Any, "one", {"one"});
  row("a tab inside", Suffix::Any, "a\tb\r", {"a\tb"});
  row("configured both", Suffix::CrLf, "one\rstill one\r\ntwo", {"one\rstill one", "two"});
  row("configured tab", Suffix::Tab, "line\nline\tnext\t", {"line\nline", "next"});
  row("configured none", Suffix::None, "line\r\nline\r\n", {"line\r\nline\r\n"});
  row("nothing at all", Suffix::Any, "\r\n\r\n", {});
  row("zero bytes", Suffix::Any, QByteArray("\0\0\r", 3), {QByteArray("\0\0", 2)});
}

void TestScannerText::cutsAtTheSuffix() {
  QFETCH(int, suffix);
  QFETCH(QByteArray, bytes);
  QFETCH(QByteArrayList, scans);
  ScannerText text{Suffix(suffix)};
  QCOMPARE(scansOf(text, bytes), scans);
  QVERIFY(!text.begun());
}

void TestScannerText::takesBytesOneByOne() {
  ScannerText text;
  for (const char byte : QByteArray("dribbled")) text.add(QByteArray(1, byte));
  QVERIFY(text.begun() && !text.next());
  QCOMPARE(scansOf(text, "\r"), QByteArrayList{"dribbled"});
}

void TestScannerText::dropsEchoes() {
  ScannerText text(Suffix::Any, {"\x16M"});
  QCOMPARE(scansOf(text, "\x16M\r-set\x06\rreal\r"), (QByteArrayList{"-set\x06", "real"}));
}

void TestScannerText::neverHoldsMoreThanACode() {
  ScannerText text;
  QCOMPARE(scansOf(text, QByteArray(2953, 'x') + "\r\n"), QByteArrayList{QByteArray(2953, 'x')});
  QCOMPARE(scansOf(text, QByteArray(2954, 'x') + "\r\n"), QByteArrayList{"code.too-long"});
  QCOMPARE(scansOf(text, QByteArray(1 << 20, 'x')), QByteArrayList{"code.too-long"});
  QCOMPARE(scansOf(text, "well\r"), QByteArrayList{"well"});
}

void TestScannerText::forgetsWhatNobodyAskedFor() {
  ScannerText text;
  for (int i = 0; i < 100; ++i) text.add(QByteArray::number(i) + '\r');
  const QByteArrayList scans = scansOf(text, {});
  QCOMPARE(scans.size(), 8);
  QCOMPARE(scans.last(), QByteArray("99"));
}

QTEST_GUILESS_MAIN(TestScannerText)
#include "tst_scanner_text.moc"
