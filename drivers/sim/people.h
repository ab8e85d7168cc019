#pragma once
// The invented people whose cards can be laid on the simulated reader, from people.json. Not one number among them
// can belong to anybody: region 110000 is not issued to persons, nor is the serial 000 where another region is needed.
#include <QByteArray>
#include <QList>
#include <QString>

#include "drivers/id_card.h"
#include "sync/base/result.h"

namespace hall::drivers::sim {

struct Person {
  QString key;   // "pensioner"
  QString text;  // for the dock: what is special about this card
  IdCard card;
};

Result<QList<Person>> parsePeople(const QByteArray& json);

// The people built into the program.
Result<QList<Person>> builtInPeople();

}  // namespace hall::drivers::sim
