#include "sync/credential/tool/verdict_json.h"

#include <QJsonArray>

#include "sync/base/clock.h"
#include "sync/credential/verify.h"

namespace hall::credential {

namespace {

QJsonValue text(const QByteArray& bytes) {
  return bytes.isEmpty() ? QJsonValue() : QJsonValue(QString::fromLatin1(bytes));
}

QByteArray withoutEnd(QByteArray line) {
  while (line.endsWith('\n') || line.endsWith('\r')) line.chop(1);
  return line;
}

QJsonValue signer(const Verdict& verdict) {
  if (verdict.kid.isEmpty()) return {};
  QJsonObject json{{QStringLiteral("kid"), QString::fromLatin1(verdict.kid.toBase64())}};
  if (!verdict.signer.zh.isEmpty()) {
    json.insert(QStringLiteral("name"),
                QJsonObject{{QStringLiteral("zh"), verdict.signer.zh}, {QStringLiteral("en"), verdict.signer.en}});
  }
  return json;
}

}  // namespace

QJsonObject toJson(const Verdict& verdict) {
  QJsonArray kinds;
  for (const Kind kind : verdict.kinds) kinds.append(QString::fromLatin1(name(kind)));
  const QJsonObject hall = toJson(verdict.hall);
  QJsonObject json{
      {QStringLiteral("valid"), verdict.isValid()},
      {QStringLiteral("failed"), verdict.failed ? text(name(*verdict.failed)) : QJsonValue()},
      {QStringLiteral("kinds"), kinds},
      {QStringLiteral("payload"), verdict.claims.all.isEmpty() ? QJsonValue() : QJsonValue(toJson(verdict.claims))},
      {QStringLiteral("signer"), signer(verdict)},
      {QStringLiteral("algorithm"), verdict.algorithm ? text(seal::name(*verdict.algorithm)) : QJsonValue()},
      {QStringLiteral("list_date"), verdict.listDate.isValid() ? text(rfc3339(verdict.listDate)) : QJsonValue()},
      {QStringLiteral("list_stale"), verdict.listStale},
      {QStringLiteral("answer"), answerWord(verdict, Listener::Citizen)}};
  if (!hall.isEmpty()) json.insert(QStringLiteral("hall"), hall);
  return json;
}

QByteArray credentialIn(const QByteArray& line) {
  const QByteArray plain = withoutEnd(line);
  if (looksLikeCredential(plain)) return plain;
  const auto decoded = QByteArray::fromBase64Encoding(plain, QByteArray::AbortOnBase64DecodingErrors);
  const QByteArray inner = decoded ? withoutEnd(*decoded) : QByteArray();
  return looksLikeCredential(inner) ? inner : plain;
}

}  // namespace hall::credential
