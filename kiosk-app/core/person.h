#pragma once
// The person in front of the terminal, as far as the card tells: the values a form can be filled with, and the photo.
// Exists only during a visit and is wiped when it dies.
#include <QHash>

#include "drivers/id_card.h"
#include "sync/base/wipe.h"

namespace hall::kiosk {

struct Person {
  QHash<QByteArray, QString> card;  // "card.name" → "测试样例"; the keys are model::cardSources()
  drivers::Portrait portrait;       // empty where no photo could be decoded
  bool nameNeedsCare = false;       // a character of the name may look different here than on the card
  // What only this card tells, the same at every reading: a hash over its text and its undecoded photo. Empty for a
  // person whose card is not here.
  QByteArray cardSecret;

  explicit Person(const drivers::IdCard& idCard);
  // Who begun with the card and came back with a code: what was read from it then.
  explicit Person(const QHash<QByteArray, QString>& readBefore) : card(readBefore) {}
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;
  ~Person();
};

}  // namespace hall::kiosk
