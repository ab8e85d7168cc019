// Lists are read strictly, simple forms for their keys; a mirrored list is signed, newer than the last, and whole.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/credential/mirrored_trust_list.h"
#include "sync/credential/trust_list_json.h"
#include "tests/sync/credential/made.h"

using namespace hall;
using credential::Kind;
using seal::KeyPair;
using seal::KeyUse;

namespace {

QByteArray bytes(const QJsonObject& json) {
  return QJsonDocument(json).toJson();
}
QJsonObject with(QJsonObject json, const char* member, const QJsonValue& value) {
  json.insert(QLatin1String(member), value);
  return json;
}
QJsonObject without(QJsonObject json, const char* member) {
  json.remove(QLatin1String(member));
  return json;
}

}  // namespace

class TestTrustList : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsOurs();
  void refusesWhatIsNotOurs_data();
  void refusesWhatIsNotOurs();
  void readsSimpleForms_data();
  void readsSimpleForms();
  void readsAKidAsItIsWritten();
  void simpleFormsDoNotOpenHallsOwnDoors();
  void numbersNeverGoBack();
  void aMirroredListIsSignedByItsRoot();
  void aListIsReplacedByANewerOneOnly();

 private:
  const KeyPair m_pair = KeyPair::generate("Example authority", KeyUse::Sign).value();
  const KeyPair m_root = KeyPair::generate("root", KeyUse::Sign).value();
  const seal::SigningKey m_key = seal::SigningKey::of(m_pair).value();

  [[nodiscard]] QString kid() const { return QString::fromLatin1(m_key.signer().kid.toBase64()); }
  [[nodiscard]] QString certificate() const { return QString::fromLatin1(m_key.signer().der.toBase64()); }
  [[nodiscard]] QString publicKey() const {
    return QString::fromLatin1(m_key.signer().key.subjectPublicKeyInfo().toBase64());
  }
  [[nodiscard]] QJsonObject signer() const {
    return {{QStringLiteral("kid"), kid()},
            {QStringLiteral("certificate"), certificate()},
            {QStringLiteral("name"), QJsonObject{{QStringLiteral("zh"), QStringLiteral("示例")},
                                                 {QStringLiteral("en"), QStringLiteral("Example")}}},
            {QStringLiteral("uses"), QJsonArray{QStringLiteral("hall.receipt")}}};
  }
  [[nodiscard]] QJsonObject list(int number = 7) const {
    return {{QStringLiteral("format"), QStringLiteral("hall-trust-list-1")},
            {QStringLiteral("issuer"), QStringLiteral("Example city")},
            {QStringLiteral("number"), number},
            {QStringLiteral("issued_at"), QStringLiteral("2026-06-01T00:00:00Z")},
            {QStringLiteral("next_update"), QStringLiteral("2026-07-01T08:00:00+08:00")},
            {QStringLiteral("signers"), QJsonArray{signer()}}};
  }
};

void TestTrustList::readsOurs() {
  QJsonObject json = with(list(), "revocations_at", QStringLiteral("2026-05-30T00:00:00Z"));
  const QString hash = QString::fromLatin1(credential::idHash("one").toBase64());
  json = with(json, "revoked",
              QJsonArray{QJsonObject{{QStringLiteral("kid"), kid()}, {QStringLiteral("id_hashes"), QJsonArray{hash}}}});
  const auto read = credential::readTrustList(bytes(json));
  QVERIFY2(read, read ? "" : qUtf8Printable(read.error().detail));
  QCOMPARE(read->number, 7);
  QCOMPARE(read->nextUpdate, test::at("2026-07-01T00:00:00Z"));
  QCOMPARE(read->date(), test::at("2026-05-30T00:00:00Z"));
  QCOMPARE(read->signers.size(), 1);
  QCOMPARE(read->signers[0].uses, QList<Kind>{Kind::Receipt});
  QVERIFY(read->signers[0].notBefore.isValid());
  QVERIFY(read->revoked.value(m_key.signer().kid).contains(credential::idHash("one")));
}

void TestTrustList::refusesWhatIsNotOurs_data() {
  QTest::addColumn<QByteArray>("json");
  const auto row = [](const char* what, const QJsonObject& json) { QTest::newRow(what) << bytes(json); };
  const auto signers = [this](const QJsonObject& one) { return with(list(), "signers", QJsonArray{one}); };
  QTest::newRow("nothing") << QByteArray();
  QTest::newRow("an array") << QByteArray("[]");
  QTest::newRow("cut short") << bytes(list()).chopped(3);
  for (const QString& member : list().keys()) row(qUtf8Printable(member), without(list(), member.toLatin1()));
  row("a stranger's member", with(list(), "note", 1));
  row("another format", with(list(), "format", QStringLiteral("hall-trust-list-2")));
  row("a negative number", with(list(), "number", -1));
  row("half a number", with(list(), "number", 1.5));
  row("a time without a zone", with(list(), "issued_at", QStringLiteral("2026-06-01T00:00:00")));
  row("no time", with(list(), "next_update", QString()));
  row("revocations without a date", with(list(), "revoked", QJsonArray{}));
  row("no key", signers(without(signer(), "certificate")));
  row("two keys", signers(with(signer(), "public_key", publicKey())));
  row("a key that is none", signers(with(signer(), "certificate", QStringLiteral("AAAA"))));
  row("no uses", signers(with(signer(), "uses", QJsonArray{})));
  row("an unknown use", signers(with(signer(), "uses", QJsonArray{QStringLiteral("hall.door")})));
  row("no kid", signers(with(signer(), "kid", QString())));
  row("no name", signers(with(signer(), "name", QJsonObject{})));
}

void TestTrustList::refusesWhatIsNotOurs() {
  QFETCH(const QByteArray, json);
  const auto read = credential::readTrustList(json);
  QVERIFY(!read);
  QCOMPARE(read.error().kind, Failure::Invalid);
}

void TestTrustList::readsSimpleForms_data() {
  QTest::addColumn<QByteArray>("list");
  const QByteArray id = kid().toLatin1();
  const QByteArray cert = certificate().toLatin1();
  const QByteArray key = publicKey().toLatin1();
  const QByteArray point = m_key.signer().key.subjectPublicKeyInfo().right(65);
  const auto url = [](const QByteArray& part) {
    return part.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
  };
  QTest::newRow("ours") << bytes(list());
  QTest::newRow("a map to certificates") << "{\"" + id + "\":\"" + cert + "\"}";
  QTest::newRow("a map to lists of keys")
      << "{\"eu_keys\":{\"" + id + "\":[{\"subjectPk\":\"" + key + "\",\"keyUsage\":[\"v\",\"t\"]}]}}";
  QTest::newRow("a map to objects") << "{\"" + id + "\":{\"publicKeyPem\":\"" + key + "\"}}";
  QTest::newRow("a list") << "[{\"kid\":\"" + id + "\",\"publicKey\":\"" + key + "\"}]";
  QTest::newRow("behind a signature") << "c2ln\n{\"certificates\":[{\"kid\":\"" + id + "\",\"rawData\":\"" + cert +
                                             "\"}]}";
  QTest::newRow("without a kid") << "{\"certs\":[\"" + cert + "\"]}";
  QTest::newRow("web keys") << "{\"certs\":[{\"keyId\":\"" + id + "\",\"crv\":\"P-256\",\"x\":\"" +
                                   url(point.mid(1, 32)) + "\",\"y\":\"" + url(point.mid(33)) + "\"}]}";
  QTest::newRow("PEM") << m_pair.certificate().pem() + m_root.certificate().pem();
  QTest::newRow("PEM in JSON") << bytes({{kid(), QString::fromLatin1(m_pair.certificate().pem())}});
}

void TestTrustList::readsSimpleForms() {
  QFETCH(const QByteArray, list);
  const auto read = credential::readAnyTrustList(list);
  QVERIFY2(read, read ? "" : read.error().code.constData());
  QCOMPARE(read->signers[0].kid, m_key.signer().kid);
  QVERIFY(read->signers[0].key.verifies(m_key.algorithm(), "message", m_key.sign("message").value()));
  QVERIFY(!credential::readAnyTrustList("{\"a\":{\"b\":1}}"));
  QVERIFY(!credential::readAnyTrustList("[" + QByteArray(900, '[') + QByteArray(900, ']') + "]"));
}

void TestTrustList::readsAKidAsItIsWritten() {
  const QByteArray key = publicKey().toLatin1();
  const auto kid = [&key](const QByteArray& written) {
    return credential::readAnyTrustList("[{\"kid\":\"" + written + "\",\"publicKey\":\"" + key + "\"}]")
        ->signers[0]
        .kid;
  };
  const QByteArray bytes = QByteArray::fromHex("fbff000102030405");
  QCOMPARE(kid("+/8AAQIDBAU="), bytes);
  QCOMPARE(kid("-_8AAQIDBAU"), bytes);
  QCOMPARE(kid("fbff000102030405"), bytes);
  QCOMPARE(kid("11"), QByteArray("11"));
  QCOMPARE(kid("key.one"), QByteArray("key.one"));
  QCOMPARE(kid(""), seal::readSignerKey(m_key.signer().key.subjectPublicKeyInfo())->kid);
}

void TestTrustList::simpleFormsDoNotOpenHallsOwnDoors() {
  const auto open = [this](const QByteArray& more) {
    const QByteArray json =
        "[{\"kid\":\"" + kid().toLatin1() + "\",\"publicKey\":\"" + publicKey().toLatin1() + "\"" + more + "}]";
    return credential::readAnyTrustList(json)->signers[0].uses;
  };
  QVERIFY(!open("").contains(Kind::Technician) && open("").contains(Kind::Vaccination));
  QCOMPARE(open(",\"keyUsage\":[\"t\"]"), QList<Kind>{Kind::Test});
  QCOMPARE(open(",\"uses\":[\"hall.technician\"]"), QList<Kind>{Kind::Technician});
  QCOMPARE(open(",\"uses\":[\"something else\"]"), QList<Kind>());
}

void TestTrustList::numbersNeverGoBack() {
  const auto present = test::listOf({});
  auto next = present;
  QCOMPARE(credential::mayReplace(present, next).error().code, QByteArray("trust-list.number"));
  next.number = 6;
  QCOMPARE(credential::mayReplace(present, next).error().code, QByteArray("trust-list.number"));
  next.number = 8;
  QVERIFY(credential::mayReplace(present, next));
  next.issuedAt = present.issuedAt.addSecs(-1);
  QCOMPARE(credential::mayReplace(present, next).error().code, QByteArray("trust-list.older"));
  next.issuedAt = present.issuedAt.addSecs(1);
  next.issuer = QStringLiteral("Another city");
  QCOMPARE(credential::mayReplace(present, next).error().code, QByteArray("trust-list.issuer"));
}

void TestTrustList::aMirroredListIsSignedByItsRoot() {
  const QByteArray message = credential::signTrustList(bytes(list()), m_root).value();
  QCOMPARE(credential::openTrustList(message, m_root.certificate())->number, 7);
  QVERIFY(!credential::openTrustList(message, m_pair.certificate()));
  QVERIFY(!credential::openTrustList(bytes(list()), m_root.certificate()));
  QByteArray changed = message;
  changed.replace("Example city", "Example town");
  QCOMPARE(credential::openTrustList(changed, m_root.certificate()).error().code, QByteArray("cms.signature"));
  QVERIFY(!credential::signTrustList("{}", m_root));
}

void TestTrustList::aListIsReplacedByANewerOneOnly() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("trust-list.cms"));
  const auto message = [this](int number) { return credential::signTrustList(bytes(list(number)), m_root).value(); };
  const auto& root = m_root.certificate();
  QCOMPARE(credential::loadTrustList(path, root).error().kind, Failure::NotFound);
  QVERIFY(credential::replaceTrustList(path, message(7), root));
  QCOMPARE(credential::replaceTrustList(path, message(6), root).error().code, QByteArray("trust-list.number"));
  QVERIFY(!credential::replaceTrustList(path, credential::signTrustList(bytes(list(9)), m_pair).value(), root));
  QCOMPARE(credential::loadTrustList(path, root)->number, 7);
  QVERIFY(credential::replaceTrustList(path, message(8), root));
  QCOMPARE(credential::loadTrustList(path, root)->number, 8);
  // A damaged file does not keep the terminal from getting a good one.
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("damaged");
  file.close();
  QVERIFY(!credential::loadTrustList(path, root));
  QVERIFY(credential::replaceTrustList(path, message(8), root));
  QCOMPARE(credential::loadTrustList(path, root)->number, 8);
}

QTEST_APPLESS_MAIN(TestTrustList)
#include "tst_trust_list.moc"
