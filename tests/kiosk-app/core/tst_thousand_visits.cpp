// A thousand visits of a thousand people, handed in, left, come back to, photographed and printed: afterwards nothing
// of any of them can be read anywhere the process has written, in any encoding; not even what was overwritten at once.
#include <fcntl.h>
#include <unistd.h>
#include <QRandomGenerator>
#include <QtTest>

#include "sync/model/identity.h"
#include "tests/kiosk-app/core/terminal.h"
#include "tests/support/marker_search.h"
#include "tests/support/written_bytes.h"

using hall::drivers::IdCard;
using hall::kiosk::Person;
using hall::test::MarkerSearch;
using hall::test::Step;
using hall::test::Terminal;
namespace written_bytes = hall::test::written_bytes;

namespace {

constexpr int kVisits = 1000;
QString root;  // the only place where this process may write: its temporary files, its home

// An invented person of their own; region 110000 is not issued to persons.
struct Citizen {
  explicit Citizen(int number) : random(static_cast<quint32>(number) + 7) {
    card.name = letters(2) + QStringLiteral("测") + letters(1);
    card.sexCode = QStringLiteral("1");
    card.ethnicCode = QStringLiteral("01");
    card.birth = QDate(1940, 1, 1).addDays(number * 11);
    const QString body = QStringLiteral("110000") + card.birth.toString(QStringLiteral("yyyyMMdd")) +
                         QString::number(number % 1000).rightJustified(3, u'0');
    for (const char last : QByteArray("0123456789X")) {
      if (hall::model::checkDigitAgrees(body + QLatin1Char(last))) card.number = body + QLatin1Char(last);
    }
    card.address = QStringLiteral("虚构省示例市") + letters(3) + QStringLiteral("路%1号").arg(number);
    card.issuer = QStringLiteral("示例市公安局");
    card.validFrom = QDate(2020, 1, 1);
    card.longTerm = true;
    card.photo = bytes(1024);
    phone = QStringLiteral("199") + QString::number(10'000'000 + random.bounded(89'999'999));
    mark = bytes(24);
    sheet = "\xFF\xD8" + bytes(700) + mark + bytes(700);
  }
  QString letters(int count) {
    QString text;
    for (int i = 0; i < count; ++i) text.append(QChar(0x4E00 + random.bounded(20'000)));
    return text;
  }
  QByteArray bytes(int count) {
    QByteArray all(count, '\0');
    for (char& byte : all) byte = static_cast<char>(random.bounded(256));
    return all;
  }
  void addTo(MarkerSearch& search) const {
    for (const QString& text : {card.name, card.number, card.address.mid(6, 5), phone}) {
      search.add(hall::test::disguisesOf(text));
    }
    search.add(hall::test::disguisesOf(mark));
    search.add(hall::test::disguisesOf(card.photo.left(24)));
  }

  QRandomGenerator random;
  IdCard card;
  QString phone;
  QByteArray mark;  // stands in the middle of the sheet
  QByteArray sheet;
};

}  // namespace

class TestThousandVisits : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void nobodyIsLeftBehind();
  void nothingLiesInTheFiles();
  void aPlantedMarkerIsFound_data();
  void aPlantedMarkerIsFound();
  void aMarkerInAFileWithoutANameIsFound();

 private:
  [[nodiscard]] bool visit(const Terminal& terminal, int number);
  [[nodiscard]] bool come(const Terminal& terminal, const Citizen& citizen, const char* service) const;
  [[nodiscard]] bool fill(const Terminal& terminal, const Citizen& citizen) const;
  [[nodiscard]] bool photograph(const Terminal& terminal, const Citizen& citizen, int pages) const;
  [[nodiscard]] bool handIn(const Terminal& terminal, bool online) const;

  MarkerSearch m_search;
  std::unique_ptr<Terminal> m_terminal;
};

void TestThousandVisits::initTestCase() {
  for (int i = 0; i < kVisits; ++i) Citizen(i).addTo(m_search);
}

bool TestThousandVisits::come(const Terminal& terminal, const Citizen& citizen, const char* service) const {
  hall::kiosk::Visit& visit = terminal.visit();
  visit.begin();
  visit.choose(service);
  visit.startForm();
  terminal.core->identification.stop();
  Q_EMIT terminal.core->identification.identified(std::make_shared<Person>(citizen.card));
  if (!terminal.reaches(Step::Confirm)) return false;
  visit.confirmPerson();
  return true;
}

bool TestThousandVisits::fill(const Terminal& terminal, const Citizen& citizen) const {
  if (!terminal.answer({{"residence", QStringLiteral("same-city")}, {"pension_on_time", QStringLiteral("all")}})) {
    return false;
  }
  terminal.visit().typing(citizen.phone.left(10));
  return terminal.answer({{"phone", citizen.phone}});
}

bool TestThousandVisits::photograph(const Terminal& terminal, const Citizen& citizen, int pages) const {
  if (!terminal.answer({{"illness", QStringLiteral("heart")}})) return false;
  for (int i = 0; i < pages; ++i) {
    if (!terminal.photograph(citizen.sheet)) return false;
  }
  return true;
}

bool TestThousandVisits::handIn(const Terminal& terminal, bool online) const {
  terminal.visit().submit();
  if (!terminal.reaches(Step::Receipt)) return false;
  if (online) terminal.settle();
  terminal.visit().goToRating();
  terminal.visit().rate(4);
  terminal.visit().end();
  return true;
}

// Of ten: five hand in a simple matter, two leave and one of them comes back, three have papers, of which one leaves.
bool TestThousandVisits::visit(const Terminal& terminal, int number) {
  const Citizen citizen(number);
  const int kind = number % 10;
  if (kind >= 7) {
    if (!come(terminal, citizen, "special-disease-benefit") || !photograph(terminal, citizen, kind - 6)) return false;
    if (kind == 9) {
      terminal.visit().end();
      return true;
    }
    if (terminal.visit().finishDocument() || terminal.visit().answer({})) return false;
    return terminal.answer({{"phone", citizen.phone}, {"consent", QStringLiteral("yes")}}) &&
           handIn(terminal, kind == 7);
  }
  if (!come(terminal, citizen, "pension-confirmation") || !fill(terminal, citizen)) return false;
  if (kind >= 5) {
    terminal.visit().end();
    if (kind == 5) return true;
    if (!come(terminal, citizen, "pension-confirmation") || !terminal.visit().resumed()) return false;
  }
  return terminal.answer({{"truth", QStringLiteral("yes")}}) && handIn(terminal, kind % 2 == 0);
}

void TestThousandVisits::nobodyIsLeftBehind() {
  m_terminal = std::make_unique<Terminal>();
  m_terminal->usePaper();
  // Slips are asked for when a citizen goes; whoever comes while the printer is at work gets none, as with a real one.
  m_terminal->settings.localSlipSeconds = 3600;
  written_bytes::watch(&m_search);
  for (int i = 0; i < kVisits; ++i) {
    QVERIFY2(visit(*m_terminal, i), qPrintable(QStringLiteral("visit %1").arg(i)));
  }
  QVERIFY(m_terminal->storeIsIdle());
  QTRY_VERIFY(!m_terminal->levers().lastSlip().isEmpty());
  QCOMPARE(written_bytes::found(), QByteArrayList());
  QVERIFY2(written_bytes::count() > 20'000'000, "too little was looked at: is the program's write ours?");
  // 800 applications and as many ratings; 200 begun and left, which lie sealed.
  QCOMPARE(m_terminal->ground.box->all()->size(), 1600);
  QCOMPARE(m_terminal->ground.box->drafts()->size(), 200);
  QCOMPARE(m_search.find(m_terminal->ground.lines.join()), QByteArray());  // the log
  QCOMPARE(m_search.find(m_terminal->levers().lastSlip().toUtf8()), QByteArray());
}

void TestThousandVisits::nothingLiesInTheFiles() {
  const QString folder = m_terminal->ground.folder();
  QVERIFY(QFile::exists(folder + QStringLiteral("/outbox.sqlite-wal")));
  QVERIFY(QFile::exists(folder + QStringLiteral("/outbox.sqlite-shm")));
  QCOMPARE(m_search.findBelow(root), QByteArrayList());
  m_terminal->core.reset();
  m_terminal->bay.reset();
  m_terminal->ground.box.reset();  // the log is folded into the database
  QCOMPARE(m_search.findBelow(root), QByteArrayList());
}

void TestThousandVisits::aPlantedMarkerIsFound_data() {
  QTest::addColumn<QByteArray>("planted");
  const Citizen citizen(417);
  int number = 0;
  for (const auto& disguise : hall::test::disguisesOf(citizen.card.name)) {
    QTest::addRow("name %d, %s", ++number, disguise.name) << disguise.bytes;
  }
  for (const auto& disguise : hall::test::disguisesOf(citizen.card.number)) {
    QTest::addRow("number %d, %s", ++number, disguise.name) << disguise.bytes;
  }
  QTest::newRow("a page") << citizen.sheet;
  QTest::newRow("a page in base64") << citizen.sheet.toBase64();
  QTest::newRow("an address in base64") << citizen.card.address.toUtf8().toBase64();
  QTest::newRow("a number among others in base64") << ("id=" + citizen.card.number.toUtf8() + ";").toBase64();
}

void TestThousandVisits::aPlantedMarkerIsFound() {
  QFETCH(const QByteArray, planted);
  const QTemporaryDir copies;
  const QString copy = copies.filePath(QStringLiteral("copy"));
  QVERIFY(QFile::copy(m_terminal->ground.folder() + QStringLiteral("/outbox.sqlite"), copy));
  QCOMPARE(m_search.findBelow(copies.path()), QByteArrayList());
  QFile file(copy);
  written_bytes::watch(nullptr);
  QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2) && file.write(planted) == planted.size());
  file.close();
  QCOMPARE(m_search.findBelow(copies.path()).size(), 1);
}

void TestThousandVisits::aMarkerInAFileWithoutANameIsFound() {
  written_bytes::watch(&m_search);
  const int file = ::open(qPrintable(root), O_TMPFILE | O_RDWR, 0600);
  QVERIFY(file >= 0);
  const QByteArray plain = "name=" + Citizen(3).card.name.toUtf8();
  QCOMPARE(::write(file, plain.constData(), static_cast<size_t>(plain.size())), plain.size());
  ::close(file);
  QCOMPARE(written_bytes::found().size(), 1);
  written_bytes::watch(nullptr);
}

int main(int argc, char** argv) {
  const QTemporaryDir all;
  root = all.path();
  for (const char* place : {"TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                            "XDG_RUNTIME_DIR", "SQLITE_TMPDIR"}) {
    const QString folder = all.filePath(QString::fromLatin1(place).toLower());
    if (!QDir().mkpath(folder)) return 1;
    qputenv(place, folder.toUtf8());
  }
  QCoreApplication application(argc, argv);
  TestThousandVisits test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_thousand_visits.moc"
