#pragma once
// What a resident ID card (GA 490 text record, four layouts) says, exactly as read: trimmed at the right end only,
// nothing corrected. Whether the number's check digit or the dates make sense is for sync/model to judge.
// Wiped when it dies; has no stream operator and must never be logged.
#include <QByteArray>
#include <QDate>
#include <QString>

namespace hall::drivers {

// The photo of a card as rows of pixels from the top down, three bytes each: red, green, blue. Empty when there is none
// or nothing here can decode it. Holds a person: wiped with its card.
struct Portrait {
  int width = 0;
  int height = 0;
  QByteArray rgb;  // 3 * width * height bytes
};

struct IdCard {
  enum class Layout {
    Resident,             // ' ' resident ID card
    Foreigner2017,        // 'I' foreigner's permanent residence card, 2017 version
    HongKongMacaoTaiwan,  // 'J' residence permit
    Foreigner2023,        // 'Y' foreigner's permanent residence card, 2023 version
  };

  Layout layout = Layout::Resident;
  QString name;         // Chinese name as on the card; may hold surrogate pairs and private-use characters
  QString englishName;  // I and Y only
  QString sexCode;      // GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated
  QString ethnicCode;   // GB/T 3304, two digits; resident only
  QString nationality;  // ISO 3166 alpha-3; I and Y only
  QDate birth;
  QString address;        // resident and J only
  QString newestAddress;  // written to the card after a move; empty when there is none or it could not be read
  QString number;         // as printed: 18 characters, 15 for I
  QString issuer;         // issuing authority (I: its code)
  QDate validFrom;
  QDate validUntil;            // null when longTerm
  bool longTerm = false;       // 长期
  QString permitNumber;        // J: travel-permit number
  QString issueCount;          // J: times issued, Y: times renewed
  QString cardVersion;         // I only
  QString previousLink;        // Y only
  bool nameNeedsCare = false;  // private-use character or half a surrogate pair in the name: show, never map silently
  QByteArray photo;            // WLT, 1024 bytes, undecoded
  Portrait portrait;           // the same decoded
  QByteArray fingerprint;      // 1024 bytes; only when it was asked for and the card has one

  IdCard() = default;
  IdCard(const IdCard&) = default;
  IdCard(IdCard&&) = default;
  IdCard& operator=(const IdCard&) = default;
  IdCard& operator=(IdCard&&) = default;
  ~IdCard();

  void wipe();
};

}  // namespace hall::drivers
