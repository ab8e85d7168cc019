// People find their matter by whatever they type, one bad file closes nothing else, and a card shows what is due to it.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/catalogue/catalogue.h"
#include "sync/model/form.h"

using hall::catalogue::Catalogue;

class TestCatalogue : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesTheHouse();
  void examplesAreGoodAnswers();
  void finds_data();
  void finds();
  void givesAllForNothing();
  void putsTheNameBeforeTheSummary();
  void leavesABadFileOutAndNamesIt();
  void takesAnIdOnce();
  void standsAnEmptyFolder();
  void offersByAge_data();
  void offersByAge();

 private:
  static QByteArrayList ids(const QList<Catalogue::Service>& services) {
    QByteArrayList list;
    for (const auto& service : services) list.append(service->id);
    return list;
  }
  static QString copyOfTheHouse(const QTemporaryDir& folder) {
    const QDir house(QStringLiteral(HALL_ASSETS "/services"));
    for (const QString& name : house.entryList({QStringLiteral("*.json")}, QDir::Files)) {
      if (!QFile::copy(house.filePath(name), folder.filePath(name))) return {};
    }
    return folder.path();
  }
  static void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
  }

  const Catalogue m_house = Catalogue::load(QStringLiteral(HALL_ASSETS "/services"));
};

void TestCatalogue::takesTheHouse() {
  QStringList faults;
  for (const Catalogue::Fault& fault : m_house.faults()) faults.append(fault.file + fault.what);
  QVERIFY2(faults.isEmpty(), qUtf8Printable(faults.join(u'\n')));
  QVERIFY(m_house.services().size() >= 3);
  for (const auto& service : m_house.services()) QCOMPARE(m_house.find(service->id), service);
  QVERIFY(m_house.find("nothing") == nullptr);
}

void TestCatalogue::examplesAreGoodAnswers() {
  for (const auto& service : m_house.services()) {
    const hall::model::Form form(*service, QDate(2026, 11, 2));
    for (const auto& field : service->fields) {
      if (field.example.isEmpty()) continue;
      QVERIFY2(!form.check(field, field.example), (service->id + ": " + field.id).constData());
    }
  }
}

void TestCatalogue::finds_data() {
  QTest::addColumn<QString>("query");
  QTest::addColumn<QByteArray>("id");
  const auto row = [](const char* query, const char* id) {
    QTest::newRow(query) << QString::fromUtf8(query) << QByteArray(id);
  };
  row("养老待遇", "pension-confirmation");
  row("资格", "pension-confirmation");
  row("退休金", "pension-confirmation");
  row("yanglaorenzheng", "pension-confirmation");
  row("yang lao", "pension-confirmation");
  row("YANGLAO", "pension-confirmation");
  row("ylrz", "pension-confirmation");
  row("renzheng", "pension-confirmation");
  row("laor", "pension-confirmation");
  row("txj", "pension-confirmation");
  row("pension", "pension-confirmation");
  row("PROOF OF", "pension-confirmation");
  row("80岁", "senior-allowance");
  row("gljt", "senior-allowance");
  row("zunlao", "senior-allowance");
  row("社保清单", "social-security-record");
  row("sbqd", "social-security-record");
  row("交了几年", "social-security-record");
  row("  social  ", "social-security-record");
  row("zzzz", "");
  row("离婚", "");
  row("yanglaox", "");
  row(".*", "");
  row("%", "");
}

void TestCatalogue::finds() {
  QFETCH(const QString, query);
  QFETCH(const QByteArray, id);
  const QByteArrayList found = ids(m_house.search(query));
  if (id.isEmpty()) {
    QCOMPARE(found, QByteArrayList());
  } else {
    QVERIFY2(found.contains(id), found.join(' ').constData());
  }
}

void TestCatalogue::givesAllForNothing() {
  QCOMPARE(m_house.search(QString()), m_house.services());
  QCOMPARE(m_house.search(QStringLiteral("  ")), m_house.services());
}

void TestCatalogue::putsTheNameBeforeTheSummary() {
  // "养老金" stands in the summary of one, the name of none; "养老" begins the name of the pension confirmation.
  QCOMPARE(ids(m_house.search(QStringLiteral("养老"))).constFirst(), "pension-confirmation");
  QCOMPARE(ids(m_house.search(QStringLiteral("shebao"))).constFirst(), "pension-confirmation");
}

void TestCatalogue::leavesABadFileOutAndNamesIt() {
  const QTemporaryDir folder;
  const QString house = copyOfTheHouse(folder);
  write(house + QStringLiteral("/a-torn.json"), R"({"id": "torn", "version": )");
  write(house + QStringLiteral("/b-empty.json"), {});
  write(house + QStringLiteral("/c-misspelt.json"), R"({"id": "misspelt", "colour": "red"})");
  write(house + QStringLiteral("/notes.txt"), "not a definition");
  const Catalogue catalogue = Catalogue::load(house);
  QCOMPARE(ids(catalogue.services()), ids(m_house.services()));
  QCOMPARE(catalogue.faults().size(), 3);
  QCOMPARE(catalogue.faults().at(0).file, QStringLiteral("a-torn.json"));
  QVERIFY(catalogue.faults().at(0).what.startsWith(QStringLiteral("byte ")));
  QCOMPARE(catalogue.faults().at(1).file, QStringLiteral("b-empty.json"));
  QCOMPARE(catalogue.faults().at(2).file, QStringLiteral("c-misspelt.json"));
  QVERIFY2(catalogue.faults().at(2).what.startsWith(u'/'), qUtf8Printable(catalogue.faults().at(2).what));
  QCOMPARE(ids(catalogue.search(QStringLiteral("ylrz"))), QByteArrayList{"pension-confirmation"});
}

void TestCatalogue::takesAnIdOnce() {
  const QTemporaryDir folder;
  const QString house = copyOfTheHouse(folder);
  QVERIFY(QFile::copy(house + QStringLiteral("/senior-allowance.json"), house + QStringLiteral("/z-copy.json")));
  const Catalogue catalogue = Catalogue::load(house);
  QCOMPARE(ids(catalogue.services()), ids(m_house.services()));
  QCOMPARE(catalogue.faults().size(), 1);
  QCOMPARE(catalogue.faults().at(0).file, QStringLiteral("z-copy.json"));
  QVERIFY(catalogue.faults().at(0).what.startsWith(QStringLiteral("/id: ")));
}

void TestCatalogue::standsAnEmptyFolder() {
  const QTemporaryDir folder;
  const Catalogue catalogue = Catalogue::load(folder.path() + QStringLiteral("/nothing"));
  QVERIFY(catalogue.services().isEmpty());
  QVERIFY(catalogue.search(QStringLiteral("x")).isEmpty());
  QVERIFY(catalogue.offersFor({}, QDate(2026, 11, 2)).isEmpty());
}

void TestCatalogue::offersByAge_data() {
  QTest::addColumn<QString>("birth");
  QTest::addColumn<bool>("offered");
  QTest::newRow("80 today") << "1946-11-02" << true;
  QTest::newRow("83") << "1943-03-06" << true;
  QTest::newRow("80 tomorrow") << "1946-11-03" << false;
  QTest::newRow("36") << "1990-05-20" << false;
  QTest::newRow("no birth on the card") << "" << false;
  QTest::newRow("nonsense") << "long ago" << false;
}

void TestCatalogue::offersByAge() {
  QFETCH(const QString, birth);
  QFETCH(const bool, offered);
  const auto offers = ids(m_house.offersFor({{"card.birth", birth}}, QDate(2026, 11, 2)));
  QCOMPARE(offers, offered ? QByteArrayList{"senior-allowance"} : QByteArrayList());
}

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
