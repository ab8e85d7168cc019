#pragma once
// An authority that issues credentials of Hall, and the folder of a terminal that trusts it for receipts.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include "sync/credential/issue.h"
#include "sync/credential/mirrored_trust_list.h"

namespace hall::test {

struct TrustedIssuer {
  seal::KeyPair root = seal::KeyPair::generate("root", seal::KeyUse::Sign).value();
  seal::KeyPair pair = seal::KeyPair::generate("Example authority", seal::KeyUse::Sign).value();
  seal::SigningKey key = seal::SigningKey::of(pair).value();

  // The list as the terminal finds it, issued on that day and to be renewed a month later.
  [[nodiscard]] bool trustedIn(const QString& folder, const QDate& issued) const {
    const QByteArray list = credential::signTrustList(QJsonDocument(json(issued)).toJson(), root).value();
    return write(folder + QStringLiteral("/trust-root.pem"), root.certificate().pem()) &&
           write(folder + QStringLiteral("/trust-list.cms"), list);
  }
  [[nodiscard]] QString receipt(const credential::ReceiptPass& pass, const QDateTime& issuedAt) const {
    credential::Terms terms;
    terms.issuedAt = issuedAt;
    return QString::fromLatin1(credential::issue(pass, terms, key).value());
  }

 private:
  [[nodiscard]] QJsonObject json(const QDate& issued) const {
    const auto time = [](const QDate& day) { return day.toString(Qt::ISODate) + QStringLiteral("T00:00:00Z"); };
    const QJsonObject signer{
        {QStringLiteral("kid"), QString::fromLatin1(key.signer().kid.toBase64())},
        {QStringLiteral("certificate"), QString::fromLatin1(key.signer().der.toBase64())},
        {QStringLiteral("name"), QJsonObject{{QStringLiteral("zh"), QStringLiteral("示例市社会保险局")},
                                             {QStringLiteral("en"), QStringLiteral("Example City Social Insurance")}}},
        {QStringLiteral("uses"), QJsonArray{QStringLiteral("hall.receipt")}}};
    return {{QStringLiteral("format"), QStringLiteral("hall-trust-list-1")},
            {QStringLiteral("issuer"), QStringLiteral("Example city")},
            {QStringLiteral("number"), 7},
            {QStringLiteral("issued_at"), time(issued)},
            {QStringLiteral("next_update"), time(issued.addMonths(1))},
            {QStringLiteral("signers"), QJsonArray{signer}}};
  }
  static bool write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  }
};

}  // namespace hall::test
