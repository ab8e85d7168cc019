#pragma once
// What can be known of a person from an identity number and card dates alone, offline. Source: GB 11643 (number),
// GB/T 2261.1 (sex), GB/T 3304 (ethnic groups). Pure functions; nothing here is logged.
#include <QDate>
#include <QString>
#include <optional>

namespace hall::model {

struct IdentityFacts {
  QString number;
  QDate birth;
  QDate validFrom;
  QDate validUntil;  // null with longTerm
  bool longTerm = false;
};

enum class IdentityFault {
  NumberShape,   // not 18 characters of the right kind
  CheckDigit,    // MOD 11-2 does not agree
  BirthDiffers,  // the number says another day of birth than the card
  NotYetValid,
  Expired,
};

// The first fault found, or nullopt. The 2017 foreigner's card (15 characters, three letters first) has no check digit.
std::optional<IdentityFault> judge(const IdentityFacts& facts, const QDate& today);
QByteArray name(IdentityFault fault);

bool checkDigitAgrees(const QString& number);
int ageOn(const QDate& birth, const QDate& day);
// First six and last four characters stay: 110000********0012.
QString maskedNumber(const QString& number);

// Words of the two code lists; an unknown code is shown as the code itself.
QString ethnicGroup(const QString& code);
QString sexWordId(const QString& code);

}  // namespace hall::model
