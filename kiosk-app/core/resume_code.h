#pragma once
// The code that opens a draft again without the card: 16 digits as on a bank card, because every keypad has digits and
// everybody has typed such a number. 15 are random (50 bits, stretched before they open anything), the last is a check.
// As a QR code:
//   HALL1:D:<16 digits>
// What is read back is hostile until parsed. It is a secret: never logged, never stored. Pure; any thread.
#include <QByteArray>
#include <QString>
#include <optional>

namespace hall::kiosk {

// Nothing if the random bytes do not suffice (one in some thousands of 32): draw again.
std::optional<QString> resumeCode(const QByteArray& random);
// Of what was typed, with spaces or without, or of a QR code; nothing if a digit is wrong or missing.
std::optional<QString> readResumeCode(const QString& text);
bool isResumeQr(const QString& text);
QString resumeQr(const QString& code);
// "1234 5678 …", also of the first digits of one.
QString inGroups(const QString& digits);

constexpr int kResumeDigits = 16;

}  // namespace hall::kiosk
