// The table of what each device may answer is complete against the sources, and every (device, error) pair has words
// for the citizen, the clerk and the technician in both languages; where the error does not name the device, the words
// do.
#include <QDirIterator>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include "drivers/device_codes.h"
#include "kiosk-app/core/notice.h"

using namespace hall::drivers;
using hall::kiosk::Notice;
using hall::kiosk::noticeFor;
using hall::model::Language;

namespace {

// Whose errors a folder or file makes; the first that fits counts, and what fits none may be any kind's.
struct Source {
  const char* start;
  QList<DeviceKind> kinds;
};
const QList<Source> kSources{
    {"drivers/port/",
     {DeviceKind::IdCardReader, DeviceKind::CodeReader, DeviceKind::ReceiptPrinter, DeviceKind::Keypad,
      DeviceKind::Auxiliaries, DeviceKind::Lights}},
    {"drivers/idcard/", {DeviceKind::IdCardReader}},
    {"drivers/card_watch", {DeviceKind::IdCardReader}},
    {"drivers/code/", {DeviceKind::CodeReader}},
    {"drivers/printer/escpos", {DeviceKind::ReceiptPrinter}},
    {"drivers/seat", {kDeviceKinds.begin(), kDeviceKinds.end()}},
};
// Not told to anybody who stands at a device.
const QStringList kOthers{QStringLiteral("/tool/"),     QStringLiteral("/sim/"),     QStringLiteral("scripted_port"),
                          QStringLiteral("transcript"), QStringLiteral("catalogue"), QStringLiteral("device_codes"),
                          QStringLiteral("counter")};
const QRegularExpression kNoError(
    QStringLiteral("\\A(.*\\.cancelled|catalogue\\..*|card\\.(name|sex|number|address))\\z"));

// File → codes in it.
QMap<QString, QSet<QByteArray>> sources() {
  static const QRegularExpression literal(QStringLiteral("(?<!#include )\"([a-z][a-z-]*\\.[a-z][a-z-]*)\""));
  static const QRegularExpression comment(QStringLiteral("//[^\\n]*"));
  const QString root = QStringLiteral(HALL_ASSETS "/../");
  QMap<QString, QSet<QByteArray>> found;
  QDirIterator files(root + QStringLiteral("drivers"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                     QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    const QString path = file.fileName().mid(root.size());
    const auto holds = [&path](const QString& part) { return path.contains(part); };
    if (std::any_of(kOthers.begin(), kOthers.end(), holds)) continue;
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qUtf8Printable(path));
    auto matches = literal.globalMatch(QString::fromUtf8(file.readAll()).remove(comment));
    while (matches.hasNext()) {
      const QString code = matches.next().captured(1);
      if (!kNoError.match(code).hasMatch() && !code.endsWith(QStringLiteral(".h"))) found[path].insert(code.toLatin1());
    }
  }
  return found;
}

QString textOf(const QString& id, Language language, const hall::model::Words& words) {
  return words.contains(id) ? words.text(id, language) : QString();
}

}  // namespace

class TestNoticeDevices : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theTableKnowsEveryCode();
  void theTableKnowsNoCodeThatIsGone();
  void everyPairHasWords_data();
  void everyPairHasWords();
  void sharedErrorsNameTheDevice();
  void noWordsForPairsThatAreGone();
  void somebodyActsOnEveryError();

 private:
  const hall::model::Words m_words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
};

void TestNoticeDevices::theTableKnowsEveryCode() {
  const auto all = sources();
  QVERIFY2(all.size() > 15 && all[QStringLiteral("drivers/idcard/sam_protocol.cpp")].contains("card.checksum"),
           "the scan of the sources finds too little");
  for (auto entry = all.constBegin(); entry != all.constEnd(); ++entry) {
    const auto fits = [&](const Source& source) { return entry.key().startsWith(QLatin1String(source.start)); };
    const auto source = std::find_if(kSources.begin(), kSources.end(), fits);
    for (const QByteArray& code : entry.value()) {
      const auto known = [&code](DeviceKind kind) { return codesOf(kind).contains(code); };
      const bool complete = source != kSources.end() ? std::all_of(source->kinds.begin(), source->kinds.end(), known)
                                                     : std::any_of(kDeviceKinds.begin(), kDeviceKinds.end(), known);
      QVERIFY2(complete, qPrintable(entry.key() + QStringLiteral(" says ") + QString::fromLatin1(code) +
                                    QStringLiteral(", drivers/device_codes.cpp does not know it of these devices")));
    }
  }
}

void TestNoticeDevices::theTableKnowsNoCodeThatIsGone() {
  QSet<QByteArray> said;
  for (const QSet<QByteArray>& codes : sources()) said += codes;
  for (const DeviceKind kind : kDeviceKinds) {
    for (const QByteArray& code : codesOf(kind)) QVERIFY2(said.contains(code), code.constData());
  }
}

void TestNoticeDevices::everyPairHasWords_data() {
  QTest::addColumn<int>("device");
  QTest::addColumn<QByteArray>("code");
  for (const DeviceKind kind : kDeviceKinds) {
    for (const QByteArray& code : codesOf(kind)) {
      QTest::addRow("%s %s", name(kind).constData(), code.constData()) << int(kind) << code;
    }
  }
}

void TestNoticeDevices::everyPairHasWords() {
  QFETCH(const int, device);
  QFETCH(const QByteArray, code);
  const Notice notice = noticeFor({hall::Failure::Internal, code, {}}, m_words, DeviceKind(device));
  for (const QString& id : {notice.citizen, notice.clerk, notice.technician}) {
    QVERIFY2(!id.startsWith(QStringLiteral("notice.any.")), qPrintable(id));
    for (const Language language : {Language::Chinese, Language::English}) {
      QVERIFY2(textOf(id, language, m_words).size() >= 4, qPrintable(id));
    }
  }
}

// What a port says is the same for a printer and a card reader; what the citizen and the clerk can do is not.
void TestNoticeDevices::sharedErrorsNameTheDevice() {
  QMap<QString, DeviceKind> told;
  for (const DeviceKind kind : kDeviceKinds) {
    const Notice notice = noticeFor({hall::Failure::Denied, "port.denied", {}}, m_words, kind);
    if (!codesOf(kind).contains("port.denied")) continue;
    for (const QString& id : {notice.citizen, notice.clerk}) {
      const QString text = textOf(id, Language::Chinese, m_words);
      QVERIFY2(!told.contains(text), qPrintable(id + QStringLiteral(": ") + text));
      told.insert(text, kind);
    }
    QCOMPARE(notice.technician, QStringLiteral("notice.port.denied.technician"));
  }
  QVERIFY(told.size() >= 12);
}

void TestNoticeDevices::noWordsForPairsThatAreGone() {
  for (const QString& id : m_words.ids()) {
    for (const DeviceKind kind : kDeviceKinds) {
      const QString start = QStringLiteral("notice.") + QString::fromLatin1(name(kind)) + u'.';
      if (!id.startsWith(start)) continue;
      const QByteArray code = id.mid(start.size()).section(u'.', 0, -2).toLatin1();
      const auto fits = [&code](const QByteArray& known) {
        return known == code || (!code.contains('.') && known.startsWith(code + '.'));
      };
      const QList<QByteArray> codes = codesOf(kind);
      QVERIFY2(std::any_of(codes.begin(), codes.end(), fits), qPrintable(id));
    }
  }
}

void TestNoticeDevices::somebodyActsOnEveryError() {
  for (const DeviceKind kind : kDeviceKinds) {
    QVERIFY(codesOf(kind).size() >= 3);
    QCOMPARE(actionFor(kind, {}), Action::None);
    QCOMPARE(actionFor(kind, "never.heard-of"), Action::SoftwareError);
  }
  QCOMPARE(actorOf(actionFor(DeviceKind::ReceiptPrinter, "paper.out")), Actor::Clerk);
  QCOMPARE(actorOf(actionFor(DeviceKind::ReceiptPrinter, "port.denied")), Actor::Technician);
  QCOMPARE(actorOf(actionFor(DeviceKind::IdCardReader, "reader.silent")), Actor::Software);
  QCOMPARE(actorOf(actionFor(DeviceKind::IdCardReader, "card.none")), Actor::Person);
  QCOMPARE(actionFor(DeviceKind::ReceiptPrinter, "card.none"), Action::SoftwareError);
}

QTEST_GUILESS_MAIN(TestNoticeDevices)
#include "tst_notice_devices.moc"
