#include "drivers/id_card.h"

#include "sync/base/wipe.h"

namespace hall::drivers {

IdCard::~IdCard() {
  wipe();
}

void IdCard::wipe() {
  for (QString* text : {&name, &englishName, &sexCode, &ethnicCode, &nationality, &address, &newestAddress, &number,
                        &issuer, &permitNumber, &issueCount, &cardVersion, &previousLink}) {
    hall::wipe(*text);
  }
  for (QByteArray* bytes : {&photo, &portrait.rgb, &fingerprint}) hall::wipe(*bytes);
  portrait = {};
  birth = QDate();
  validFrom = QDate();
  validUntil = QDate();
}

}  // namespace hall::drivers
