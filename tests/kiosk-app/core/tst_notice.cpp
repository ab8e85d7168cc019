// Every trouble that can reach a citizen has words of its own for the citizen, the clerk and the technician. The codes
// are read out of the sources, so that a new one without words is noticed the day it is written.
#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest>

#include "kiosk-app/core/notice.h"

using hall::Error;
using hall::Failure;
using hall::kiosk::noticeFor;
using hall::model::Language;

namespace {

// Who hands errors up to a page: the devices, the disk, the seal, the judgement of a card, the visit itself.
const QStringList kRooms{QStringLiteral("drivers"),
                         QStringLiteral("sync/base"),
                         QStringLiteral("sync/seal"),
                         QStringLiteral("sync/store"),
                         QStringLiteral("sync/outbox"),
                         QStringLiteral("sync/media"),
                         QStringLiteral("kiosk-app/core"),
                         QStringLiteral("sync/model/identity.cpp"),
                         QStringLiteral("sync/model/receipt.cpp")};
// Their errors end on a technician's console, or are made for tests.
const QStringList kOtherRooms{QStringLiteral("/tool/"), QStringLiteral("/sim/"), QStringLiteral("scripted_port"),
                              QStringLiteral("transcript")};

// Texts of the same shape that are no errors.
const QRegularExpression kNoError(QStringLiteral(
    "\\A(card\\.(name|sex|ethnic_group|birth|number|address|issuer|valid_until)"         // what a card can fill
    "|sex\\.\\w+|paper\\.(service|scan|local_number|acceptance_no|received_at|kept_at)"  // words of other lists
    "|material\\.(pages|counter)"                                                        // of the slips
    "|print\\.(local|notice|official)"                                                   // kinds of effects
    "|(attachments|draft|effect|outbox|seal)\\.(orphan-removed|unfinished|failed|begun|dropped|asked|held|seal-failed|"
    "journal-broken|not-kept"
    "|unreadable|trouble)|visit\\.unclaimed|device\\.(changed|flapping)"
    "|staff\\.(called|answered|call-ended)|switch\\.stuck|trust-list\\.not-read"
    "|outbox\\.warning|draft\\.(opened-by-clerk|page-kept|page-dropped)|inventory\\.(answered|unlisted|lost|disagrees)|"
    "statement\\.("
    "kept|late)"  // events of journal and log
    ")\\z"));
// Errors that never reach a page: asked for by ourselves, or told on the console before the first page is shown.
const QRegularExpression kNoPage(QStringLiteral(
    "\\A(.*\\.cancelled|outbox\\.(clerk|digest-conflict)|key\\.other-person|receipt\\.terminal|(authority|request|"
    "counters|"
    "settings|catalogue|statement|inventory|receipt-list|bundle|calendar)\\..*|qr\\.(too-large|text|picture))\\z"));

QString bare(QString source) {
  static const QRegularExpression comment(QStringLiteral("//[^\\n]*"));
  static const QRegularExpression include(QStringLiteral("#include[^\\n]*"));
  return source.remove(include).remove(comment);
}

QStringList sources() {
  QStringList files;
  const QString root = QStringLiteral(HALL_ASSETS "/../");
  for (const QString& room : kRooms) {
    if (room.endsWith(QStringLiteral(".cpp"))) {
      files.append(root + room);
      continue;
    }
    QDirIterator found(root + room, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (found.hasNext()) files.append(found.next());
  }
  files.removeIf([](const QString& file) {
    return std::any_of(kOtherRooms.begin(), kOtherRooms.end(),
                       [&](const QString& part) { return file.contains(part); });
  });
  return files;
}

bool isOfADevice(const QString& code) {
  return std::any_of(hall::drivers::kDeviceKinds.begin(), hall::drivers::kDeviceKinds.end(),
                     [&code](auto kind) { return code.startsWith(QString::fromLatin1(name(kind)) + u'.'); });
}

// Code → the file it stands in.
QMap<QString, QString> codes() {
  static const QRegularExpression literal(QStringLiteral("\"([a-z][a-z_-]*(?:\\.[a-z][a-z_-]*)+)\""));
  QMap<QString, QString> found;
  for (const QString& path : sources()) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qUtf8Printable(path));
    auto matches = literal.globalMatch(bare(QString::fromUtf8(file.readAll())));
    while (matches.hasNext()) {
      const QString code = matches.next().captured(1);
      if (!kNoError.match(code).hasMatch() && !kNoPage.match(code).hasMatch()) {
        found.insert(code, path.section(QStringLiteral("/../"), 1));
      }
    }
  }
  return found;
}

}  // namespace

class TestNotice : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyCodeHasItsOwnWords_data();
  void everyCodeHasItsOwnWords();
  void everyKindHasWordsToFallBackOn();
  void noWordsForErrorsThatAreGone();
  void ownWordsComeFirst();
  void citizensHearNoTechnicalWords();

 private:
  const hall::model::Words m_words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
};

void TestNotice::everyCodeHasItsOwnWords_data() {
  QTest::addColumn<QString>("code");
  QTest::addColumn<QString>("file");
  const QMap<QString, QString> all = codes();
  QVERIFY2(all.size() > 80, "the scan of the sources finds too little");
  QVERIFY(all.contains(QStringLiteral("card.checksum")) && all.contains(QStringLiteral("identity.expired")) &&
          all.contains(QStringLiteral("disk.full")) && all.contains(QStringLiteral("camera.gone")));
  for (auto entry = all.constBegin(); entry != all.constEnd(); ++entry) {
    QTest::newRow(qUtf8Printable(entry.key())) << entry.key() << entry.value();
  }
}

void TestNotice::everyCodeHasItsOwnWords() {
  QFETCH(const QString, code);
  QFETCH(const QString, file);
  for (const char* person : {"citizen", "clerk", "technician"}) {
    const QString id = QStringLiteral("notice.%1.%2").arg(code, QLatin1String(person));
    QVERIFY2(m_words.contains(id), qUtf8Printable(file + QStringLiteral(" says it, but there is no ") + id));
  }
}

void TestNotice::everyKindHasWordsToFallBackOn() {
  for (int i = 0; i <= static_cast<int>(Failure::Internal); ++i) {
    const auto kind = static_cast<Failure>(i);
    const hall::kiosk::Notice notice = noticeFor({kind, "never.heard-of", {}}, m_words);
    for (const QString& id : {notice.citizen, notice.clerk, notice.technician}) {
      QVERIFY2(m_words.contains(id), qUtf8Printable(id));
    }
    QCOMPARE(notice.code, "never.heard-of");
    QCOMPARE(noticeFor({kind, {}, {}}, m_words).code, hall::name(kind));
  }
}

void TestNotice::noWordsForErrorsThatAreGone() {
  const QMap<QString, QString> all = codes();
  for (const QString& id : m_words.ids()) {
    if (!id.startsWith(QStringLiteral("notice.")) || id.startsWith(QStringLiteral("notice.any."))) continue;
    const QString code = id.mid(7, id.lastIndexOf(u'.') - 7);
    if (isOfADevice(code)) continue;  // those are held against the devices' own table by tst_notice_devices
    QVERIFY2(all.contains(code), qUtf8Printable(id));
  }
}

void TestNotice::ownWordsComeFirst() {
  const hall::kiosk::Notice notice = noticeFor({Failure::Garbled, "card.checksum", QStringLiteral("detail")}, m_words);
  QCOMPARE(notice.citizen, QStringLiteral("notice.card.checksum.citizen"));
  QCOMPARE(notice.clerk, QStringLiteral("notice.card.checksum.clerk"));
  QCOMPARE(notice.technician, QStringLiteral("notice.card.checksum.technician"));
}

void TestNotice::citizensHearNoTechnicalWords() {
  static const QRegularExpression technical(
      QStringLiteral("[A-Z]{3,}|USB|SAM|错误代码|异常|I/O|\\b(error|exception|failed to|null|digest|outbox)\\b"));
  for (const QString& id : m_words.ids()) {
    if (!id.startsWith(QStringLiteral("notice.")) || !id.endsWith(QStringLiteral(".citizen"))) continue;
    for (const Language language : {Language::Chinese, Language::English}) {
      const QString text = m_words.text(id, language);
      QVERIFY2(!technical.match(text).hasMatch(), qUtf8Printable(id + QStringLiteral(": ") + text));
      QVERIFY2(text.size() >= 6, qUtf8Printable(id));
    }
  }
}

QTEST_GUILESS_MAIN(TestNotice)
#include "tst_notice.moc"
