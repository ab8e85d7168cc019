#include "drivers/idcard/hid_envelope.h"

namespace hall::drivers::hid {

namespace {

constexpr int lengthAt = 3;  // behind flag and serial number
constexpr int contentAt = 5;
constexpr int checksumSize = 2;

int littleEndian16(QByteArrayView bytes) {
  return static_cast<uint8_t>(bytes[0]) | static_cast<uint8_t>(bytes[1]) << 8;
}

QByteArray littleEndian16(int value) {
  return QByteArray().append(static_cast<char>(value & 0xFF)).append(static_cast<char>(value >> 8 & 0xFF));
}

int sumOf(QByteArrayView bytes) {
  int sum = 0;
  for (const char byte : bytes) sum += static_cast<uint8_t>(byte);
  return sum & 0xFFFF;
}

QByteArray envelopeAround(uint8_t flag, const QByteArray& content, int reportSize) {
  const QByteArray counted = littleEndian16(static_cast<int>(content.size())) + content;
  QByteArray report = QByteArray(1, static_cast<char>(flag)) + QByteArray(2, '\0') + counted;
  report += littleEndian16(sumOf(counted));
  if (report.size() < reportSize) report.append(reportSize - report.size(), '\0');
  return report;
}

}  // namespace

Result<QByteArray> seal(QByteArrayView frame, const Envelope& envelope, int reportSize) {
  if (contentAt + 1 + frame.size() + checksumSize > reportSize) {
    return failure(Failure::Invalid, "port.shape", QStringLiteral("%1 bytes").arg(frame.size()));
  }
  return envelopeAround(envelope.requestFlag, QByteArray(1, static_cast<char>(envelope.command)) + frame.toByteArray(),
                        reportSize);
}

QByteArray sealReply(const Letter& letter, const Envelope& envelope, int reportSize) {
  const QByteArray content = QByteArray(1, static_cast<char>(letter.result)) + QByteArray(envelope.lead, '\0');
  return envelopeAround(envelope.replyFlag, content + letter.payload, reportSize);
}

Result<Letter> unseal(QByteArrayView report, const Envelope& envelope) {
  if (report.size() < contentAt + 1 + checksumSize || static_cast<uint8_t>(report[0]) != envelope.replyFlag) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("no envelope"));
  }
  const int length = littleEndian16(report.sliced(lengthAt));
  if (length < 1 || contentAt + length + checksumSize > report.size()) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("envelope of %1 bytes").arg(length));
  }
  if (sumOf(report.sliced(lengthAt, contentAt - lengthAt + length)) !=
      littleEndian16(report.sliced(contentAt + length))) {
    return failure(Failure::Garbled, "card.checksum");
  }
  const QByteArrayView content = report.sliced(contentAt, length);
  const qsizetype lead = std::min<qsizetype>(1 + envelope.lead, content.size());
  return Letter{static_cast<uint8_t>(content[0]), content.sliced(lead).toByteArray()};
}

}  // namespace hall::drivers::hid
