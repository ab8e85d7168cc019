#include "kiosk-app/core/person.h"

#include <QCryptographicHash>

#include "sync/model/identity.h"

namespace hall::kiosk {

namespace {

// The newest address is left out, because it is written to the card later.
QByteArray secretOf(const drivers::IdCard& card) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  const auto add = [&hash](const QByteArray& bytes) {
    hash.addData(QByteArray::number(bytes.size()) + ':');
    hash.addData(bytes);
  };
  for (const QString& text : {card.number, card.name, card.englishName, card.issuer, card.address}) add(text.toUtf8());
  for (const QDate& day : {card.birth, card.validFrom, card.validUntil}) add(day.toString(Qt::ISODate).toLatin1());
  add(card.photo);
  return hash.result();
}

}  // namespace

Person::Person(const drivers::IdCard& idCard) {
  const auto put = [this](const char* key, const QString& value) {
    // A deep copy: the card wipes its own letters when it dies, and shared letters would be wiped for both.
    if (!value.isEmpty()) card.insert(key, QString(value.constData(), value.size()));
  };
  put("card.name", idCard.name.isEmpty() ? idCard.englishName : idCard.name);
  put("card.sex", idCard.sexCode);
  if (!idCard.ethnicCode.isEmpty()) put("card.ethnic_group", model::ethnicGroup(idCard.ethnicCode));
  put("card.birth", idCard.birth.toString(Qt::ISODate));
  put("card.number", idCard.number);
  // What was written to the card after a move replaces what was printed on it before.
  put("card.address", idCard.newestAddress.isEmpty() ? idCard.address : idCard.newestAddress);
  put("card.issuer", idCard.issuer);
  put("card.valid_until", idCard.longTerm ? QStringLiteral("长期") : idCard.validUntil.toString(Qt::ISODate));
  portrait = idCard.portrait;
  portrait.rgb = QByteArray(idCard.portrait.rgb.constData(), idCard.portrait.rgb.size());  // deep, for the same reason
  nameNeedsCare = idCard.nameNeedsCare;
  cardSecret = secretOf(idCard);
}

Person::~Person() {
  for (QString& value : card) hall::wipe(value);
  hall::wipe(portrait.rgb);
  hall::wipe(cardSecret);
}

}  // namespace hall::kiosk
