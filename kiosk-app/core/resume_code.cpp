#include "kiosk-app/core/resume_code.h"

#include <algorithm>

namespace hall::kiosk {

namespace {

const QString kQr = QStringLiteral("HALL1:D:");

// Luhn's sum, as on bank cards: finds every wrong digit and nearly every two that changed places.
QChar checkOf(const QString& digits) {
  int sum = 0;
  bool twice = true;
  for (qsizetype i = digits.size() - 1; i >= 0; --i) {
    const int value = digits[i].digitValue() * (twice ? 2 : 1);
    sum += value / 10 + value % 10;
    twice = !twice;
  }
  return QChar(u'0' + (10 - sum % 10) % 10);
}

bool isDigit(QChar character) {
  return character >= u'0' && character <= u'9';
}

}  // namespace

std::optional<QString> resumeCode(const QByteArray& random) {
  QString digits;
  for (const char byte : random) {
    const int value = static_cast<unsigned char>(byte);
    if (value < 250 && digits.size() < kResumeDigits - 1) digits += QChar(u'0' + value % 10);  // each as likely
  }
  if (digits.size() < kResumeDigits - 1) return std::nullopt;
  return digits + checkOf(digits);
}

std::optional<QString> readResumeCode(const QString& text) {
  QString digits = isResumeQr(text) ? text.mid(kQr.size()) : text;
  digits.remove(u' ').remove(u'-');
  const bool whole = digits.size() == kResumeDigits && std::all_of(digits.cbegin(), digits.cend(), isDigit);
  if (!whole || checkOf(digits.left(kResumeDigits - 1)) != digits.back()) return std::nullopt;
  return digits;
}

bool isResumeQr(const QString& text) {
  return text.startsWith(kQr);
}

QString resumeQr(const QString& code) {
  return kQr + code;
}

QString inGroups(const QString& digits) {
  QString grouped;
  for (qsizetype i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 4 == 0) grouped += u' ';
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace hall::kiosk
