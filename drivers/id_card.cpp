#include "drivers/id_card.h"

#include "sync/base/wipe.h"

namespace hall::drivers {

IdCard::~IdCard() {
  wipe();
}

void IdCard::wipe() {
  for (QString* text : {&name, &englishName, &sexCode, &ethnicCode, &nationality, &address, &number, &issuer,
                        &permitNumber, &issueCount, &cardVersion, &previousLink}) {
    hall::wipe(*text);
  }
  hall::wipe(photo);
  birth = QDate();
  validFrom = QDate();
  validUntil = QDate();
}

}  // namespace hall::drivers
