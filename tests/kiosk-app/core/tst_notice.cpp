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

// Who hands errors up to a page, or to a person at a terminal: the devices, the disk, the seal, the judgement of a
// card, the visit itself; the line, the enrolment, what is mirrored, and the start.
const QStringList kRooms{QStringLiteral("drivers"),
                         QStringLiteral("sync/base"),
                         QStringLiteral("sync/seal"),
                         QStringLiteral("sync/store"),
                         QStringLiteral("sync/outbox"),
                         QStringLiteral("sync/media"),
                         QStringLiteral("sync/engine"),
                         QStringLiteral("sync/identity"),
                         QStringLiteral("sync/mirror"),
                         QStringLiteral("kiosk-app/core"),
                         QStringLiteral("kiosk-app/kiosk.cpp"),
                         QStringLiteral("kiosk-app/line_watch.cpp"),
                         QStringLiteral("kiosk-app/mirrors.cpp"),
                         QStringLiteral("kiosk-app/opening.cpp"),
                         QStringLiteral("sync/model/identity.cpp"),
                         QStringLiteral("sync/model/typed_code.cpp"),
                         QStringLiteral("sync/model/working_days.cpp"),
                         QStringLiteral("sync/model/receipt.cpp")};
// Their errors end on a technician's console, or are made for tests.
const QStringList kOtherRooms{QStringLiteral("/tool/"), QStringLiteral("/sim/"), QStringLiteral("scripted_port"),
                              QStringLiteral("transcript")};

// Texts of the same shape that are no errors.
const QRegularExpression kNoError(
    QStringLiteral("\\A(card\\.(name|sex|ethnic_group|birth|number|address|issuer|valid_until)"  // what a card can fill
                   "|sex\\.\\w+|sign\\.\\w+|paper\\.(code\\.\\w+|service|scan|local_number|acceptance_no|received_at|"
                   "kept_at)"                          // words of other
                                                       // lists
                   "|material\\.(pages|counter)"       // of the slips
                   "|print\\.(local|notice|official)"  // kinds of effects
                   "|(attachments|draft|effect|outbox|seal)\\.(orphan-removed|unfinished|failed|begun|dropped|asked|"
                   "held|seal-failed|"
                   "journal-broken|not-kept"
                   "|unreadable|trouble)|visit\\.unclaimed|device\\.(changed|flapping)"
                   "|staff\\.(called|answered|call-ended)|switch\\.stuck|trust-list\\.not-read"
                   "|engine\\.[a-z-]+|line\\.(up|down|renewed|not-renewed)|mirror\\.(not-refreshed|nothing-usable)|"
                   "kiosk\\.closed"
                   "|unavailable\\.(hint|title)|outbox\\.not-tidied|definition\\.refused|statement\\.not-applied"
                   "|outbox\\.warning|draft\\.(opened-by-clerk|opened-by-code|code-given|page-kept|page-dropped)|"
                   "inventory\\.("
                   "answered|unlisted|lost|disagrees)|"
                   "sequence\\.moved|"
                   "statement\\.("
                   "kept|late)"  // events of journal and log
                   ")\\z"));
// Errors that never reach a page: asked for by ourselves, or told on the console before the first page is shown.
const QRegularExpression kNoPage(QStringLiteral(
    "\\A(.*\\.cancelled|outbox\\.(clerk|digest-conflict)|key\\.other-person|receipt\\.terminal|(authority|request|"
    "counters|"
    "settings|catalogue|statement|receipt-list|bundle)\\..*|inventory\\.(field|signature|other)|qr\\.(too-large|text|"
    "picture))\\z"));

QString bare(QString source) {
  static const QRegularExpression comment(QStringLiteral("(?<!:)//[^\\n]*"));
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

// Put together from a family and a holding, so that no literal says them.
const QStringList kMade{QStringLiteral("inventory.missing"), QStringLiteral("inventory.differs")};

// What a gateway may refuse with, as the words name it: HELD shows it to a clerk.
QStringList problemTypes() {
  static const QRegularExpression refusal(QStringLiteral("\\{Problem::\\w+, \\d{3}, \"([a-z-]+)\""));
  static const QRegularExpression known(QStringLiteral("\"(urn:hall:problem:[a-z-]+)\""));
  QStringList types;
  for (const char* source : {"sync/gateway/problem.cpp", "sync/engine/retry_table.cpp"}) {
    QFile file(QStringLiteral(HALL_ASSETS "/../") + QLatin1String(source));
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", source);
    const QString text = QString::fromUtf8(file.readAll());
    for (auto found = refusal.globalMatch(text); found.hasNext();) {
      types.append(QStringLiteral("problem.") + found.next().captured(1));
    }
    for (auto found = known.globalMatch(text); found.hasNext();) {
      types.append(hall::kiosk::wordCode(found.next().captured(1).toLatin1()));
    }
  }
  return types;
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
  for (const QString& code : kMade) found.insert(code, QStringLiteral("sync/outbox/outbox_inventory.cpp"));
  for (const QString& type : problemTypes()) found.insert(type, QStringLiteral("the gateway"));
  return found;
}

// Many codes of one family may have the same words for a citizen, to whom it is all one.
bool wordsOfTheFamily(const hall::model::Words& words, const QString& code, const char* person) {
  return qstrcmp(person, "citizen") == 0 &&
         words.contains(QStringLiteral("notice.%1.citizen").arg(code.section(u'.', 0, 0)));
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
  void refusalsAreToldByTheirFamily();
  void citizensHearNoTechnicalWords();

 private:
  const hall::model::Words m_words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
};

void TestNotice::everyCodeHasItsOwnWords_data() {
  QTest::addColumn<QString>("code");
  QTest::addColumn<QString>("file");
  const QMap<QString, QString> all = codes();
  QVERIFY(all.contains(QStringLiteral("problem.not-yours")) &&
          all.contains(QStringLiteral("problem.request-timeout")) && all.contains(QStringLiteral("enrolment.over")) &&
          all.contains(QStringLiteral("line.untrusted")));
  QVERIFY2(all.size() > 150, "the scan of the sources finds too little");
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
    QVERIFY2(m_words.contains(id) || wordsOfTheFamily(m_words, code, person),
             qUtf8Printable(file + QStringLiteral(" says it, but there is no ") + id));
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
    const bool ofAFamily =
        std::any_of(all.keyBegin(), all.keyEnd(), [&code](const QString& one) { return one.startsWith(code + u'.'); });
    QVERIFY2(all.contains(code) || ofAFamily, qUtf8Printable(id));
  }
}

void TestNotice::ownWordsComeFirst() {
  const hall::kiosk::Notice notice = noticeFor({Failure::Garbled, "card.checksum", QStringLiteral("detail")}, m_words);
  QCOMPARE(notice.citizen, QStringLiteral("notice.card.checksum.citizen"));
  QCOMPARE(notice.clerk, QStringLiteral("notice.card.checksum.clerk"));
  QCOMPARE(notice.technician, QStringLiteral("notice.card.checksum.technician"));
}

// A refusal of the platform and a bare status are told by their family; whoever waits is never told that it is lost.
void TestNotice::refusalsAreToldByTheirFamily() {
  const auto notice = noticeFor({Failure::Refused, "urn:hall:problem:not-yours", {}}, m_words);
  QCOMPARE(notice.citizen, QStringLiteral("notice.problem.citizen"));
  QCOMPARE(notice.clerk, QStringLiteral("notice.problem.not-yours.clerk"));
  QCOMPARE(notice.code, QByteArray("urn:hall:problem:not-yours"));
  const auto expired = noticeFor({Failure::Refused, "urn:hall:problem:certificate-expired", {}}, m_words);
  QCOMPARE(expired.citizen, QStringLiteral("notice.problem.certificate-expired.citizen"));
  QCOMPARE(noticeFor({Failure::Refused, "http.403", {}}, m_words).clerk, QStringLiteral("notice.http.clerk"));
  for (const QString& id : m_words.ids()) {
    if (!id.startsWith(QStringLiteral("notice.problem.")) || !id.endsWith(QStringLiteral(".citizen"))) continue;
    QVERIFY2(m_words.text(id, Language::Chinese).contains(QStringLiteral("没有丢")), qUtf8Printable(id));
    QVERIFY2(m_words.text(id, Language::English).contains(QStringLiteral("is safe")), qUtf8Printable(id));
  }
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
