#pragma once
// What the QR code of a receipt says: which submission, and enough of its digest to notice a mix-up. No personal data.
//   HALL1:R:<submission_id>:<first 16 hex digits of the digest>
// What is read back is hostile until parsed. Pure; any thread.
#include <QByteArray>
#include <QString>
#include <optional>

namespace hall::kiosk {

struct ReceiptCode {
  QByteArray submissionId;
  QByteArray digestStart;

  bool operator==(const ReceiptCode&) const = default;
};

QString receiptCodeText(const QByteArray& submissionId, const QByteArray& digest);
std::optional<ReceiptCode> parseReceiptCode(const QString& text);

}  // namespace hall::kiosk
